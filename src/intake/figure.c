#include "intake/figure.h"

#include "intake/book/grid.h"

#include <stdio.h>
#include <string.h>

enum { WHERE = 256 };

bool yx_months_clash(yx_period a, yx_period b)
{
    bool a_longer = a.last - a.first > b.last - b.first;
    yx_period pair = a_longer ? a : b, one = a_longer ? b : a;
    int year, month, day;
    yx_day february, march;

    yx_day_parts(pair.first, &year, &month, &day);
    february = yx_day_of(year, 2, 1);
    march = yx_day_of(year, 3, 1);
    if (pair.first != yx_day_of(year, 1, 1) || pair.last != march - 1)
        return false;
    return (one.first == pair.first && one.last == february - 1) ||
           (one.first == february && one.last == pair.last);
}

/* "line 12", or "Sheet1!B12"; with the file where it is another one. */
static const char *where(const yx_figures *to, yx_seen_at at, char out[WHERE])
{
    const char *file = strcmp(at.file, to->file) == 0 ? "" : at.file, *gap = file[0] ? " " : "";
    char cell[YX_GRID_NAME];

    if (at.sheet && at.column)
        (void)snprintf(out, WHERE, "%.120s%s%.100s!%s", file, gap, at.sheet,
                       yx_grid_name(at.line - 1, at.column - 1u, cell));
    else
        (void)snprintf(out, WHERE, "%.200s%sline %u", file, gap, at.line);
    return out;
}

/* Notes a key with the place of its figure. */
static yx_code note(const yx_figures *to, const yx_figure *f, const yx_key *key, yx_seen_at *first,
                    yx_err *err)
{
    uint16_t column = (uint16_t)(f->value.sheet ? f->value.column : 0);
    yx_code rc = yx_seen_sheet(to->seen, f->value.sheet, err);

    return rc ? rc : yx_seen_add(to->seen, key, f->row->line, column, first, err);
}

static void key_fault(const yx_figures *to, const yx_figure *f, yx_period period, const char *code,
                      const char *rule, yx_seen_at first)
{
    char text[YX_PERIOD_TEXT], at[WHERE], expected[WHERE + 80];
    yx_cell cell = f->value;

    (void)snprintf(expected, sizeof expected, "%s; see %s", rule, where(to, first, at));
    cell.text = yx_str_of(yx_period_text(period, f->of->indicator->kind == YX_YTD, text));
    yx_cell_fault(to->cells, &cell, code, expected, NULL);
}

/* A flow's January and February may be reported together or apart. To find both ways, each leaves a
 * mark among the keys, of no publication day: January and February, or January for one of them. */
static yx_code check_months(const yx_figures *to, const yx_figure *f, const yx_key *key,
                            yx_err *err)
{
    int year, month, day;
    yx_key own = *key, other = *key;
    yx_seen_at first = {0};
    yx_period pair;
    yx_code rc;

    yx_day_parts(key->period.first, &year, &month, &day);
    if (month > 2 || key->period.last - key->period.first < 27)
        return YX_OK;
    pair = (yx_period){yx_day_of(year, 1, 1), yx_day_of(year, 3, 1) - 1};
    own.as_of = other.as_of = YX_DAY_NONE;
    own.period = other.period = pair;
    if (yx_period_order(key->period, pair) == 0)
        other.period.last = yx_day_of(year, 1, 31);
    else if (yx_months_clash(key->period, pair))
        own.period.last = yx_day_of(year, 1, 31);
    else
        return YX_OK;
    rc = note(to, f, &own, &first, err);
    if (rc)
        return rc;
    first = yx_seen_find(to->seen, &other);
    if (first.line)
        key_fault(to, f, key->period, "period.overlap",
                  "January and February either together or apart", first);
    return YX_OK;
}

static yx_code check_key(const yx_figures *to, const yx_figure *f, yx_period period, yx_err *err)
{
    yx_key key = {f->in->number, f->of->number, period, f->row->as_of};
    yx_seen_at first = {0};
    yx_code rc = note(to, f, &key, &first, err);

    if (rc)
        return rc;
    if (first.line) {
        key_fault(to, f, period, "key.twice", "each figure once", first);
        return YX_OK;
    }
    if (f->of->indicator->kind == YX_FLOW && f->row->status != YX_STATUS_WITHDRAWN)
        return check_months(to, f, &key, err);
    return YX_OK;
}

static yx_code number_in(yx_names *names, yx_known *known, yx_err *err)
{
    if (known->in_batch != YX_NAME_NONE)
        return YX_OK;
    return yx_names_add(names, yx_str_of(known->code), &known->in_batch, err);
}

static yx_code number_sheet(const yx_figures *to, const char *sheet, uint16_t *ret, yx_err *err)
{
    uint32_t number = 0;
    yx_code rc = sheet ? yx_names_add(to->batch->sheet, yx_str_of(sheet), &number, err) : YX_OK;

    if (!rc)
        *ret = sheet ? (uint16_t)(number + 1) : 0;
    return rc;
}

static yx_code add(const yx_figures *to, const yx_figure *f, yx_period period, yx_decimal value,
                   yx_err *err)
{
    yx_obs obs = *f->row;
    yx_code rc = number_in(to->batch->region, f->in, err);

    if (!rc)
        rc = number_in(to->batch->indicator, f->of, err);
    if (!rc)
        rc = number_sheet(to, f->value.sheet, &obs.sheet, err);
    if (rc)
        return rc;
    obs.mantissa = value.mantissa;
    obs.scale = value.scale;
    obs.period = period;
    obs.region = f->in->in_batch;
    obs.indicator = f->of->in_batch;
    obs.column = (uint16_t)f->value.column;
    return yx_batch_add(to->batch, &obs, err);
}

/* The period as it is kept. False: it does not suit the indicator. */
static bool suits(const yx_figures *to, const yx_figure *f, yx_period *ret)
{
    *ret = *f->when;
    if (f->of->indicator->kind != YX_YTD || yx_period_to_ytd(*f->when, ret))
        return true;
    yx_cell_fault(to->cells, &f->period, "period.kind",
                  "a period from January on, such as 2021-01..11", NULL);
    return false;
}

yx_code yx_figure_take(const yx_figures *to, const yx_figure *f, yx_err *err)
{
    bool withdrawn = f->row->status == YX_STATUS_WITHDRAWN;
    bool good = true;
    yx_decimal value = {0, 0};
    yx_period period;
    yx_code rc;

    if (!f->value.text.n && !withdrawn)
        return YX_OK;
    if (!withdrawn) {
        good = yx_cell_value(to->cells, &f->value, &value);
    } else if (f->value.text.n) {
        yx_cell_fault(to->cells, &f->value, "status.value", "nothing", NULL);
        good = false;
    }
    if (!f->in || !f->of || !f->when || !suits(to, f, &period))
        return YX_OK;
    if (!f->row_good)
        return YX_OK; /* its publication day may be wrong, and so its key */
    rc = check_key(to, f, period, err);
    return rc || !good ? rc : add(to, f, period, value, err);
}
