#include "brief/notice.h"

#include <stdio.h>
#include <string.h>

/* --- moments --- */

enum { DAY_S = 86400 };

typedef struct clock_parts {
    yx_day day;
    int year, month, day_of, hour, minute, second;
} clock_parts;

static clock_parts parts_of(int64_t ms, int offset)
{
    clock_parts p;
    int64_t s = ms / 1000 - (ms % 1000 < 0) + (int64_t)offset * 60;
    int64_t of_day = (s % DAY_S + DAY_S) % DAY_S, day = (s - of_day) / DAY_S;

    p.day = day < YX_DAY_MIN ? YX_DAY_MIN : day > YX_DAY_MAX ? YX_DAY_MAX : (yx_day)day;
    yx_day_parts(p.day, &p.year, &p.month, &p.day_of);
    p.hour = (int)(of_day / 3600);
    p.minute = (int)(of_day / 60 % 60);
    p.second = (int)(of_day % 60);
    return p;
}

yx_day yx_moment_day(yx_moment m)
{
    return parts_of(m.ms, m.offset).day;
}

/* CAP wants UTC itself as -00:00. */
char *yx_moment_cap(yx_moment m, char out[YX_MOMENT_TEXT])
{
    clock_parts p = parts_of(m.ms, m.offset);
    int away = m.offset < 0 ? -m.offset : m.offset;

    (void)snprintf(out, YX_MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", p.year, p.month,
                   p.day_of, p.hour, p.minute, p.second, m.offset > 0 ? '+' : '-', away / 60 % 100,
                   away % 60);
    return out;
}

char *yx_moment_rss(yx_moment m, char out[YX_MOMENT_TEXT])
{
    static const char *const day[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const month[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    clock_parts p = parts_of(m.ms, m.offset);
    int away = m.offset < 0 ? -m.offset : m.offset;

    (void)snprintf(out, YX_MOMENT_TEXT, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
                   day[yx_weekday(p.day) - 1], p.day_of, month[p.month - 1], p.year, p.hour,
                   p.minute, p.second, m.offset < 0 ? '-' : '+', away / 60 % 100, away % 60);
    return out;
}

char *yx_moment_ical(yx_moment m, char out[YX_MOMENT_TEXT])
{
    clock_parts p = parts_of(m.ms, 0);

    (void)snprintf(out, YX_MOMENT_TEXT, "%04d%02d%02dT%02d%02d%02dZ", p.year, p.month, p.day_of,
                   p.hour, p.minute, p.second);
    return out;
}

char *yx_moment_say(yx_moment m, char out[YX_MOMENT_TEXT])
{
    clock_parts p = parts_of(m.ms, m.offset);

    (void)snprintf(out, YX_MOMENT_TEXT, "%04d-%02d-%02d %02d:%02d", p.year, p.month, p.day_of,
                   p.hour, p.minute);
    return out;
}

/* --- who it is, and from whom --- */

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

bool yx_notice_sender_fit(const char *sender)
{
    size_t n = strlen(sender);

    for (size_t i = 0; i < n; i++)
        if (strchr(" ,<&", sender[i]) || is_control(sender[i]))
            return false;
    return yx_str_trim((yx_str){sender, n}).n > 0 && n <= 200 && yx_utf8_valid(sender, n) == n;
}

bool yx_notice_web_fit(const char *web)
{
    size_t n = strlen(web);
    size_t scheme = strncmp(web, "https://", 8) == 0 ? 8 : strncmp(web, "http://", 7) == 0 ? 7 : 0;

    for (size_t i = 0; i < n; i++)
        if (strchr(" <>\"{}|\\^`", web[i]) || is_control(web[i]))
            return false;
    return scheme && n > scheme && n <= 2000 && !strchr("/?#:", web[scheme]) &&
           yx_utf8_valid(web, n) == n;
}

static void encoded(const char *text, yx_buf *out)
{
    for (const char *p = text; *p; p++) {
        if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
            *p == '.' || *p == '_')
            yx_buf_char(out, *p);
        else
            yx_buf_f(out, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

void yx_notice_identifier(const yx_notice *n, int64_t seq, yx_buf *out)
{
    yx_buf_text(out, "yixian-");
    encoded(n->place.code, out);
    yx_buf_char(out, '-');
    encoded(n->id, out);
    yx_buf_f(out, "-%lld", (long long)seq);
}

/* --- words --- */

void yx_notice_event(const yx_notice *n, yx_lang lang, yx_buf *out)
{
    if (n->hazard[0])
        yx_buf_f(out, lang == YX_EN ? "Alert: %s" : "%s预警", n->hazard);
    else
        yx_buf_f(out, lang == YX_EN ? "Alert by rule %s" : "规则%s预警", n->rule);
}

void yx_notice_headline(const yx_notice *n, yx_lang lang, yx_buf *out)
{
    const bool en = lang == YX_EN;

    if (n->message == YX_NOTICE_CANCEL)
        yx_buf_text(out, en ? "Over: " : "已解除：");
    if (en)
        yx_buf_f(out, "%s (%s): %s, level %d of %s", n->place.name[lang], n->place.code,
                 n->hazard[0] ? n->hazard : n->rule, n->level, n->scheme);
    else
        yx_buf_f(out, "%s（%s）%s预警，%s %d级", n->place.name[lang], n->place.code,
                 n->hazard[0] ? n->hazard : n->rule, n->scheme, n->level);
}

static void describe_area(const yx_notice *n, yx_lang lang, yx_buf *out)
{
    const bool en = lang == YX_EN;

    if (n->n_area < 2)
        return;
    yx_buf_f(out, en ? " The rule is on in more regions; the smallest area that connects them: "
                     : "该规则在多个区域触发，连接它们的最小范围：");
    for (size_t i = 0; i < n->n_area; i++) {
        const yx_notice_place *p = &n->area[i];
        yx_buf_f(out, "%s%s", i == 0 ? "" : en ? ", " : "、", p->name[lang]);
        if (p->why != YX_AREA_EVIDENCE)
            yx_buf_f(out, en ? " (%s)" : "（%s）", yx_area_why_say(p->why, lang));
    }
    yx_buf_text(out, en ? "." : "。");
    if (!n->connected)
        yx_buf_text(out, en ? " Not all of them are connected." : "其中有的互不相连。");
    if (!n->exact)
        yx_buf_text(out, en ? " A smaller area may exist." : "或有更小的范围。");
}

void yx_notice_description(const yx_notice *n, yx_lang lang, yx_buf *out)
{
    const bool en = lang == YX_EN;
    char since[YX_PERIOD_TEXT], last[YX_PERIOD_TEXT];

    (void)yx_period_say(n->since, false, lang, since);
    (void)yx_period_say(n->last, false, lang, last);
    yx_buf_f(out, en ? "Rule %s, version %d" : "规则%s第%d版", n->rule, n->version);
    if (n->groups[0])
        yx_buf_f(out, en ? ": %s." : "：%s。", n->groups);
    else
        yx_buf_text(out, en ? "." : "。");
    yx_buf_f(out, en ? " Since %s, last seen in %s." : "自%s起，最近一次为%s。", since, last);
    describe_area(n, lang, out);
    if (n->objected)
        yx_buf_text(out, en ? " The county says no." : "本地答复：不是。");
    yx_buf_text(out, en ? " The figures and the arithmetic are shown by yixian alerts."
                        : "数据和算法见 yixian alerts。");
}

const char *yx_notice_instruction(const yx_notice *n, yx_lang lang)
{
    static const char *const open[YX_N_LANG] = {
        "Verify before you act. This is a proposal; posts decide, and the county may say no.",
        "先核实，后行动。本条为建议，由岗位决定；本地可以答复“不是”。"};
    static const char *const over[YX_N_LANG] = {"Nothing is left to do under this alert.",
                                                "本预警无须再处置。"};

    return (n->message == YX_NOTICE_CANCEL ? over : open)[lang];
}

const char *yx_notice_stamp(bool exercise, yx_lang lang)
{
    static const char *const draft[YX_N_LANG] = {"DRAFT", "草稿"};
    static const char *const drill[YX_N_LANG] = {"EXERCISE", "演练"};

    return (exercise ? drill : draft)[lang];
}

/* --- XML --- */

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a tag or an entity start here: <b, </b, <!, &nbsp;, &#160; ? */
static bool markup_at(yx_str text, size_t i)
{
    size_t k = i + 1;

    if (text.at[i] == '<')
        return k < text.n &&
               (letter(text.at[k]) || text.at[k] == '/' || text.at[k] == '!' || text.at[k] == '?');
    if (text.at[i] != '&')
        return false;
    if (k < text.n && text.at[k] == '#')
        k++;
    while (k < text.n && k < i + 12 &&
           (letter(text.at[k]) || (text.at[k] >= '0' && text.at[k] <= '9')))
        k++;
    return k > i + 1 && k < text.n && text.at[k] == ';';
}

bool yx_notice_markup(yx_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (markup_at(text, i))
            return true;
    return false;
}

static void xml_char(yx_buf *out, char c)
{
    if (c == '&')
        yx_buf_text(out, "&amp;");
    else if (c == '<')
        yx_buf_text(out, "&lt;");
    else if (c == '>')
        yx_buf_text(out, "&gt;");
    else if (c == '"')
        yx_buf_text(out, "&quot;");
    else if (is_control(c) && c != '\n' && c != '\t')
        yx_buf_text(out, "\xEF\xBF\xBD");
    else
        yx_buf_char(out, c);
}

void yx_notice_xml(yx_buf *out, yx_str text, bool plain)
{
    size_t i = 0;

    while (i < text.n) {
        size_t n = 1;
        if ((unsigned char)text.at[i] < 0x80) {
            if (plain && markup_at(text, i))
                yx_buf_text(out, text.at[i] == '<' ? "\xEF\xBC\x9C" : "\xEF\xBC\x86");
            else
                xml_char(out, text.at[i]);
        } else {
            size_t left = text.n - i < 4 ? text.n - i : 4;
            while (n <= left && yx_utf8_valid(text.at + i, n) != n)
                n++;
            if (n > left) { /* no character of UTF-8 */
                n = 1;
                yx_buf_text(out, "\xEF\xBF\xBD");
            } else if (n == 3 && (memcmp(text.at + i, "\xEF\xBF\xBE", 3) == 0 ||
                                  memcmp(text.at + i, "\xEF\xBF\xBF", 3) == 0)) {
                yx_buf_text(out, "\xEF\xBF\xBD"); /* U+FFFE and U+FFFF are no XML */
            } else {
                yx_buf_add(out, text.at + i, n);
            }
        }
        i += n;
    }
}
