/* xls_fuzz.c - any bytes as an old workbook: our own readers of it, of the compound file and of the
 * records, and what they write into the pipe. libfreexl is not fuzzed here: it has its child
 * process. The first byte says whether the rest is a whole file or the records alone. */
#include "intake/book/biff.h"
#include "intake/book/cfb.h"

#include "book_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void take(yx_xls_out *out)
{
    yx_xls_in *in = NULL;
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    yx_code rc;

    must(!yx_faults_new(&faults, NULL) && !yx_xls_in_new("f.xls", faults, &in, NULL));
    rc = yx_xls_in_take(in, out->buf.at, out->buf.n, NULL);
    if (!rc)
        rc = yx_xls_in_finish(in, &book, NULL);
    /* What comes from us is understood; the file may still say that two cells stand in one place.
     */
    must(rc == YX_OK || (rc == YX_E_REFUSED && yx_faults_errors(faults) > 0));
    book_check(&book);
    yx_workbook_release(&book);
    yx_xls_in_free(in);
    yx_faults_free(faults);
}

static void records(yx_str stream)
{
    yx_biff *biff = NULL;
    yx_code rc = yx_biff_open(stream, &biff, NULL);

    must(rc == YX_OK || rc == YX_E_FORMAT || rc == YX_E_RANGE);
    /* Each sheet may be the same records again: a few of them are enough. */
    for (size_t i = 0; !rc && i < yx_biff_count(biff) && i < 8; i++) {
        yx_xls_out out = {.fd = -1};
        yx_code told;
        yx_xls_out_sheet(&out, yx_biff_sheet_at(biff, i)->hidden,
                         yx_str_of(yx_biff_sheet_at(biff, i)->name));
        told = yx_biff_tell(biff, i, &out, NULL);
        must(told == YX_OK || told == YX_E_FORMAT);
        yx_xls_out_end(&out);
        take(&out);
        yx_buf_free(&out.buf);
    }
    yx_biff_close(biff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str rest;
    yx_cfb *cfb = NULL;
    yx_buf stream = {0};

    if (!n)
        return 0;
    rest = (yx_str){(const char *)data + 1, n - 1};
    if (data[0] & 1) {
        records(rest);
        return 0;
    }
    if (yx_cfb_open(rest, &cfb, NULL))
        return 0;
    if (!yx_cfb_stream(cfb, yx_cfb_has(cfb, "Book") ? "Book" : "Workbook", &stream, NULL))
        records(yx_buf_view(&stream));
    yx_buf_free(&stream);
    yx_cfb_close(cfb);
    return 0;
}
