/* xlsx_fuzz.c - any bytes as an .xlsx file: a workbook that holds together, or faults. */
#include "intake/book/xlsx.h"

#include "book_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    yx_code rc;

    must(!yx_faults_new(&faults, NULL));
    rc = yx_xlsx_memory("f.xlsx", (yx_str){(const char *)data, n}, faults, &book, NULL);
    must(rc == YX_OK || (rc == YX_E_REFUSED && yx_faults_errors(faults) > 0 && !book.arena));
    book_check(&book);
    yx_workbook_release(&book);
    yx_faults_free(faults);
    return 0;
}
