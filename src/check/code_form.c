#include "check/code_form.h"

#include <string.h>

static bool form_of(yx_str code, char out[33])
{
    if (code.n > 32)
        return false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.at[i];
        bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
        out[i] = (char)(c >= '0' && c <= '9' ? '9' : upper ? 'A' : lower ? 'a' : c);
    }
    out[code.n] = 0;
    return true;
}

static uint32_t find(const yx_code_forms *forms, const char *form)
{
    uint32_t i = 0;

    while (i < forms->n && strcmp(forms->form[i], form) != 0)
        i++;
    return i;
}

void yx_code_forms_add(yx_code_forms *forms, yx_str code)
{
    char form[33];
    uint32_t i;

    if (!form_of(code, form))
        return;
    forms->all++;
    i = find(forms, form);
    if (i == YX_CODE_FORMS)
        return;
    if (i == forms->n)
        memcpy(forms->form[forms->n++], form, sizeof form);
    forms->n_seen[i]++;
}

bool yx_code_forms_has(const yx_code_forms *forms, yx_str code, uint32_t few)
{
    char form[33];
    uint32_t i;

    if (forms->all < few || forms->n == YX_CODE_FORMS)
        return true;
    if (!form_of(code, form))
        return false;
    i = find(forms, form);
    return i < forms->n && forms->n_seen[i] * 100 >= forms->all;
}
