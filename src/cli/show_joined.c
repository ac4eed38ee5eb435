#include "cli/show_joined.h"

#include "brief/table.h"
#include "flow/figure.h"
#include "series/joined_db.h"

#include <stdio.h>

typedef struct showing {
    yx_workspace *ws;
    uint32_t region;
    const yx_indicator *indicator;
    yx_joined joined;
    yx_lang lang;
} showing;

static bool ytd(const showing *s)
{
    return s->indicator->kind == YX_YTD;
}

/* --- JSON --- */

static yx_code piece_json(showing *s, yx_json *j, const yx_piece *piece, yx_err *err)
{
    char text[YX_DECIMAL_TEXT], day[YX_DAY_TEXT];
    yx_source source;
    yx_code rc =
        yx_store_source(s->ws->store, piece->version.seq, piece->version.row, &source, err);

    if (rc)
        return rc;
    yx_json_object(j, NULL);
    yx_json_text(j, "code", piece->code);
    yx_json_text(j, "share", yx_decimal_text(yx_share_size(piece->from, piece->to), text));
    yx_json_text(j, "value", yx_decimal_text(piece->version.value, text));
    yx_json_text(j, "as_of", yx_day_text(piece->version.as_of, day));
    yx_json_int(j, "seq", piece->version.seq);
    yx_source_json(j, &source);
    yx_json_end(j);
    return YX_OK;
}

static yx_code joint_json(showing *s, yx_json *j, const yx_joint *v, yx_err *err)
{
    yx_figure figure = {.version = v->newest, .how = v->how};
    yx_how how = YX_HOW_REPORTED;
    double pct = 0;
    bool any = yx_joined_yoy(&s->joined, v, &pct, &how);
    yx_code rc = yx_store_source(s->ws->store, v->newest.seq, v->newest.row, &figure.source, err);

    if (rc)
        return rc;
    figure.version.value = v->value;
    yx_json_object(j, NULL);
    yx_figure_json(j, yx_region_at(s->ws->catalog, s->region)->code, s->indicator, v->period,
                   v->lack ? NULL : &figure);
    yx_json_text(j, "lack", v->lack ? yx_lack_name[v->lack] : NULL);
    yx_json_text(j, "missing", v->missing[0] ? v->missing : NULL);
    if (any)
        yx_json_number(j, "yoy", pct);
    else
        yx_json_null(j, "yoy");
    yx_json_text(j, "yoy_how", any ? yx_how_name[how] : NULL);
    yx_json_array(j, "parts");
    for (size_t i = 0; i < v->n_piece && !rc; i++)
        rc = piece_json(s, j, &s->joined.piece[v->piece + i], err);
    yx_json_end(j);
    yx_json_end(j);
    return rc;
}

static yx_code show_json(showing *s, yx_buf *out, yx_err *err)
{
    yx_json j = {.out = out, .lines = true};
    yx_code rc = YX_OK;

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < s->joined.n && !rc; i++)
        rc = joint_json(s, &j, &s->joined.at[i], err);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
    return rc;
}

/* --- text --- */

/* "421023 101 x 0.4 (a.csv:3:4) + ..." */
static yx_code pieces_text(showing *s, const yx_joint *v, yx_buf *out, yx_err *err)
{
    yx_code rc = YX_OK;

    yx_buf_clear(out);
    for (size_t i = 0; i < v->n_piece && !rc; i++) {
        const yx_piece *p = &s->joined.piece[v->piece + i];
        char value[YX_DECIMAL_TEXT], share[YX_DECIMAL_TEXT], from[YX_SOURCE_TEXT];
        bool whole = p->from == 0 && p->to == YX_SHARE_ALL;
        yx_source source;
        rc = yx_store_source(s->ws->store, p->version.seq, p->version.row, &source, err);
        if (rc)
            break;
        yx_buf_f(out, "%s%s %s", i ? " + " : "", p->code, yx_decimal_text(p->version.value, value));
        if (!whole)
            yx_buf_f(out, " x %s", yx_decimal_text(yx_share_size(p->from, p->to), share));
        yx_buf_f(out, " (%s)", yx_source_text(&source, from));
    }
    return rc;
}

static yx_code joint_row(showing *s, const yx_joint *v, yx_table *table, yx_buf *room, yx_err *err)
{
    static const char *const why[YX_N_LACK] = {
        [YX_LACK_PART] = "no figure of ",      [YX_LACK_NO_BASE] = "no base indicator to weight by",
        [YX_LACK_BASE] = "no base figure of ", [YX_LACK_WEIGHT] = "the bases are no weights",
        [YX_LACK_DIGITS] = "too many digits",
    };
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], yoy[64] = "-";
    yx_how how = YX_HOW_REPORTED;
    double pct = 0;
    yx_code rc = pieces_text(s, v, room, err);

    if (rc)
        return rc;
    if (yx_joined_yoy(&s->joined, v, &pct, &how))
        (void)snprintf(yoy, sizeof yoy, "%+.1f%s%s", pct, how == YX_HOW_REPORTED ? "" : " ",
                       how == YX_HOW_REPORTED ? "" : yx_how_name[how]);
    yx_table_cell(table, "%s", yx_period_text(v->period, ytd(s), text));
    yx_table_cell(table, "%s", v->lack ? "-" : yx_decimal_text(v->value, value));
    if (v->lack)
        yx_table_cell(table, "gap: %s%s", why[v->lack], v->missing);
    else
        yx_table_cell(table, "%s", yx_how_name[v->how]);
    yx_table_cell(table, "%s", yoy);
    yx_table_cell(table, "%s", yx_day_text(v->newest.as_of, day));
    yx_table_cell(table, "%lld", (long long)v->newest.seq);
    yx_table_str(table, yx_buf_view(room));
    return YX_OK;
}

/* A code that is not on the boundaries: whose it is there. */
static void heirs_text(const showing *s, yx_buf *out)
{
    enum { MOST = 20 };
    const yx_region *r = yx_region_at(s->ws->catalog, s->region);
    uint32_t heir[MOST];
    size_t n = yx_boundaries_heirs(s->ws->boundaries, yx_str_of(r->code), heir, MOST), k = 0;

    for (size_t i = 0; i < n; i++) {
        const yx_region *to = yx_region_at(s->ws->catalog, heir[i]);
        if (heir[i] != s->region)
            yx_buf_f(out, "%s%s %s", k++ ? ", " : "figures of this code belong to ", to->code,
                     yx_region_name(to, s->lang));
    }
    if (k)
        yx_buf_char(out, '\n');
}

static yx_code show_text(showing *s, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"period", "value", "how", "yoy %",
                                         "as of",  "entry", "from"};
    static const yx_align align[] = {YX_LEFT, YX_RIGHT, YX_LEFT, YX_RIGHT,
                                     YX_LEFT, YX_RIGHT, YX_LEFT};
    const yx_region *r = yx_region_at(s->ws->catalog, s->region);
    char day[YX_DAY_TEXT];
    yx_table *table = NULL;
    yx_buf room = {0};
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    yx_buf_f(out, "%s %s: %s (%s), on the boundaries of %s\n", r->code, yx_region_name(r, s->lang),
             yx_indicator_name(s->indicator, s->lang), s->indicator->unit,
             yx_day_text(yx_boundaries_day(s->ws->boundaries), day));
    for (size_t i = 0; i < s->joined.n && !rc; i++)
        rc = joint_row(s, &s->joined.at[i], table, &room, err);
    if (!rc && s->joined.n)
        rc = yx_table_print(table, 0, out, err);
    if (!rc && s->joined.n == 0)
        yx_buf_text(out, "nothing was reported\n");
    if (!rc)
        heirs_text(s, out);
    yx_buf_free(&room);
    yx_table_free(table);
    return rc;
}

yx_code yx_show_joined(yx_workspace *ws, const char *region, const yx_indicator *indicator,
                       yx_known known, yx_lang lang, bool as_json, yx_buf *out, yx_err *err)
{
    showing s = {.ws = ws,
                 .region = yx_boundaries_find(ws->boundaries, yx_str_of(region)),
                 .indicator = indicator,
                 .lang = lang};
    yx_code rc = yx_joined_read(ws->store, ws->catalog, ws->boundaries, s.region, indicator, known,
                                &s.joined, err);

    if (!rc)
        rc = as_json ? show_json(&s, out, err) : show_text(&s, out, err);
    yx_joined_free(&s.joined);
    return rc ? rc : yx_buf_check(out, err);
}
