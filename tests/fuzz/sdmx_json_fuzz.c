/* sdmx_json_fuzz.c - see forms.h. */
#include "forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_form(yx_take_sdmx_json, data, n);
    return 0;
}
