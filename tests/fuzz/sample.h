/* sample.h - what the fuzzers share: what must hold, and a catalogue made of texts. */
#ifndef YX_TESTS_FUZZ_SAMPLE_H
#define YX_TESTS_FUZZ_SAMPLE_H

#include "model/catalog.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void load(yx_catalog *catalog, yx_catalog_kind kind, const char *text)
{
    yx_input *in = NULL;
    yx_faults *faults = NULL;
    size_t n = 0;

    must(!yx_faults_new(&faults, NULL) && !yx_input_memory(yx_str_of(text), &in, NULL));
    must(!yx_catalog_read(catalog, kind, "catalogue", in, faults, &n, NULL));
    yx_input_close(in);
    yx_faults_free(faults);
}

/* Regions and indicators, made once: it is other texts that are thrown at the readers. */
static const yx_catalog *sample_of(yx_catalog **catalog, const char *regions,
                                   const char *indicators)
{
    if (!*catalog) {
        must(!yx_catalog_new(catalog, NULL));
        load(*catalog, YX_REGIONS, regions);
        load(*catalog, YX_INDICATORS, indicators);
    }
    return *catalog;
}

#endif
