/* match.c - two texts are as like each other as the pairs of neighbouring characters that they
 * share (Dice). Before that, words with one meaning become one word, and words that say nothing of
 * what is measured go. What the unit and words such as 同比 say moves the score. */
#include "intake/map/match.h"

#include "base/buf.h"
#include "base/mem.h"
#include "intake/map/form_text.h"
#include "intake/map/unit.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 64, LEVELS = 3 };

typedef struct pairs {
    uint64_t at[PAIRS]; /* sorted */
    size_t n;
} pairs;

typedef struct known {
    const yx_indicator *indicator;
    pairs zh, en;
    bool growth, share;
} known;

struct yx_matcher {
    known *at;
    size_t n;
    yx_buf a, b;
};

static const struct {
    const char *from, *to;
} words[] = {
    {"规上", "规模以上"},
    {"限上", "限额以上"},
    {"GDP", "地区生产总值"},
    {"国内生产总值", "地区生产总值"},
    {"社零", "社会消费品零售"},
    {"固投", "固定资产投资"},
    {"比上年同期增长", "增速"},
    {"比上年同期增减", "增速"},
    {"比去年同期增长", "增速"},
    {"比上年增长", "增速"},
    {"同比增长率", "增速"},
    {"同比增长", "增速"},
    {"同比增速", "增速"},
    {"同比增减", "增速"},
    {"同比±", "增速"},
    {"增长速度", "增速"},
    {"增长率", "增速"},
    {"增长", "增速"},
    {"增幅", "增速"},
    {"同比", "增速"},
    {"比重", "占比"},
    {"其中:", ""},
    {"自年初累计", ""},
    {"累计", ""},
    {"本月", ""},
    {"当月", ""},
    {"本期", ""},
    {"本年", ""},
    {"期末", ""},
    {"月末", ""},
    {"年末", ""},
    {"指标名称", ""},
    {"指标值", ""},
    {"绝对额", ""},
    {"绝对值", ""},
    {"绝对量", ""},
    {"完成情况", ""},
    {"主要", ""},
    {"情况", ""},
    {"统计表", ""},
    {"报表", ""},
    {"月报", ""},
    {"快报", ""},
    {"及其", ""},
    {"±", ""},
    {"、", ""},
    {"和", ""},
    {"(", ""},
    {")", ""},
    {"%", ""},
    {"/", ""},
    {",", ""},
    {":", ""},
    {" ", ""},
};

static bool holds(yx_str text, const char *const *word)
{
    for (; *word; word++)
        if (text.n && memmem(text.at, text.n, *word, strlen(*word)))
            return true;
    return false;
}

bool yx_match_is_growth(yx_str text)
{
    static const char *const word[] = {"同比",   "增速",   "增长", "增幅", "±%", "环比",
                                       "比上年", "growth", "YoY",  "yoy",  NULL};

    return holds(text, word);
}

bool yx_match_is_last_year(yx_str text)
{
    static const char *const word[] = {"上年同期", "去年同期", "上年同月",  "去年同月",
                                       "上年数",   "上年实绩", "last year", NULL};

    return holds(text, word) && !yx_match_is_growth(text);
}

bool yx_match_is_month(yx_str text)
{
    static const char *const word[] = {"本月", "当月", "期末", "月末", NULL};

    return holds(text, word);
}

static bool is_share(yx_str text)
{
    static const char *const word[] = {"占比", "比重", "占", "率", "share", NULL};

    return holds(text, word);
}

/* --- texts as pairs --- */

/* (万元), (单位:万元): a unit in brackets is left out, other words in brackets stay. */
static void without_units(yx_str text, yx_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        const char *end = text.at[i] == '(' ? memchr(text.at + i, ')', text.n - i) : NULL;
        yx_str inner = {text.at + i + 1, end ? (size_t)(end - text.at) - i - 1 : 0};
        if (inner.n > strlen("单位:") && memcmp(inner.at, "单位:", strlen("单位:")) == 0)
            inner = (yx_str){inner.at + strlen("单位:"), inner.n - strlen("单位:")};
        if (end && (yx_unit_known(inner) || yx_str_is(inner, "±%")))
            i = (size_t)(end - text.at);
        else
            yx_buf_char(out, text.at[i]);
    }
}

static void plain_words(yx_str text, yx_buf *out)
{
    for (size_t i = 0; i < text.n;) {
        size_t w = 0, n;
        while (w < YX_COUNT(words) &&
               (text.n - i < strlen(words[w].from) ||
                memcmp(text.at + i, words[w].from, strlen(words[w].from)) != 0))
            w++;
        if (w < YX_COUNT(words)) {
            yx_buf_text(out, words[w].to);
            i += strlen(words[w].from);
            continue;
        }
        (void)yx_utf8_char((yx_str){text.at + i, text.n - i}, &n);
        if (n == 1)
            yx_buf_char(out,
                        (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] + ('a' - 'A')
                                                                      : text.at[i]));
        else
            yx_buf_add(out, text.at + i, n);
        i += n;
    }
}

static int order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Two runs over the words: GDP增长 becomes 地区生产总值增速. */
static void pairs_of(yx_matcher *m, yx_str text, pairs *ret)
{
    uint32_t last = 1; /* the start of the text pairs too, so that one character makes a pair */
    size_t len;

    yx_buf_clear(&m->a);
    yx_buf_clear(&m->b);
    without_units(text, &m->a);
    plain_words(yx_buf_view(&m->a), &m->b);
    ret->n = 0;
    for (yx_str t = yx_buf_view(&m->b); t.n && ret->n < PAIRS;
         t = (yx_str){t.at + len, t.n - len}) {
        uint32_t c = yx_utf8_char(t, &len);
        ret->at[ret->n++] = (uint64_t)last << 32 | c;
        last = c;
    }
    qsort(ret->at, ret->n, sizeof ret->at[0], order);
}

static double likeness(const pairs *a, const pairs *b)
{
    size_t i = 0, k = 0, same = 0;

    while (i < a->n && k < b->n) {
        if (a->at[i] == b->at[k]) {
            same++;
            i++;
            k++;
        } else if (a->at[i] < b->at[k]) {
            i++;
        } else {
            k++;
        }
    }
    return a->n + b->n ? 2.0 * (double)same / (double)(a->n + b->n) : 0;
}

/* --- the catalogue --- */

yx_code yx_matcher_new(const yx_catalog *catalog, yx_matcher **ret, yx_err *err)
{
    yx_matcher *m = calloc(1, sizeof *m);
    size_t n = yx_n_indicator(catalog);
    bool failed = false;

    if (m)
        m->at = calloc(n + 1, sizeof *m->at);
    if (!m || !m->at) {
        free(m);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu indicators", n);
    }
    for (m->n = 0; m->n < n && !failed; m->n++) {
        known *k = &m->at[m->n];
        yx_str zh, en;
        k->indicator = yx_indicator_at(catalog, (uint32_t)m->n);
        zh = yx_str_of(k->indicator->name_zh);
        en = yx_str_of(k->indicator->name_en);
        pairs_of(m, zh, &k->zh);
        failed |= m->a.failed || m->b.failed;
        pairs_of(m, en, &k->en);
        failed |= m->a.failed || m->b.failed;
        k->growth = yx_match_is_growth(zh) || yx_match_is_growth(en) ||
                    (k->indicator->code[0] && strstr(k->indicator->code, "yoy"));
        k->share = is_share(zh);
    }
    if (failed) {
        yx_matcher_free(m);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu indicators", n);
    }
    *ret = m;
    return YX_OK;
}

void yx_matcher_free(yx_matcher *m)
{
    if (!m)
        return;
    free(m->at);
    yx_buf_free(&m->a);
    yx_buf_free(&m->b);
    free(m);
}

/* --- matching --- */

static bool fits_unit(yx_str unit, const known *k)
{
    int shift;

    return yx_unit_shift(unit, yx_str_of(k->indicator->unit), &shift);
}

/* What the unit and the words beside the name say for or against. */
static double weigh(const yx_match_of *what, const known *k, bool growth, double score)
{
    bool own = what->unit.n > 0;

    if (score <= 0)
        return 0;
    if (growth != k->growth)
        score *= 0.5;
    if (own ? !fits_unit(what->unit, k)
            : what->whole.n && !growth && !fits_unit(what->whole, k) &&
                  yx_unit_known(what->whole) && !is_share(what->path))
        score *= 0.4;
    if (own && fits_unit(what->unit, k))
        score += (1 - score) * 0.1;
    if (!growth && is_share(what->path) != k->share)
        score *= 0.8;
    if (yx_match_is_month(what->path) && k->indicator->kind == YX_YTD)
        score *= 0.6;
    if (memmem(what->path.n ? what->path.at : "", what->path.n, "累计", strlen("累计")) &&
        (k->indicator->kind == YX_FLOW || k->indicator->kind == YX_STOCK))
        score *= 0.8;
    return score;
}

static void keep_best(yx_match ret[YX_MATCHES], const yx_indicator *indicator, double score)
{
    size_t i = YX_MATCHES;

    while (i > 0 && score > ret[i - 1].score)
        i--;
    if (i == YX_MATCHES || score < 0.05)
        return;
    memmove(&ret[i + 1], &ret[i], (YX_MATCHES - 1 - i) * sizeof ret[0]);
    ret[i] = (yx_match){indicator, score};
}

/* The ways to read a header path: whole, with the title before it, and without its upper levels,
 * which often only group (财政金融/税收收入). */
typedef struct reading {
    pairs at[2 + LEVELS];
    double worth[2 + LEVELS];
    size_t n;
} reading;

static void add_reading(yx_matcher *m, yx_str text, double worth, reading *r, bool *failed)
{
    pairs_of(m, text, &r->at[r->n]);
    *failed |= m->a.failed || m->b.failed;
    r->worth[r->n] = worth;
    r->n += r->at[r->n].n > 0;
}

static void readings_of(yx_matcher *m, const yx_match_of *what, reading *r, bool *failed)
{
    yx_buf joined = {0};
    yx_str rest = what->path;
    double worth = 1;

    r->n = 0;
    yx_buf_str(&joined, what->title);
    yx_buf_str(&joined, what->path);
    add_reading(m, yx_buf_view(&joined), 0.95, r, failed);
    *failed |= joined.failed;
    yx_buf_free(&joined);
    for (size_t i = 0; i <= LEVELS && rest.n; i++) {
        const char *slash = memchr(rest.at, '/', rest.n);
        add_reading(m, rest, worth, r, failed);
        if (!slash)
            return;
        rest = (yx_str){slash + 1, rest.n - (size_t)(slash - rest.at) - 1};
        worth -= 0.03;
    }
}

static double best_of(const reading *r, const pairs *name)
{
    double best = 0;

    for (size_t i = 0; i < r->n; i++) {
        double like = r->worth[i] * likeness(&r->at[i], name);
        best = like > best ? like : best;
    }
    return best;
}

yx_code yx_match_find(yx_matcher *m, const yx_match_of *what, yx_match ret[YX_MATCHES], yx_err *err)
{
    bool growth = yx_match_is_growth(what->path), failed = false;
    reading r;

    readings_of(m, what, &r, &failed);
    if (failed)
        return yx_fail(err, YX_E_NOMEM, "no memory for matching a header");
    memset(ret, 0, YX_MATCHES * sizeof ret[0]);
    for (size_t i = 0; i < m->n; i++) {
        const known *k = &m->at[i];
        double zh = best_of(&r, &k->zh), en = best_of(&r, &k->en);
        double score = weigh(what, k, growth, zh > en ? zh : en);
        if (yx_str_is(what->path, k->indicator->code) ||
            yx_str_is(what->path, k->indicator->name_zh))
            score = 1;
        keep_best(ret, k->indicator, score);
    }
    return YX_OK;
}
