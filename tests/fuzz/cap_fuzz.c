/* cap_fuzz.c - any bytes as a CAP document, and as what a writer is given: the check comes to an
 * end and says the same twice, and what is written with such names passes it. */
#include "brief/cap.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static size_t faults_of(yx_str text)
{
    yx_faults *faults = NULL;
    size_t n;
    yx_code rc;

    if (yx_faults_new(&faults, NULL))
        return 0;
    rc = yx_cap_check(text, "f.xml", faults, NULL);
    n = yx_faults_count(faults);
    must(rc == YX_E_NOMEM || (rc == YX_OK) == (n == 0));
    for (size_t i = 0; i < n && i < YX_FAULTS_SHOWN; i++)
        must(yx_fault_code_find(yx_faults_at(faults, i)->code) != NULL);
    yx_faults_free(faults);
    return n;
}

/* The bytes as names of everything. */
static void written(const char *name)
{
    yx_notice n = {.id = name,
                   .seq = 2,
                   .message = YX_NOTICE_UPDATE,
                   .prior = &(yx_notice_prior){1, {1000, 480}},
                   .n_prior = 1,
                   .rule = name,
                   .hazard = name,
                   .scheme = name,
                   .groups = name,
                   .place = {"420102", {name, name}, YX_AREA_EVIDENCE},
                   .sent = {2000, 480},
                   .contact = name};
    yx_notice_from from = {.sender = yx_notice_sender_fit(name) ? name : "a@b",
                           .web = yx_notice_web_fit(name) ? name : NULL,
                           .now = {3000, 480}};
    yx_buf out = {0};

    if (yx_cap_write(&n, &from, YX_EN, &out, NULL) == YX_OK)
        must(faults_of(yx_buf_view(&out)) == 0);
    yx_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str text = {(const char *)data, n};
    char name[64];
    size_t length = n < sizeof name ? n : sizeof name - 1;

    must(faults_of(text) == faults_of(text));
    if (n)
        memcpy(name, data, length);
    name[length] = '\0';
    written(name);
    return 0;
}
