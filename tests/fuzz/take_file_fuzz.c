/* take_file_fuzz.c - any bytes as a file of any form: it is told, and read or refused; also packed
 * and in other encodings. See forms.h. */
#include "forms.h"

#include "intake/take_file.h"

static yx_code any_form(const char *path, const yx_take_options *options, yx_seen **seen,
                        yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    yx_file_form form = YX_FILE_UNKNOWN;
    yx_code rc = yx_take_file(path, options, seen, faults, &form, ret_batch, err);

    must(rc != YX_E_REFUSED || yx_faults_errors(faults) > 0);
    if (rc == YX_OK && !*ret_batch) {
        must(form == YX_FILE_XLSX || form == YX_FILE_XLS);
        rc = yx_batch_new(path, NULL, ret_batch, err);
    }
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_form(any_form, data, n);
    return 0;
}
