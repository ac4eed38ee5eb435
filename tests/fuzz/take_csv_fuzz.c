/* take_csv_fuzz.c - any bytes as a file of figures in our own form. See forms.h. */
#include "forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_form(yx_take_csv, data, n);
    return 0;
}
