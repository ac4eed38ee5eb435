#include "intake/map/value.h"

#include <stdio.h>
#include <string.h>

bool yx_decimal_shift(yx_decimal d, int shift, yx_decimal *ret)
{
    int scale = d.scale + shift;

    while (scale > YX_SCALE_MAX && d.mantissa % 10 == 0 && scale > 0) {
        d.mantissa /= 10;
        scale--;
        if (d.mantissa == 0) /* a zero is a zero at any scale */
            scale = YX_SCALE_MAX;
    }
    if (scale > YX_SCALE_MAX || scale < -18)
        return false;
    if (scale < 0 && !yx_decimal_rescale(d.mantissa, 0, (uint8_t)-scale, &d.mantissa))
        return false;
    d.scale = (uint8_t)(scale < 0 ? 0 : scale);
    *ret = d;
    return true;
}

static void fault(yx_cells *cells, const yx_cell *at, const char *code, const char *expected)
{
    yx_cell_fault(cells, at, code, expected, NULL);
}

/* What a percentage is as a plain number. */
static void percent_fault(yx_cells *cells, const yx_cell *at, bool percent)
{
    char text[YX_DECIMAL_TEXT], expected[YX_DECIMAL_TEXT + 80];
    yx_decimal d;

    if (percent)
        (void)snprintf(expected, sizeof expected, "a cell in the format of a percentage");
    else if (yx_decimal_read(at->text, &d) == YX_DECIMAL_OK && yx_decimal_shift(d, -2, &d))
        (void)snprintf(expected, sizeof expected, "write %s, in the format of a plain number",
                       yx_decimal_text(d, text));
    else
        (void)snprintf(expected, sizeof expected, "a plain number");
    fault(cells, at, "value.percent", expected);
}

/* Number cells only. */
static bool moved(yx_cells *cells, yx_cell *at, int shift, yx_map_value *ret)
{
    yx_decimal d;

    ret->text = at->text;
    if (shift == 0)
        return true;
    if (!yx_cell_value(cells, at, &d))
        return false;
    if (!yx_decimal_shift(d, shift, &d)) {
        fault(cells, at, "value.too_long", "at most 18 digits, and 30 behind the point");
        return false;
    }
    ret->text = yx_str_of(yx_decimal_text(d, ret->moved));
    return true;
}

static bool plain(yx_cells *cells, yx_cell *at, int shift, bool percent, yx_map_value *ret)
{
    if (!percent)
        return moved(cells, at, shift, ret);
    percent_fault(cells, at, percent);
    return false;
}

bool yx_map_value_of(yx_cells *cells, const yx_grid_cell *cell, yx_cell *at, int shift,
                     bool percent, yx_map_value *ret)
{
    yx_decimal d;

    ret->text = (yx_str){0};
    at->text = cell->text;
    switch ((yx_grid_kind)cell->kind) {
    case YX_GRID_TEXT:
        /* Blanks alone are how people empty a cell. A text that is no number is left to its own
         * fault; one that is (a number stored as text) is one. */
        ret->text = yx_str_trim(cell->text).n ? cell->text : (yx_str){0};
        if (yx_decimal_read(cell->text, &d) != YX_DECIMAL_OK)
            return true;
        return plain(cells, at, shift, percent, ret);
    case YX_GRID_NUMBER:
        return plain(cells, at, shift, percent, ret);
    case YX_GRID_PERCENT:
        if (percent)
            return moved(cells, at, shift - 2, ret);
        percent_fault(cells, at, percent);
        return false;
    case YX_GRID_DAY:
        fault(cells, at, "value.date", "a number: the cell has the format of a date");
        return false;
    case YX_GRID_ERROR:
        fault(cells, at, "value.error", "a number; nothing if not reported");
        return false;
    case YX_GRID_BOOL:
        fault(cells, at, "value.not_number", "a number; nothing if not reported");
        return false;
    }
    return true;
}

/* Digits, and what parts them: 2022.4.18, 2022/4/18, 2022-4, 22.4.18 is left alone. */
const char *yx_map_day_advice(yx_str text, char *out, size_t size)
{
    int part[3] = {0};
    size_t n = 0, digits = 0, i = 0;

    for (; i < text.n && n < 3; i++) {
        char c = text.at[i];
        if (c >= '0' && c <= '9') {
            part[n] = part[n] * 10 + (c - '0');
            if (++digits > (n ? 2u : 4u))
                return NULL;
        } else if (digits && (c == '.' || c == '/' || c == '-')) {
            n++;
            digits = 0;
        } else {
            return NULL;
        }
    }
    if (i < text.n || !digits || n == 0 || n > 2 || part[0] < 1900 || part[0] > 2199 ||
        part[1] < 1 || part[1] > 12 ||
        (n == 2 && (part[2] < 1 || part[2] > yx_month_days(part[0], part[1]))))
        return NULL;
    if (n == 2)
        (void)snprintf(out, size, "write %04d-%02d-%02d, or enter it as a date", part[0], part[1],
                       part[2]);
    else
        (void)snprintf(out, size, "write %04d-%02d or %d年%d月", part[0], part[1], part[0],
                       part[1]);
    return out;
}
