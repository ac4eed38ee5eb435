#include "flow/methods.h"

#include "screen/methods.h"

#include <string.h>

enum { NEAR = 3 }; /* slips up to which a name is near */

/* The layers' tables. A layer that gets methods gets a row here. */
static const struct {
    const yx_method *method;
    const size_t *n;
} layers[] = {
    {yx_screen_methods, &yx_n_screen_method},
};

size_t yx_n_method(void)
{
    size_t n = yx_n_detector;

    for (size_t i = 0; i < YX_COUNT(layers); i++)
        n += *layers[i].n;
    return n;
}

yx_method yx_method_at(size_t i)
{
    for (size_t k = 0; k < YX_COUNT(layers); k++) {
        if (i < *layers[k].n)
            return layers[k].method[i];
        i -= *layers[k].n;
    }
    return yx_series_method(yx_detectors[i]);
}

bool yx_method_find(const char *name, yx_method *ret, const char **ret_near)
{
    size_t best = NEAR + 1;

    *ret_near = NULL;
    for (size_t i = 0; i < yx_n_method(); i++) {
        yx_method m = yx_method_at(i);
        size_t d = yx_text_distance(yx_str_of(name), yx_str_of(m.name), NEAR);
        if (d == 0) {
            *ret = m;
            return true;
        }
        if (d < best && d < strlen(name)) {
            best = d;
            *ret_near = m.name;
        }
    }
    return false;
}

/* Place of a --with table by its name, or SIZE_MAX. */
static size_t with_find(const yx_method *m, yx_str name)
{
    for (size_t i = 0; m->with && m->with[i]; i++)
        if (yx_str_is(name, m->with[i]))
            return i;
    return SIZE_MAX;
}

static yx_code read_with(const yx_method *m, const char *pair, yx_call *call, yx_err *err)
{
    const char *sign = strchr(pair, '=');
    size_t at = sign ? with_find(m, (yx_str){pair, (size_t)(sign - pair)}) : SIZE_MAX;

    if (!sign)
        return yx_fail(err, YX_E_RANGE, "--with '%.80s': expected NAME=FILE", pair);
    if (at == SIZE_MAX && !m->with)
        return yx_fail(err, YX_E_RANGE, "--with '%.80s': %s reads --input only", pair, m->name);
    if (at == SIZE_MAX)
        return yx_fail(err, YX_E_RANGE, "--with '%.80s': %s has no such table", pair, m->name);
    if (call->with[at])
        return yx_fail(err, YX_E_RANGE, "--with %s is given twice", m->with[at]);
    return yx_frame_read(sign + 1, &call->with[at], err);
}

/* A needed column is there; "p1, p2, ..." and the like are the method's own business. */
static yx_code check_columns(const yx_method *m, const yx_call *call, yx_err *err)
{
    for (size_t i = 0; i < m->n_in; i++) {
        const yx_method_column *c = &m->in[i];
        const yx_frame *f = call->input;
        size_t at;
        yx_code rc;

        if (c->optional || strchr(c->name, ','))
            continue;
        if (c->table)
            f = call->with[with_find(m, yx_str_of(c->table))];
        if (!f)
            return yx_fail(err, YX_E_ABSENT, "%s needs --with %s=FILE", m->name, c->table);
        rc = yx_frame_need(f, c->name, &at, err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static yx_code run_method(const yx_method *m, const yx_calc *calc, yx_call *call, yx_frame **ret,
                          yx_err *err)
{
    yx_frame *out = NULL;
    yx_code rc = yx_method_options(m, calc->options, call, err);

    if (!rc)
        rc = yx_frame_read(calc->input, &call->input, err);
    for (size_t i = 0; i < calc->n_with && !rc; i++)
        rc = read_with(m, calc->with[i], call, err);
    if (!rc)
        rc = check_columns(m, call, err);
    if (!rc)
        rc = yx_frame_new(m->name, &out, err);
    if (!rc)
        rc = m->run(m, call, out, err);
    if (rc) {
        yx_frame_free(out);
        return rc;
    }
    *ret = out;
    return YX_OK;
}

yx_code yx_calc_run(const yx_calc *calc, yx_frame **ret, yx_err *err)
{
    yx_call call = {0};
    yx_method m;
    const char *near;
    yx_code rc;

    if (!yx_method_find(calc->method, &m, &near))
        return yx_fail(err, YX_E_ABSENT, "no method '%.60s'%s%s%s", calc->method,
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    rc = run_method(&m, calc, &call, ret, err);
    yx_frame_free(call.input);
    for (size_t i = 0; i < YX_METHOD_WITH; i++)
        yx_frame_free(call.with[i]);
    return rc;
}
