/* template.h - our own form, filled with all but the figures: regions down, indicators across.
 *
 * A hidden first row holds the codes, so that what comes back is read without any map:
 *      region_code | yixian.template/1 | period  | gdp.total   | ...
 *      title
 *      代码        | 地区              | 时期    | 地区生产总值 | ...
 *                  |                   |         | 亿元         | ...
 *      421087      | 松滋市            | 2022-04 |              | ...
 * Only the cells for figures may be changed (without a password: it guards against slips). */
#ifndef YX_INTAKE_MAP_TEMPLATE_H
#define YX_INTAKE_MAP_TEMPLATE_H

#include "intake/book/grid.h"
#include "model/catalog.h"

typedef struct yx_template {
    const yx_catalog *catalog;
    const char *const *region; /* codes */
    size_t n_region;
    const char *const *indicator; /* codes */
    size_t n_indicator;
    yx_period period;
    const char *title; /* NULL: made of the period */
    yx_lang lang;
} yx_template;

/* Writes the form. YX_E_ABSENT a code is not known, or not in that period; YX_E_RANGE there is no
 * region or no indicator, or more than a sheet holds; YX_E_IO; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_template_write(const yx_template *t, const char *path, yx_err *err);

/* Is this sheet such a form? */
bool yx_template_is(const yx_grid *grid);
/* Takes its figures. YX_E_NOMEM. */
struct yx_taking; /* intake/taking.h */
YX_MUST_USE yx_code yx_template_take(const yx_grid *grid, struct yx_taking *t, yx_err *err);

#endif
