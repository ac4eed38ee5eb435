#include "brief/cap.h"

#include <stdio.h>
#include <string.h>

/* --- what our words are in theirs --- */

/* Codes: the types of warning that the national release centre uses, as they are seen in public
 * feeds; the English words are ours. */
static const struct {
    const char *zh, *en, *category, *code;
} hazards[] = {
    {"台风", "typhoon", "Met", "11B01"},
    {"暴雨", "rainstorm", "Met", "11B03"},
    {"暴雪", "snowstorm", "Met", "11B04"},
    {"寒潮", "cold wave", "Met", "11B05"},
    {"大风", "gale", "Met", "11B06"},
    {"沙尘暴", "sandstorm", "Met", "11B07"},
    {"高温", "heat", "Met", "11B09"},
    {"雷电", "lightning", "Met", "11B14"},
    {"冰雹", "hail", "Met", "11B15"},
    {"霜冻", "frost", "Met", "11B16"},
    {"大雾", "fog", "Met", "11B17"},
    {"霾", "haze", "Met", "11B19"},
    {"雷雨大风", "thunderstorm", "Met", "11B20"},
    {"道路结冰", "icy roads", "Met", "11B21"},
    {"干旱", "drought", "Met", "11B22"},
    {"呼吸道", "respiratory", "Health", NULL},
    {"流感", "influenza", "Health", NULL},
    {"传染病", "infectious", "Health", NULL},
    {"疫情", "epidemic", "Health", NULL},
    {"食物中毒", "food poisoning", "Health", NULL},
    {"环境", "environment", "Env", NULL},
    {"空气质量", "air quality", "Env", NULL},
    {"水质", "water quality", "Env", NULL},
    {"洪水", "flood", "Geo", NULL},
    {"地震", "earthquake", "Geo", NULL},
    {"火灾", "fire", "Fire", NULL},
    {"交通", "traffic", "Transport", NULL},
    {"电力", "power", "Infra", NULL},
    {"电煤", "coal", "Infra", NULL},
    {"煤炭", "coal supply", "Infra", NULL},
    {"天然气", "gas", "Infra", NULL},
    {"供水", "water supply", "Infra", NULL},
    {"生产安全", "work safety", "Safety", NULL},
};

static size_t hazard_row(const char *hazard)
{
    for (size_t i = 0; i < YX_COUNT(hazards); i++)
        if (strcmp(hazard, hazards[i].zh) == 0 || strcasecmp(hazard, hazards[i].en) == 0)
            return i;
    return SIZE_MAX;
}

const char *yx_cap_category(const char *hazard)
{
    size_t i = hazard_row(hazard);

    return i == SIZE_MAX ? "Other" : hazards[i].category;
}

const char *yx_cap_event_code(const char *hazard)
{
    size_t i = hazard_row(hazard);

    return i == SIZE_MAX ? NULL : hazards[i].code;
}

bool yx_cap_gbt2260(const char *code)
{
    return strlen(code) == 6 && strspn(code, "0123456789") == 6;
}

const char *yx_cap_grade(const yx_notice *n, yx_cap_graded what)
{
    static const char *const severity[] = {"Unknown", "Extreme", "Severe", "Moderate", "Minor"};
    static const char *const urgency[] = {"Unknown", "Immediate", "Expected", "Future", "Future"};
    static const char *const certainty[] = {[YX_CERTAIN_ONE] = "Possible",
                                            [YX_CERTAIN_SOME] = "Likely",
                                            [YX_CERTAIN_FIGURE] = "Observed"};
    size_t rank = n->rank >= 1 && n->rank <= 4 ? (size_t)n->rank : 0;

    switch (what) {
    case YX_CAP_SEVERITY:
        return severity[rank];
    case YX_CAP_URGENCY:
        return n->message == YX_NOTICE_CANCEL ? "Past" : urgency[rank];
    case YX_CAP_CERTAINTY:
        break;
    }
    return certainty[n->certain];
}

/* --- the document --- */

/* Empties the room for the next text, but does not forget that memory ran out. */
static void fresh(yx_buf *room, yx_buf *out)
{
    out->failed |= room->failed;
    yx_buf_clear(room);
}

static void indent(yx_buf *out, int depth)
{
    yx_buf_f(out, "%*s", 2 * depth, "");
}

static void text(yx_buf *out, int depth, const char *name, yx_str value)
{
    indent(out, depth);
    yx_buf_f(out, "<%s>", name);
    yx_notice_xml(out, value, true);
    yx_buf_f(out, "</%s>\n", name);
}

static void word(yx_buf *out, int depth, const char *name, const char *value)
{
    text(out, depth, name, yx_str_of(value));
}

static void moment(yx_buf *out, int depth, const char *name, yx_moment m)
{
    char at[YX_MOMENT_TEXT];

    if (m.ms)
        word(out, depth, name, yx_moment_cap(m, at));
}

/* Nothing in it that could be seen: an element with it would be empty. */
static bool is_blank(yx_str value)
{
    while (value.n) {
        yx_str less = yx_str_trim(value);
        while (less.n && (less.at[0] == '\n' || less.at[0] == '\r'))
            less = (yx_str){less.at + 1, less.n - 1};
        if (less.n == value.n)
            return false;
        value = less;
    }
    return true;
}

static void pair(yx_buf *out, int depth, const char *name, const char *key, yx_str value)
{
    if (is_blank(value))
        return;
    indent(out, depth);
    yx_buf_f(out, "<%s>\n", name);
    word(out, depth + 1, "valueName", key);
    text(out, depth + 1, "value", value);
    indent(out, depth);
    yx_buf_f(out, "</%s>\n", name);
}

static void number(yx_buf *out, const char *key, int64_t value)
{
    char digits[24];

    (void)snprintf(digits, sizeof digits, "%lld", (long long)value);
    pair(out, 2, "parameter", key, yx_str_of(digits));
}

static void parameters(yx_buf *out, const yx_notice *n, yx_buf *room)
{
    char since[YX_PERIOD_TEXT], last[YX_PERIOD_TEXT];

    pair(out, 2, "parameter", "yixian:alert", yx_str_of(n->id));
    pair(out, 2, "parameter", "yixian:rule", yx_str_of(n->rule));
    number(out, "yixian:version", n->version);
    pair(out, 2, "parameter", "yixian:scheme", yx_str_of(n->scheme));
    number(out, "yixian:level", n->level);
    pair(out, 2, "parameter", "yixian:since", yx_str_of(yx_period_text(n->since, false, since)));
    pair(out, 2, "parameter", "yixian:last", yx_str_of(yx_period_text(n->last, false, last)));
    pair(out, 2, "parameter", "yixian:groups", yx_str_of(n->groups));
    if (n->objected)
        pair(out, 2, "parameter", "yixian:objected", yx_str_of("yes"));
    fresh(room, out);
    for (size_t i = 0; i < n->n_area && n->n_area > 1; i++)
        yx_buf_f(room, "%s%s %s", i ? "; " : "", n->area[i].code, yx_area_why_name[n->area[i].why]);
    pair(out, 2, "parameter", "yixian:area", yx_buf_view(room));
}

static void area(yx_buf *out, const yx_notice *n, yx_lang lang)
{
    yx_buf_text(out, "    <area>\n");
    word(out, 3, "areaDesc",
         is_blank(yx_str_of(n->place.name[lang])) ? n->place.code : n->place.name[lang]);
    pair(out, 3, "geocode", yx_cap_gbt2260(n->place.code) ? "GB/T 2260" : "yixian:region",
         yx_str_of(n->place.code));
    yx_buf_text(out, "    </area>\n");
}

static void info(yx_buf *out, const yx_notice *n, const yx_notice_from *from, yx_lang lang,
                 yx_buf *room)
{
    static const char *const language[YX_N_LANG] = {"en", "zh-CN"};
    static const char *const sender[YX_N_LANG] = {"yixian, a proposal to those on duty",
                                                  "一线（供值守岗位研判）"};
    const char *code = yx_cap_event_code(n->hazard);

    yx_buf_text(out, "  <info>\n");
    word(out, 2, "language", language[lang]);
    word(out, 2, "category", yx_cap_category(n->hazard));
    fresh(room, out);
    yx_notice_event(n, lang, room);
    text(out, 2, "event", yx_buf_view(room));
    word(out, 2, "responseType", n->message == YX_NOTICE_CANCEL ? "AllClear" : "Assess");
    word(out, 2, "urgency", yx_cap_grade(n, YX_CAP_URGENCY));
    word(out, 2, "severity", yx_cap_grade(n, YX_CAP_SEVERITY));
    word(out, 2, "certainty", yx_cap_grade(n, YX_CAP_CERTAINTY));
    if (code)
        pair(out, 2, "eventCode", "yixian:cn-warning-type", yx_str_of(code));
    moment(out, 2, "effective", n->sent);
    moment(out, 2, "onset", n->onset);
    if (n->expires.ms > n->sent.ms && n->message != YX_NOTICE_CANCEL)
        moment(out, 2, "expires", n->expires);
    word(out, 2, "senderName", sender[lang]);
    fresh(room, out);
    yx_buf_f(room, "[%s] ", yx_notice_stamp(from->exercise, lang));
    yx_notice_headline(n, lang, room);
    text(out, 2, "headline", yx_buf_view(room));
    fresh(room, out);
    yx_notice_description(n, lang, room);
    text(out, 2, "description", yx_buf_view(room));
    word(out, 2, "instruction", yx_notice_instruction(n, lang));
    if (from->web)
        word(out, 2, "web", from->web);
    if (n->contact[0])
        word(out, 2, "contact", n->contact);
    parameters(out, n, room);
    area(out, n, lang);
    yx_buf_text(out, "  </info>\n");
}

static void references(yx_buf *out, const yx_notice *n, const yx_notice_from *from, yx_buf *room)
{
    char sent[YX_MOMENT_TEXT];

    fresh(room, out);
    for (size_t i = 0; i < n->n_prior; i++) {
        yx_buf_f(room, "%s%s,", i ? " " : "", from->sender);
        yx_notice_identifier(n, n->prior[i].seq, room);
        yx_buf_f(room, ",%s", yx_moment_cap(n->prior[i].sent, sent));
    }
    if (n->n_prior)
        text(out, 1, "references", yx_buf_view(room));
}

yx_code yx_cap_write(const yx_notice *n, const yx_notice_from *from, yx_lang first, yx_buf *out,
                     yx_err *err)
{
    static const char *const message[] = {
        [YX_NOTICE_ALERT] = "Alert", [YX_NOTICE_UPDATE] = "Update", [YX_NOTICE_CANCEL] = "Cancel"};
    yx_buf room = {0};
    yx_code rc;

    yx_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    yx_notice_identifier(n, n->seq, &room);
    text(out, 1, "identifier", yx_buf_view(&room));
    word(out, 1, "sender", from->sender);
    moment(out, 1, "sent", n->sent);
    word(out, 1, "status", from->exercise ? "Exercise" : "Draft");
    word(out, 1, "msgType", message[n->message]);
    fresh(&room, out);
    yx_buf_f(&room, "yixian rule %s v%d", n->rule, n->version);
    text(out, 1, "source", yx_buf_view(&room));
    word(out, 1, "scope", "Restricted");
    word(out, 1, "restriction",
         "值守岗位内部，不对外发布 / posts on duty only, not for publication");
    references(out, n, from, &room);
    info(out, n, from, first, &room);
    info(out, n, from, first == YX_EN ? YX_ZH_HANS : YX_EN, &room);
    yx_buf_text(out, "</alert>\n");
    rc = yx_buf_check(&room, err);
    yx_buf_free(&room);
    return rc ? rc : yx_buf_check(out, err);
}
