/* terms_fuzz.c - any bytes as the right side of a relation: it is read whole, every code is known
 * and lies in the text, or it is said what is wrong with it. The forms of codes are learned from it
 * too.
 */
#include "check/code_form.h"
#include "check/terms.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static bool known(const void *with, yx_str code)
{
    (void)with;
    return code.n > 0 && code.at[0] >= 'a' && code.at[0] <= 'm' &&
           (code.n < 3 || memchr(code.at, '-', code.n) == NULL || code.n % 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static yx_formula f;
    yx_code_forms forms = {.n = 0};
    yx_str text = {(const char *)data, n}, at = {NULL, 0};
    const char *wrong = yx_formula_read(text, known, NULL, &f, &at);

    must(wrong || (f.n > 0 && f.n <= YX_TERMS && f.n_above <= f.n && f.n_above > 0));
    for (size_t i = 0; !wrong && i < f.n; i++) {
        must(known(NULL, f.term[i].code) && f.term[i].below == (i >= f.n_above));
        must(f.term[i].code.at >= text.at &&
             f.term[i].code.at + f.term[i].code.n <= text.at + text.n);
    }
    for (size_t i = 0; i < n; i += 7)
        yx_code_forms_add(&forms, (yx_str){text.at + i, n - i < 9 ? n - i : 9});
    must(forms.n <= YX_CODE_FORMS);
    (void)yx_code_forms_has(&forms, text, 3);
    return 0;
}
