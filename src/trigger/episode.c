/* One walk over the periods. Of each stream it remembers only when it was last judged and when it
 * last alarmed, so the window costs nothing. */
#include "trigger/episode.h"

/* What the window that ends at one period shows. */
typedef struct view {
    size_t judged[YX_RULE_STREAMS]; /* 1 + last period in which the stream was judged; 0: never */
    size_t alarmed[YX_RULE_STREAMS];
    bool news; /* a stream was judged in the period itself */
    uint64_t able, agree;
} view;

static size_t count(uint64_t groups)
{
    size_t n = 0;

    for (; groups; groups &= groups - 1)
        n++;
    return n;
}

/* `when` is 1 + a period; is that one of the last `within` up to t? */
static bool recent(size_t when, size_t t, size_t within)
{
    return when > 0 && t - (when - 1) < within;
}

static void look(const yx_rule *rule, const yx_say *say, size_t n, size_t t, view *v)
{
    v->news = false;
    v->able = v->agree = 0;
    for (size_t s = 0; s < rule->n_stream; s++) {
        const yx_say *now = &say[s * n + t];
        uint64_t bit = (uint64_t)1 << rule->group[s];

        if (now->state == YX_JUDGED) {
            v->news = true;
            v->judged[s] = t + 1;
            if (now->alarm)
                v->alarmed[s] = t + 1;
        }
        if (recent(v->judged[s], t, rule->within))
            v->able |= bit;
        if (recent(v->alarmed[s], t, rule->within))
            v->agree |= bit;
    }
}

void yx_episodes(const yx_rule *rule, const yx_say *say, size_t n, yx_episode *ret, size_t *ret_n,
                 yx_sight *ret_sight)
{
    view v = {0};
    yx_episode *open = NULL;
    size_t n_episode = 0, quiet = 0;

    for (size_t t = 0; t < n; t++) {
        look(rule, say, n, t, &v);
        if (!v.news || count(v.able) < rule->at_least)
            continue;
        if (count(v.agree) >= rule->at_least) {
            if (!open) {
                open = &ret[n_episode++];
                *open = (yx_episode){.first = t, .end = SIZE_MAX};
            }
            open->last = t;
            open->groups |= v.agree;
            open->groups_last = v.agree;
            if (count(v.agree) > open->most)
                open->most = count(v.agree);
            quiet = 0;
        } else if (open && ++quiet >= rule->quiet_for) {
            open->end = t;
            open = NULL;
            quiet = 0;
        }
    }
    *ret_n = n_episode;
    *ret_sight = (yx_sight){.streams = rule->n_stream, .groups = rule->n_group};
    for (size_t s = 0; n > 0 && s < rule->n_stream; s++)
        ret_sight->able += recent(v.judged[s], n - 1, rule->within);
    ret_sight->able_groups = count(v.able);
    ret_sight->agree = count(v.agree);
}
