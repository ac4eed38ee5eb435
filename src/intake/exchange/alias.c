#include "intake/exchange/alias.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#define YTD "_YTD"

/* Texts, each with the code that it means; NULL: several. */
typedef struct meaning {
    yx_names *text;
    const char **code;
    size_t cap;
} meaning;

struct yx_alias {
    const yx_catalog *catalog;
    meaning region, indicator;           /* by the attribute */
    meaning region_name, indicator_name; /* by name_zh and name_en */
};

static yx_code add(meaning *m, const char *text, const char *code, yx_err *err)
{
    size_t n = yx_names_count(m->text);
    uint32_t i;
    yx_code rc;

    if (!text[0])
        return YX_OK;
    rc = yx_grow(&m->code, &m->cap, n + 1, sizeof *m->code, err);
    if (!rc)
        rc = yx_names_add(m->text, yx_str_of(text), &i, err);
    if (rc)
        return rc;
    if (i == n)
        m->code[i] = code;
    else if (m->code[i] && strcmp(m->code[i], code) != 0)
        m->code[i] = NULL;
    return YX_OK;
}

static const char *attribute_of(const yx_attribute *at, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(at[i].name, name) == 0)
            return at[i].text;
    return "";
}

static yx_code fill(yx_alias *a, const char *attribute, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(a->catalog) && !rc; i++) {
        const yx_region *r = yx_region_at(a->catalog, i);
        rc = add(&a->region, attribute_of(r->attribute, r->n_attribute, attribute), r->code, err);
        if (!rc)
            rc = add(&a->region_name, r->name_zh, r->code, err);
        if (!rc)
            rc = add(&a->region_name, r->name_en, r->code, err);
    }
    for (uint32_t i = 0; i < yx_n_indicator(a->catalog) && !rc; i++) {
        const yx_indicator *x = yx_indicator_at(a->catalog, i);
        rc =
            add(&a->indicator, attribute_of(x->attribute, x->n_attribute, attribute), x->code, err);
        if (!rc)
            rc = add(&a->indicator_name, x->name_zh, x->code, err);
        if (!rc)
            rc = add(&a->indicator_name, x->name_en, x->code, err);
    }
    return rc;
}

yx_code yx_alias_new(const yx_catalog *catalog, const char *attribute, yx_alias **ret, yx_err *err)
{
    yx_alias *a = calloc(1, sizeof *a);
    yx_code rc = a ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for names");

    if (rc)
        return rc;
    a->catalog = catalog;
    rc = yx_names_new(&a->region.text, err);
    if (!rc)
        rc = yx_names_new(&a->indicator.text, err);
    if (!rc)
        rc = yx_names_new(&a->region_name.text, err);
    if (!rc)
        rc = yx_names_new(&a->indicator_name.text, err);
    if (!rc)
        rc = fill(a, attribute, err);
    if (rc) {
        yx_alias_free(a);
        return rc;
    }
    *ret = a;
    return YX_OK;
}

void yx_alias_free(yx_alias *a)
{
    if (!a)
        return;
    yx_names_free(a->region.text);
    yx_names_free(a->indicator.text);
    yx_names_free(a->region_name.text);
    yx_names_free(a->indicator_name.text);
    free(a->region.code);
    free(a->indicator.code);
    free(a->region_name.code);
    free(a->indicator_name.code);
    free(a);
}

static yx_str look_up(const meaning *m, yx_str text)
{
    uint32_t i = yx_names_find(m->text, text);

    return i == YX_NAME_NONE ? (yx_str){0} : yx_str_of(m->code[i]);
}

yx_str yx_alias_region(const yx_alias *a, yx_scheme scheme, yx_str text)
{
    bool ours = yx_region_newest(a->catalog, text) != YX_REGION_NONE;
    yx_str by_attribute = look_up(&a->region, text);

    if (scheme == YX_SCHEME_NAME)
        return look_up(&a->region_name, text);
    if (ours && !(scheme == YX_SCHEME_UID && by_attribute.n))
        return text;
    return by_attribute;
}

/* X of X_YTD, if that is what it can mean. */
static yx_str stem(const yx_alias *a, yx_str text)
{
    const size_t n = sizeof YTD - 1;
    const yx_indicator *found;
    yx_str head;

    if (text.n <= n || memcmp(text.at + text.n - n, YTD, n) != 0)
        return (yx_str){0};
    head = (yx_str){text.at, text.n - n};
    found = yx_indicator_find(a->catalog, head);
    return found && found->kind == YX_YTD ? head : (yx_str){0};
}

yx_str yx_alias_indicator(const yx_alias *a, yx_scheme scheme, yx_str text)
{
    const yx_indicator *ours = yx_indicator_find(a->catalog, text);
    yx_str by_attribute = look_up(&a->indicator, text);

    if (scheme == YX_SCHEME_NAME)
        return look_up(&a->indicator_name, text);
    if (ours && !(scheme == YX_SCHEME_UID && by_attribute.n))
        return text;
    return by_attribute.n ? by_attribute : stem(a, text);
}

yx_str yx_alias_ytd(const yx_alias *a, yx_str text)
{
    yx_str plain = yx_alias_indicator(a, YX_SCHEME_ANY, text), found = {0};
    const yx_indicator *x = plain.n ? yx_indicator_find(a->catalog, plain) : NULL;
    yx_buf name = {0};

    if (x && x->kind == YX_YTD)
        return plain;
    yx_buf_str(&name, text);
    yx_buf_text(&name, YTD);
    if (!name.failed) {
        found = yx_alias_indicator(a, YX_SCHEME_ANY, yx_buf_view(&name));
        x = found.n ? yx_indicator_find(a->catalog, found) : NULL;
        found = x && x->kind == YX_YTD ? yx_str_of(x->code) : (yx_str){0};
    }
    yx_buf_free(&name);
    return found;
}
