/* clean_fuzz.c - any bytes as a name or a period: a plain form is plain, a name that is found is
 * one of them, and a period that is read is written and read again. */
#include "intake/clean.h"

#include "model/period_formats.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void names(yx_str text)
{
    static const char *const name[] = {"洪湖市", "武汉市", "洪江市", "420100", "Wuhan"};
    char once[YX_CLEAN_TEXT + 1], twice[YX_CLEAN_TEXT + 1];
    size_t n, again;
    yx_cleaner *c = NULL;
    const char *found;
    bool lost, one_of_them = false;

    if (yx_clean_plain(text, once, &n)) {
        must(n <= text.n && yx_utf8_valid(once, n) == n);
        must(yx_clean_plain((yx_str){once, n}, twice, &again) && again <= n);
    }
    must(!yx_cleaner_new(&c, NULL));
    for (size_t i = 0; i < YX_COUNT(name); i++)
        must(!yx_cleaner_add(c, name[i], name[i], NULL));
    found = yx_cleaner_find(c, text, &lost);
    for (size_t i = 0; i < YX_COUNT(name); i++)
        one_of_them |= found == name[i];
    must(!found || one_of_them);
    yx_cleaner_free(c);
}

static void periods(yx_str text)
{
    char out[YX_PERIOD_TEXT];
    yx_period p, q;

    if (yx_period_read_dhis2(text, &p))
        must(yx_period_dhis2(p, out) && yx_period_read_dhis2(yx_str_of(out), &q) &&
             yx_period_order(p, q) == 0);
    if (!yx_period_read_sdmx(text, &p) && !yx_period_read(text, &p))
        return;
    must(yx_period_read_sdmx(yx_str_of(yx_period_sdmx(p, false, out)), &q) &&
         yx_period_order(p, q) == 0);
    must(yx_period_read(yx_str_of(yx_period_text(p, false, out)), &q) &&
         yx_period_order(p, q) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    names((yx_str){(const char *)data, n});
    periods((yx_str){(const char *)data, n});
    return 0;
}
