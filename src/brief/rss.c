#include "brief/rss.h"

#include "brief/cap.h"

/* Empties the room for the next text, but does not forget that memory ran out. */
static void fresh(yx_buf *room, yx_buf *out)
{
    out->failed |= room->failed;
    yx_buf_clear(room);
}

static void element(yx_buf *out, int depth, const char *name, yx_str text)
{
    yx_buf_f(out, "%*s<%s>", 2 * depth, "", name);
    yx_notice_xml(out, text, true);
    yx_buf_f(out, "</%s>\n", name);
}

static void item(const yx_notice *n, const yx_notice_from *from, yx_lang lang, yx_buf *out,
                 yx_buf *room)
{
    char at[YX_MOMENT_TEXT];

    yx_buf_text(out, "    <item>\n");
    fresh(room, out);
    yx_buf_f(room, "[%s] ", yx_notice_stamp(from->exercise, lang));
    yx_notice_headline(n, lang, room);
    element(out, 3, "title", yx_buf_view(room));
    if (from->web)
        element(out, 3, "link", yx_str_of(from->web));
    fresh(room, out);
    yx_notice_description(n, lang, room);
    yx_buf_f(room, lang == YX_EN ? " %s" : "%s", yx_notice_instruction(n, lang));
    element(out, 3, "description", yx_buf_view(room));
    element(out, 3, "category", yx_str_of(yx_cap_category(n->hazard)));
    fresh(room, out);
    yx_notice_identifier(n, n->seq, room);
    yx_buf_text(out, "      <guid isPermaLink=\"false\">");
    yx_notice_xml(out, yx_buf_view(room), true);
    yx_buf_text(out, "</guid>\n");
    element(out, 3, "pubDate", yx_str_of(yx_moment_rss(n->sent, at)));
    yx_buf_text(out, "    </item>\n");
}

yx_code yx_rss_write(const yx_notice *notice, size_t n, const yx_notice_from *from, yx_lang lang,
                     yx_buf *out, yx_err *err)
{
    static const char *const language[YX_N_LANG] = {"en", "zh-cn"};
    static const char *const title[YX_N_LANG] = {"yixian alerts", "一线预警"};
    static const char *const what[YX_N_LANG] = {"Proposals to posts on duty, not for publication.",
                                                "供值守岗位研判，不对外发布。"};
    char at[YX_MOMENT_TEXT];
    yx_buf room = {0};
    yx_code rc;

    yx_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n"
                     "  <channel>\n");
    yx_buf_f(&room, "[%s] %s", yx_notice_stamp(from->exercise, lang), title[lang]);
    element(out, 2, "title", yx_buf_view(&room));
    element(out, 2, "link", yx_str_of(from->web ? from->web : "https://yixian.invalid/"));
    element(out, 2, "description", yx_str_of(what[lang]));
    element(out, 2, "language", yx_str_of(language[lang]));
    element(out, 2, "lastBuildDate", yx_str_of(yx_moment_rss(from->now, at)));
    element(out, 2, "generator", yx_str_of("yixian"));
    for (size_t i = 0; i < n; i++)
        item(&notice[i], from, lang, out, &room);
    yx_buf_text(out, "  </channel>\n</rss>\n");
    rc = yx_buf_check(&room, err);
    yx_buf_free(&room);
    return rc ? rc : yx_buf_check(out, err);
}
