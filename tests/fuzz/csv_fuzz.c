/* csv_fuzz.c - any bytes, also as gzip: every record or fault has its place, and what was read and
 * written again reads the same. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LIMIT = 1 << 20 };

static void must(bool right)
{
    if (!right)
        abort();
}

/* Reads all records and writes the good ones to out. */
static void read_all(yx_str bytes, yx_buf *out, size_t *ret_faulty)
{
    yx_input *input = NULL;
    yx_csv *csv = NULL;
    yx_csv_record r;
    bool end = false;
    size_t line = 0;

    *ret_faulty = 0;
    if (yx_input_memory(bytes, &input, NULL) != YX_OK)
        return;
    must(yx_csv_open(input, &csv, NULL) == YX_OK);
    while (out->n < LIMIT && yx_csv_next(csv, &r, &end, NULL) == YX_OK && !end) {
        must(r.line > line);
        line = r.line;
        if (r.fault != YX_CSV_OK) {
            (*ret_faulty)++;
            must(r.fault_line >= r.line && r.fault_column >= 1);
            continue;
        }
        must(r.n >= 1 && r.n <= YX_CSV_FIELDS);
        if (r.n == 1 && r.field[0].n == 0)
            continue; /* written, it would be an empty line, which is skipped */
        for (size_t i = 0; i < r.n; i++)
            yx_csv_write(out, r.field[i], i == 0);
        yx_buf_char(out, '\n');
    }
    yx_csv_close(csv);
    yx_input_close(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_buf once = {0}, twice = {0};
    size_t faulty;

    read_all((yx_str){(const char *)data, n}, &once, &faulty);
    /* A byte order mark or the two bytes of gzip in front would mean something else now. */
    if (once.n >= 2 && (unsigned char)once.at[0] < 0x80 && once.at[0] != 0x1f) {
        read_all(yx_buf_view(&once), &twice, &faulty);
        must(faulty == 0 && once.n == twice.n && memcmp(once.at, twice.at, once.n) == 0);
    }
    yx_buf_free(&once);
    yx_buf_free(&twice);
    return 0;
}
