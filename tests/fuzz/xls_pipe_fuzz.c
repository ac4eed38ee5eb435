/* xls_pipe_fuzz.c - any bytes as what the child of the reader of old workbooks says: a workbook
 * that holds together, a fault, or nonsense; and it does not depend on how the bytes come. */
#include "intake/book/xls_pipe.h"

#include "book_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static yx_code feed(yx_str bytes, size_t step, size_t *ret_cells)
{
    yx_xls_in *in = NULL;
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    yx_code rc = YX_OK;

    *ret_cells = 0;
    must(!yx_faults_new(&faults, NULL) && !yx_xls_in_new("f.xls", faults, &in, NULL));
    for (size_t at = 0; at < bytes.n && !rc; at += step)
        rc = yx_xls_in_take(in, bytes.at + at, bytes.n - at < step ? bytes.n - at : step, NULL);
    if (!rc)
        rc = yx_xls_in_finish(in, &book, NULL);
    must(rc == YX_OK || rc == YX_E_FORMAT || (rc == YX_E_REFUSED && yx_faults_errors(faults) > 0));
    book_check(&book);
    for (size_t i = 0; i < book.n; i++)
        *ret_cells += book.sheet[i].n;
    yx_workbook_release(&book);
    yx_xls_in_free(in);
    yx_faults_free(faults);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str bytes = {(const char *)data, n};
    size_t whole, pieces;

    must(feed(bytes, n + 1, &whole) == feed(bytes, 1 + n % 17, &pieces) && whole == pieces);
    return 0;
}
