/* names_fuzz.c - figures and periods from any bytes: what is read has one text, and that text is
 * read as the same thing. */
#include "base/decimal.h"
#include "model/period.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void decimal(yx_str text)
{
    char out[YX_DECIMAL_TEXT];
    yx_decimal d, again;

    if (yx_decimal_read(text, &d) != YX_DECIMAL_OK)
        return;
    must(d.scale <= YX_SCALE_MAX);
    must(yx_decimal_read(yx_str_of(yx_decimal_text(d, out)), &again) == YX_DECIMAL_OK);
    must(again.mantissa == d.mantissa && again.scale == d.scale);
    must(yx_decimal_equal(d, again) && yx_decimal_order(d, again) == 0);
    for (uint8_t scale = 0; scale <= YX_SCALE_MAX; scale++)
        must(yx_decimal_round(d, scale).scale <= YX_SCALE_MAX);
}

static void period(yx_str text)
{
    char out[YX_PERIOD_TEXT];
    yx_period p, again, ytd;

    if (!yx_period_read(text, &p))
        return;
    must(yx_period_order(p, p) == 0 && yx_period_overlap(p, p));
    must(yx_period_read(yx_str_of(yx_period_text(p, false, out)), &again));
    must(yx_period_order(p, again) == 0);
    if (yx_period_to_ytd(p, &ytd)) {
        must(yx_period_read(yx_str_of(yx_period_text(ytd, true, out)), &again));
        must(yx_period_order(ytd, again) == 0);
    }
    for (int lang = 0; lang < YX_N_LANG; lang++)
        yx_period_say(p, false, (yx_lang)lang, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str text = {(const char *)data, n};
    char out[64];

    decimal(text);
    period(text);
    must(yx_text_show(text, out, sizeof out - 1) < sizeof out);
    must(yx_utf8_valid(text.at, text.n) <= n);
    return 0;
}
