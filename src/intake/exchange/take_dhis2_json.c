/* A DHIS2 data value set as JSON. It is read twice: what holds for the whole set may stand behind
 * its values. */
#include "base/buf.h"
#include "intake/exchange/dhis2.h"
#include "intake/exchange/json_walk.h"
#include "intake/take_forms.h"

typedef struct take {
    yx_foreign f;
    yx_cell common[YX_N_DHIS2]; /* of the set; their texts are in common_text */
    yx_buf common_text[YX_N_DHIS2];
    yx_buf text[YX_N_DHIS2]; /* of the value at hand */
} take;

/* Keeps a text beyond the token. */
static yx_code keep(yx_buf *room, yx_cell *cell, yx_err *err)
{
    yx_buf_clear(room);
    yx_buf_str(room, cell->text);
    cell->text = yx_buf_view(room);
    return yx_buf_check(room, err);
}

/* A combination of options, as a text or as {"sex":"F"}: then "sex=F". */
static yx_code combination(yx_json_walk *w, yx_buf *room, yx_cell *ret, yx_err *err)
{
    yx_code rc;

    *ret = yx_json_walk_cell(w, yx_dhis2_field_name[YX_DHIS2_AOC]);
    if (w->item.what != YX_PULL_OBJECT)
        return keep(room, ret, err);
    yx_buf_clear(room);
    rc = yx_json_walk_next(w, err);
    while (!rc && yx_json_walk_inside(w)) {
        yx_buf_text(room, room->n ? "," : "");
        yx_buf_str(room, w->item.key);
        yx_buf_char(room, '=');
        yx_buf_str(room, yx_json_walk_text(w));
        rc = yx_json_walk_skip(w, err);
        if (!rc)
            rc = yx_json_walk_next(w, err);
    }
    ret->text = yx_buf_view(room);
    return rc ? rc : yx_buf_check(room, err);
}

/* One member of an object that is a field of a value, or of the set. */
static yx_code field(yx_json_walk *w, yx_cell *cell, yx_buf *room, yx_dhis2_field what, yx_err *err)
{
    if (cell[what].field) {
        yx_json_walk_wrong(w, "each key once");
        return yx_json_walk_skip(w, err);
    }
    if (what == YX_DHIS2_AOC || what == YX_DHIS2_COC)
        return combination(w, &room[what], &cell[what], err);
    cell[what] = yx_json_walk_cell(w, yx_dhis2_field_name[what]);
    if (yx_json_walk_opens(w)) {
        yx_json_walk_wrong(w, "a text");
        return yx_json_walk_skip(w, err);
    }
    return keep(&room[what], &cell[what], err);
}

static yx_code ignore(take *t, yx_json_walk *w, yx_err *err)
{
    char name[101] = "";
    yx_cell cell = yx_json_walk_cell(w, name);
    yx_code rc;

    (void)yx_text_show(w->item.key, name, sizeof name - 1);
    rc = yx_foreign_ignored(&t->f, &cell, err);
    return rc ? rc : yx_json_walk_skip(w, err);
}

/* A deletion that the set asks for: anything in it takes out more than it names. */
static yx_code deletion(yx_json_walk *w, yx_err *err)
{
    size_t depth = w->item.depth;
    bool any = false;

    if (!yx_json_walk_opens(w))
        return YX_OK;
    for (;;) {
        yx_code rc = yx_json_walk_next(w, err);
        if (rc || w->item.what <= YX_PULL_BROKEN || w->item.depth == depth)
            return rc;
        if (any || yx_json_walk_opens(w) || !yx_json_walk_text(w).n)
            continue;
        any = true;
        yx_foreign_fault(w->f, "delete.wide", w->item.line, w->item.column, yx_json_walk_text(w),
                         "values with \"deleted\":true");
    }
}

static yx_code common_member(take *t, yx_json_walk *w, yx_err *err)
{
    yx_str key = w->item.key;
    yx_dhis2_field what = yx_dhis2_field_of(key);

    if (yx_str_is(key, "dataValues"))
        return yx_json_walk_skip(w, err);
    if (yx_str_is(key, "deletion"))
        return deletion(w, err);
    if (yx_dhis2_is_scheme(key)) {
        yx_dhis2_scheme(&t->f, key, yx_json_walk_text(w));
        return yx_json_walk_skip(w, err);
    }
    if (what == YX_DHIS2_PERIOD || what == YX_DHIS2_ORG_UNIT || what == YX_DHIS2_AOC)
        return field(w, t->common, t->common_text, what, err);
    return what == YX_DHIS2_SILENT ? yx_json_walk_skip(w, err) : ignore(t, w, err);
}

static yx_code one_value(take *t, yx_json_walk *w, yx_err *err)
{
    yx_cell cell[YX_N_DHIS2] = {0};
    size_t line = w->item.line, column = w->item.column;
    yx_code rc = YX_OK;

    if (w->item.what != YX_PULL_OBJECT) {
        yx_json_walk_wrong(w, "an object");
        return yx_json_walk_skip(w, err);
    }
    rc = yx_json_walk_next(w, err);
    while (!rc && yx_json_walk_inside(w)) {
        yx_dhis2_field what = yx_dhis2_field_of(w->item.key);
        rc = what >= YX_DHIS2_SILENT ? ignore(t, w, err) : field(w, cell, t->text, what, err);
        if (!rc)
            rc = yx_json_walk_next(w, err);
    }
    if (rc || w->item.what == YX_PULL_BROKEN)
        return rc;
    for (size_t i = 0; i < YX_N_DHIS2; i++) {
        if (!cell[i].text.n && t->common[i].text.n)
            cell[i] = t->common[i];
        if (!cell[i].field)
            cell[i] = (yx_cell){.line = line, .column = column, .field = yx_dhis2_field_name[i]};
    }
    return yx_dhis2_record(&t->f, cell, line, err);
}

/* Calls for each member of the outermost object, or for each data value. */
static yx_code walk(take *t, bool values, yx_err *err)
{
    yx_json_walk w;
    yx_code rc = yx_json_walk_open(&t->f, &w, err);

    if (!rc)
        rc = yx_json_walk_next(&w, err);
    if (!rc && w.item.what != YX_PULL_OBJECT && w.item.what != YX_PULL_BROKEN)
        yx_json_walk_wrong(&w, "an object");
    else if (!rc)
        rc = yx_json_walk_next(&w, err);
    while (!rc && yx_json_walk_inside(&w)) {
        if (!values) {
            rc = common_member(t, &w, err);
        } else if (yx_str_is(w.item.key, "dataValues") && w.item.what == YX_PULL_LIST) {
            rc = yx_json_walk_next(&w, err);
            while (!rc && yx_json_walk_inside(&w)) {
                rc = one_value(t, &w, err);
                if (!rc)
                    rc = yx_json_walk_next(&w, err);
            }
        } else {
            rc = yx_json_walk_skip(&w, err);
        }
        if (!rc)
            rc = yx_json_walk_next(&w, err);
    }
    if (!rc && w.item.what == YX_PULL_OBJECT_END)
        rc = yx_json_walk_next(&w, err); /* nothing may stand behind it */
    yx_json_walk_close(&w);
    return rc;
}

yx_code yx_take_dhis2_json(const char *path, const yx_take_options *options, yx_seen **seen,
                           yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_err why = {0};
    size_t before = yx_faults_errors(faults);
    yx_code rc = yx_dhis2_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = walk(&t, false, &why);
    if (!rc && yx_faults_errors(faults) == before) /* else the same faults would come again */
        rc = walk(&t, true, &why);
    for (size_t i = 0; i < YX_N_DHIS2; i++) {
        yx_buf_free(&t.common_text[i]);
        yx_buf_free(&t.text[i]);
    }
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}
