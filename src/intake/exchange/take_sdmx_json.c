/* SDMX-JSON 2.x, and 1.0 as far as it is the same. It is read twice: first the structures, which
 * may stand behind the data, then the data, which name values of the structures by number. */
#include "base/buf.h"
#include "intake/exchange/sdmx_structure.h"
#include "intake/take_forms.h"

#include <string.h>

typedef struct take {
    yx_foreign f;
    yx_sdmx_message message;
    yx_json_walk w;
    const yx_sdmx_structure *structure; /* of the data set at hand */
    yx_sdmx_action action;
    size_t set;              /* its number */
    yx_cell cell[YX_N_SDMX]; /* of the observation at hand */
    yx_buf text[YX_N_SDMX];  /* of those that stand in it */
} take;

static void no_such_value(take *t, yx_str text)
{
    yx_foreign_fault(&t->f, "sdmx.reference", t->w.item.line, t->w.item.column, text, NULL);
}

static void set_cell(take *t, const yx_sdmx_component *c, yx_str text)
{
    if (c->part != YX_SDMX_OTHER)
        t->cell[c->part] = (yx_cell){
            .text = text, .line = t->w.item.line, .column = t->w.item.column, .field = c->id};
}

/* The same with the text of the token at hand, kept beyond it. */
static yx_code set_cell_here(take *t, const yx_sdmx_component *c, yx_err *err)
{
    yx_buf *room = &t->text[c->part];

    if (c->part == YX_SDMX_OTHER)
        return YX_OK;
    yx_buf_clear(room);
    yx_buf_str(room, yx_json_walk_text(&t->w));
    set_cell(t, c, yx_buf_view(room));
    return yx_buf_check(room, err);
}

/* The number at the front of a text up to a colon or its end; false if there is none. */
static bool number(yx_str *text, size_t *ret)
{
    size_t v = 0, i = 0;

    while (i < text->n && i < 9 && text->at[i] >= '0' && text->at[i] <= '9')
        v = v * 10 + (size_t)(text->at[i++] - '0');
    if (!i || (i < text->n && text->at[i] != ':'))
        return false;
    i += i < text->n;
    *text = (yx_str){text->at + i, text->n - i};
    *ret = v;
    return true;
}

/* "0:3:1": a value of each dimension of a level. */
static bool key(take *t, yx_sdmx_level level)
{
    const yx_sdmx_structure *s = t->structure;
    yx_str left = t->w.item.key;
    size_t v = 0;

    for (size_t i = 0; i < s->n[level]; i++) {
        const yx_sdmx_component *c = &s->at[level][i];
        if (!number(&left, &v) || v >= c->n) {
            no_such_value(t, t->w.item.key);
            return false;
        }
        set_cell(t, c, c->value[v]);
    }
    if (left.n)
        no_such_value(t, t->w.item.key);
    return !left.n;
}

/* One item of an observation, which is a measure or an attribute. */
static yx_code item(take *t, size_t i, bool *good, yx_err *err)
{
    static const yx_sdmx_component value = {.id = "OBS_VALUE", .part = YX_SDMX_VALUE};
    const yx_sdmx_structure *s = t->structure;
    size_t measures = s->n[YX_SDMX_MEASURE] ? s->n[YX_SDMX_MEASURE] : 1, v = 0;
    const yx_sdmx_component *c;
    yx_str text = yx_json_walk_text(&t->w);

    if (i < measures)
        return set_cell_here(t, measures == 1 ? &value : &s->at[YX_SDMX_MEASURE][i], err);
    i -= measures;
    c = i < s->n[YX_SDMX_ATTRIBUTE] ? &s->at[YX_SDMX_ATTRIBUTE][i] : NULL;
    if (c && (t->w.item.what != YX_PULL_NUMBER || !c->n)) /* it says itself what it is */
        return set_cell_here(t, c, err);
    if (c && number(&text, &v) && v < c->n) {
        set_cell(t, c, c->value[v]);
    } else {
        no_such_value(t, yx_json_walk_text(&t->w));
        *good = false;
    }
    return YX_OK;
}

/* "0": [12.4, 0] */
static yx_code observation(take *t, yx_err *err)
{
    size_t line = t->w.item.line, n = 0;
    yx_cell kept[YX_N_SDMX];
    bool good;
    yx_code rc;

    memcpy(kept, t->cell, sizeof kept);
    good = key(t, YX_SDMX_OF_OBS);
    if (t->w.item.what != YX_PULL_LIST) {
        yx_json_walk_wrong(&t->w, "a list");
        return yx_json_walk_skip(&t->w, err);
    }
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        rc = item(t, n++, &good, err);
        if (!rc)
            rc = yx_json_walk_skip(&t->w, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    if (!rc && good && t->w.item.what != YX_PULL_BROKEN)
        rc = yx_sdmx_record(&t->f, t->cell, line, t->action, false, err);
    memcpy(t->cell, kept, sizeof kept);
    return rc;
}

static yx_code observations(take *t, yx_err *err)
{
    yx_code rc;

    if (t->w.item.what != YX_PULL_OBJECT)
        return yx_json_walk_skip(&t->w, err);
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        rc = observation(t, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    return rc;
}

/* {"attributes":[...],"observations":{...}} */
static yx_code one_series(take *t, yx_err *err)
{
    bool good = key(t, YX_SDMX_OF_SERIES);
    yx_code rc;

    if (!good || t->w.item.what != YX_PULL_OBJECT)
        return yx_json_walk_skip(&t->w, err);
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        rc = yx_str_is(t->w.item.key, "observations") ? observations(t, err)
                                                      : yx_json_walk_skip(&t->w, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    return rc;
}

static yx_code all_series(take *t, yx_err *err)
{
    yx_code rc;

    if (t->w.item.what != YX_PULL_OBJECT)
        return yx_json_walk_skip(&t->w, err);
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        rc = one_series(t, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    return rc;
}

/* The cells that are there even where nothing is said, and those of the whole set. */
static void begin_set(take *t)
{
    static const char *const field[] = {"REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE"};
    const yx_sdmx_structure *s = t->structure;

    memset(t->cell, 0, sizeof t->cell);
    for (size_t i = 0; i < YX_COUNT(field); i++)
        t->cell[i] = (yx_cell){.text = {"", 0}, .field = field[i]};
    for (size_t i = 0; i < s->n[YX_SDMX_OF_SET]; i++) {
        const yx_sdmx_component *c = &s->at[YX_SDMX_OF_SET][i];
        if (c->n)
            set_cell(t, c, c->value[0]);
    }
}

static yx_code one_set(take *t, yx_err *err)
{
    size_t number_of = t->set++;
    const yx_sdmx_set *set = number_of < t->message.n_set ? &t->message.set[number_of] : NULL;
    yx_code rc;

    if (!set || set->structure >= t->message.n_structure || t->w.item.what != YX_PULL_OBJECT) {
        no_such_value(t, yx_str_of("structure"));
        return yx_json_walk_skip(&t->w, err);
    }
    t->structure = &t->message.structure[set->structure];
    t->action = set->action;
    begin_set(t);
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        if (yx_str_is(t->w.item.key, "series"))
            rc = all_series(t, err);
        else if (yx_str_is(t->w.item.key, "observations"))
            rc = observations(t, err);
        else
            rc = yx_json_walk_skip(&t->w, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    return rc;
}

static yx_code all_sets(take *t, yx_err *err)
{
    yx_code rc;

    if (t->w.item.what != YX_PULL_LIST)
        return yx_json_walk_skip(&t->w, err);
    rc = yx_json_walk_next(&t->w, err);
    while (!rc && yx_json_walk_inside(&t->w)) {
        rc = one_set(t, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    return rc;
}

/* Goes through the outermost object and "data". */
static yx_code data(take *t, yx_err *err)
{
    yx_code rc = yx_json_walk_open(&t->f, &t->w, err);

    if (!rc)
        rc = yx_json_walk_next(&t->w, err);
    if (!rc && yx_json_walk_opens(&t->w))
        rc = yx_json_walk_next(&t->w, err);
    while (!rc && t->w.item.what > YX_PULL_BROKEN) {
        if (!yx_json_walk_inside(&t->w) ||
            (yx_str_is(t->w.item.key, "data") && t->w.item.what == YX_PULL_OBJECT &&
             t->w.item.depth == 1))
            ; /* in, or out again */
        else if (yx_str_is(t->w.item.key, "dataSets"))
            rc = all_sets(t, err);
        else
            rc = yx_json_walk_skip(&t->w, err);
        if (!rc)
            rc = yx_json_walk_next(&t->w, err);
    }
    yx_json_walk_close(&t->w);
    return rc;
}

yx_code yx_take_sdmx_json(const char *path, const yx_take_options *options, yx_seen **seen,
                          yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_err why = {0};
    size_t before = yx_faults_errors(faults);
    yx_code rc = yx_sdmx_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = yx_sdmx_message_read(&t.f, &t.message, &why);
    if (!rc && yx_faults_errors(faults) == before)
        rc = data(&t, &why);
    for (size_t i = 0; i < YX_N_SDMX; i++)
        yx_buf_free(&t.text[i]);
    yx_sdmx_message_release(&t.message);
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}
