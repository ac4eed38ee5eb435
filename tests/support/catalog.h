/* catalog.h - reading catalogues in tests: from text, or from tests/data/catalog. */
#ifndef YX_TESTS_SUPPORT_CATALOG_H
#define YX_TESTS_SUPPORT_CATALOG_H

#include "model/catalog.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline yx_catalog *new_catalog(void)
{
    yx_catalog *catalog = NULL;

    T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
    return catalog;
}

/* Reads text as a file "f.csv"; faults may be NULL where there must be none. */
static inline yx_code take_bytes(yx_catalog *catalog, yx_catalog_kind kind, yx_str text,
                                 yx_faults *faults, size_t *ret_n, yx_err *err)
{
    yx_input *input = NULL;
    yx_code rc = yx_input_memory(text, &input, err);

    if (!rc)
        rc = yx_catalog_read(catalog, kind, "f.csv", input, faults, ret_n, err);
    yx_input_close(input);
    return rc;
}

/* Reads text that has no faults; returns the number of rows. */
static inline size_t take(yx_catalog *catalog, yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    size_t n = 0;
    yx_err err = {0};
    char line[512];

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    if (take_bytes(catalog, kind, yx_str_of(text), faults, &n, &err) != YX_OK) {
        if (yx_faults_count(faults) &&
            !yx_fault_line(yx_faults_at(faults, 0), YX_EN, line, sizeof line, NULL))
            print_error("%s\n", line);
        fail_msg("%s", err.text);
    }
    T_OK(yx_faults_count(faults) == 0);
    yx_faults_free(faults);
    return n;
}

/* Reads a file of tests/data/catalog. */
static inline size_t take_file(yx_catalog *catalog, yx_catalog_kind kind, const char *name)
{
    const char *data = getenv("YX_TEST_DATA");
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    char path[512];
    size_t n = 0;

    T_OK(data != NULL);
    T_OK(snprintf(path, sizeof path, "%s/catalog/%s", data, name) < (int)sizeof path);
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_open(path, YX_ENCODING_UTF8, 1 << 20, &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(catalog, kind, name, input, faults, &n, NULL) == YX_OK);
    T_OK(yx_faults_count(faults) == 0);
    yx_input_close(input);
    yx_faults_free(faults);
    return n;
}

#endif
