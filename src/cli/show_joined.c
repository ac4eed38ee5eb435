#include "cli/show_joined.h"

#include "brief/table.h"
#include "flow/figure.h"
#include "series/summed_db.h"

#include <stdio.h>

typedef struct showing {
    yx_workspace *ws;
    uint32_t region;
    const yx_indicator *indicator;
    yx_joined joined;
    yx_lang lang;
    bool sum;      /* of the regions below: `joined` has the sums */
    yx_joined own; /* then: what the region itself reported */
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

/* What a sum has beside: what is there, all that lacks, and the region's own figure. */
static void sum_json(const showing *s, yx_json *j, const yx_joint *v)
{
    const yx_joint *own = yx_joined_find(&s->own, v->period);
    char text[YX_DECIMAL_TEXT];

    yx_json_text(j, "partial", v->any_partial ? yx_decimal_text(v->partial, text) : NULL);
    yx_json_array(j, "absent");
    for (size_t i = 0; i < v->n_absent; i++) {
        const yx_absent *a = &s->joined.absent[v->absent + i];
        yx_json_object(j, NULL);
        yx_json_text(j, "region", a->code);
        yx_json_text(j, "lack", yx_lack_name[a->lack]);
        yx_json_end(j);
    }
    yx_json_end(j);
    yx_json_text(j, "own", own && !own->lack ? yx_decimal_text(own->value, text) : NULL);
}

static yx_code joint_json(showing *s, yx_json *j, const yx_joint *v, yx_err *err)
{
    yx_figure figure = {.version = v->newest, .how = v->how};
    yx_how how = YX_HOW_REPORTED;
    double pct = 0;
    bool any = yx_joined_yoy(&s->joined, v, &pct, &how);
    yx_code rc =
        v->lack ? YX_OK
                : yx_store_source(s->ws->store, v->newest.seq, v->newest.row, &figure.source, err);

    if (rc)
        return rc;
    figure.version.value = v->value;
    yx_json_object(j, NULL);
    yx_figure_json(j, yx_region_at(s->ws->catalog, s->region)->code, s->indicator, v->period,
                   v->lack ? NULL : &figure);
    yx_json_text(j, "lack", v->lack ? yx_lack_name[v->lack] : NULL);
    yx_json_text(j, "missing", v->missing[0] ? v->missing : NULL);
    if (s->sum)
        sum_json(s, j, v);
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

static const char *const why[YX_N_LACK] = {
    [YX_LACK_PART] = "no figure of ",
    [YX_LACK_PROTECTED] = "protected: ",
    [YX_LACK_NO_BASE] = "no base indicator to weight by",
    [YX_LACK_BASE] = "no base figure of ",
    [YX_LACK_WEIGHT] = "the bases are no weights",
    [YX_LACK_DIGITS] = "too many digits",
};

/* "gap: no figure of A, B; protected: C; the other 3 add to 12" */
static void absent_text(const showing *s, const yx_joint *v, yx_buf *out)
{
    enum { MOST = 10 };
    char value[YX_DECIMAL_TEXT];
    size_t n = 0;

    yx_buf_text(out, "gap: ");
    for (int lack = YX_LACK_PART; lack < YX_N_LACK; lack++) {
        bool any = false;
        for (size_t i = 0; i < v->n_absent; i++) {
            const yx_absent *a = &s->joined.absent[v->absent + i];
            if ((int)a->lack != lack || ++n > MOST)
                continue;
            yx_buf_f(out, "%s%s", any ? ", " : n > 1 ? "; " : "", any ? "" : why[lack]);
            yx_buf_text(out, a->code);
            any = true;
        }
    }
    if (n > MOST)
        yx_buf_f(out, " and %zu more", n - MOST);
    if (v->any_partial)
        yx_buf_f(out, "; the other %zu add to %s", v->n_piece, yx_decimal_text(v->partial, value));
}

static void how_cell(const showing *s, const yx_joint *v, yx_table *table, yx_buf *room)
{
    bool plain = !s->sum || v->how <= YX_HOW_JOINED;

    if (v->n_absent) {
        yx_buf_clear(room);
        absent_text(s, v, room);
        yx_table_str(table, yx_buf_view(room));
    } else if (v->lack) {
        yx_table_cell(table, "gap: %s%s", why[v->lack], v->missing);
    } else {
        yx_table_cell(table, "%s%s%s", s->sum ? "sum" : yx_how_name[v->how], plain ? "" : ", ",
                      plain ? "" : yx_how_name[v->how]);
    }
}

static yx_code joint_row(showing *s, const yx_joint *v, yx_table *table, yx_buf *room, yx_err *err)
{
    enum { FEW = 6 };
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], yoy[64] = "-";
    const yx_joint *own = s->sum ? yx_joined_find(&s->own, v->period) : NULL;
    yx_how how = YX_HOW_REPORTED;
    double pct = 0;
    yx_code rc = YX_OK;

    if (yx_joined_yoy(&s->joined, v, &pct, &how))
        (void)snprintf(yoy, sizeof yoy, "%+.1f%s%s", pct,
                       how == YX_HOW_REPORTED || s->sum ? "" : " ",
                       how == YX_HOW_REPORTED || s->sum ? "" : yx_how_name[how]);
    yx_table_cell(table, "%s", yx_period_text(v->period, ytd(s), text));
    yx_table_cell(table, "%s", v->lack ? "-" : yx_decimal_text(v->value, value));
    how_cell(s, v, table, room);
    yx_table_cell(table, "%s", yoy);
    if (s->sum)
        yx_table_cell(table, "%s", own && !own->lack ? yx_decimal_text(own->value, value) : "-");
    yx_table_cell(table, "%s", yx_day_text(v->newest.as_of, day));
    yx_table_cell(table, "%lld", (long long)v->newest.seq);
    if (s->sum && v->n_piece > FEW) {
        yx_table_cell(table, "%zu regions", v->n_piece);
        return YX_OK;
    }
    rc = pieces_text(s, v, room, err);
    if (!rc)
        yx_table_str(table, yx_buf_view(room));
    return rc;
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

static void title_text(const showing *s, yx_buf *out)
{
    const yx_region *r = yx_region_at(s->ws->catalog, s->region);
    char day[YX_DAY_TEXT];

    yx_buf_f(out, "%s %s: %s (%s)%s", r->code, yx_region_name(r, s->lang),
             yx_indicator_name(s->indicator, s->lang), s->indicator->unit,
             s->sum ? ", the sum of the regions below it" : "");
    if (s->ws->boundaries)
        yx_buf_f(out, ", on the boundaries of %s",
                 yx_day_text(yx_boundaries_day(s->ws->boundaries), day));
    yx_buf_char(out, '\n');
}

static yx_code show_text(showing *s, yx_buf *out, yx_err *err)
{
    static const char *const joined[] = {"period", "value", "how", "yoy %",
                                         "as of",  "entry", "from"};
    static const yx_align align[] = {YX_LEFT, YX_RIGHT, YX_LEFT, YX_RIGHT,
                                     YX_LEFT, YX_RIGHT, YX_LEFT};
    static const char *const summed[] = {"period", "value", "how",   "yoy %",
                                         "own",    "as of", "entry", "from"};
    static const yx_align summed_align[] = {YX_LEFT,  YX_RIGHT, YX_LEFT,  YX_RIGHT,
                                            YX_RIGHT, YX_LEFT,  YX_RIGHT, YX_LEFT};
    yx_table *table = NULL;
    yx_buf room = {0};
    yx_code rc = s->sum ? yx_table_new(summed, summed_align, YX_COUNT(summed), &table, err)
                        : yx_table_new(joined, align, YX_COUNT(joined), &table, err);

    title_text(s, out);
    for (size_t i = 0; i < s->joined.n && !rc; i++)
        rc = joint_row(s, &s->joined.at[i], table, &room, err);
    if (!rc && s->joined.n)
        rc = yx_table_print(table, 0, out, err);
    if (!rc && s->joined.n == 0)
        yx_buf_text(out, s->sum ? "nothing was reported below it\n" : "nothing was reported\n");
    if (!rc && !s->sum)
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

yx_code yx_show_sum(yx_workspace *ws, const char *region, const yx_indicator *indicator,
                    yx_known known, yx_lang lang, bool as_json, yx_buf *out, yx_err *err)
{
    showing s = {.ws = ws,
                 .region = ws->boundaries ? yx_boundaries_find(ws->boundaries, yx_str_of(region))
                                          : yx_region_newest(ws->catalog, yx_str_of(region)),
                 .indicator = indicator,
                 .lang = lang,
                 .sum = true};
    yx_code rc = yx_summed_read(ws->store, ws->catalog, ws->boundaries, region, indicator, known,
                                &s.joined, err);

    if (!rc)
        rc = yx_summed_own(ws->store, ws->catalog, ws->boundaries, s.region, indicator, known,
                           &s.own, err);
    if (!rc)
        rc = as_json ? show_json(&s, out, err) : show_text(&s, out, err);
    yx_joined_free(&s.joined);
    yx_joined_free(&s.own);
    return rc ? rc : yx_buf_check(out, err);
}
