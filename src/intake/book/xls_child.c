#include "intake/book/xls_child.h"

#include "intake/book/biff.h"
#include "intake/book/cfb.h"

#include <errno.h>
#include <fcntl.h>
#include <freexl.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

typedef struct child {
    yx_buf file, stream;
    yx_cfb *cfb;
    yx_biff *biff;
    const void *xl; /* libfreexl's own */
    yx_xls_out out;
    bool sure; /* what libfreexl says against the file is the file's */
} child;

static yx_code read_file(const char *path, yx_buf *out, yx_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    char piece[PIECE];
    ssize_t n = 1;

    if (fd < 0)
        return yx_fail(err, YX_E_IO, "cannot open the file: %s", strerror(errno));
    while (n) {
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno != EINTR)
            break;
        if (n > 0)
            yx_buf_add(out, piece, (size_t)n);
    }
    close(fd);
    return n < 0 ? yx_fail(err, YX_E_IO, "cannot read the file") : yx_buf_check(out, err);
}

/* Finds the stream with the workbook's records. */
static yx_code open_stream(child *c, const char *path, yx_err *err)
{
    yx_code rc = read_file(path, &c->file, err);

    if (!rc)
        rc = yx_cfb_open(yx_buf_view(&c->file), &c->cfb, err);
    if (rc)
        return rc;
    if (yx_cfb_has(c->cfb, "Workbook"))
        return yx_cfb_stream(c->cfb, "Workbook", &c->stream, err);
    return yx_cfb_stream(c->cfb, "Book", &c->stream, err);
}

static yx_code from_freexl(const child *c, int code, yx_err *err)
{
    /* Where it finds no memory it often says something else. errno was 0 at its start. */
    if (code == FREEXL_INSUFFICIENT_MEMORY || errno == ENOMEM || !c->sure)
        return yx_fail(err, YX_E_NOMEM, "no memory to read the workbook");
    return yx_fail(err, YX_E_FORMAT, "libfreexl says %d", code);
}

/* The library's number of a sheet. Both list them in one order, but charts are not told by all. */
static bool find_sheet(const child *c, size_t nth, const yx_biff_sheet *sheet, unsigned short *ret)
{
    unsigned n = 0;

    if (freexl_get_info(c->xl, FREEXL_BIFF_SHEET_COUNT, &n) != FREEXL_OK)
        return false;
    for (unsigned i = 0; i < n && i <= UINT16_MAX; i++) {
        const char *name = NULL;
        if (!yx_biff_unicode(c->biff)
                ? i != nth
                : freexl_get_worksheet_name(c->xl, (unsigned short)i, &name) != FREEXL_OK ||
                      !name || strcmp(name, sheet->name) != 0)
            continue;
        *ret = (unsigned short)i;
        return true;
    }
    return false;
}

/* The texts of a sheet; the rest was told by the records themselves. */
static yx_code tell_texts(child *c, unsigned short sheet, yx_err *err)
{
    unsigned rows = 0;
    unsigned short columns = 0;
    int code = freexl_select_active_worksheet(c->xl, sheet);

    if (code == FREEXL_OK)
        code = freexl_worksheet_dimensions(c->xl, &rows, &columns);
    for (unsigned row = 0; row < rows && code == FREEXL_OK; row++) {
        for (unsigned short column = 0; column < columns && code == FREEXL_OK; column++) {
            FreeXL_CellValue cell = {.type = FREEXL_CELL_NULL};
            code = freexl_get_cell_value(c->xl, row, column, &cell);
            if (code == FREEXL_OK &&
                (cell.type == FREEXL_CELL_TEXT || cell.type == FREEXL_CELL_SST_TEXT) &&
                cell.value.text_value)
                yx_xls_out_cell(&c->out, row, column, YX_GRID_TEXT, false,
                                yx_str_of(cell.value.text_value));
        }
    }
    return code == FREEXL_OK ? YX_OK : from_freexl(c, code, err);
}

static yx_code tell_sheets(child *c, yx_err *err)
{
    yx_code rc = YX_OK;
    size_t nth = 0;

    for (size_t i = 0; i < yx_biff_count(c->biff) && !rc; i++) {
        const yx_biff_sheet *sheet = yx_biff_sheet_at(c->biff, i);
        unsigned short number = 0;
        const char *name = sheet->name;
        if (!sheet->cells)
            continue;
        if (!find_sheet(c, nth++, sheet, &number) ||
            (!yx_biff_unicode(c->biff) &&
             (freexl_get_worksheet_name(c->xl, number, &name) != FREEXL_OK || !name)))
            return yx_fail(err, c->sure ? YX_E_FORMAT : YX_E_NOMEM, "libfreexl finds other sheets");
        yx_xls_out_sheet(&c->out, sheet->hidden, yx_str_of(name));
        rc = yx_biff_tell(c->biff, i, &c->out, err);
        if (!rc)
            rc = tell_texts(c, number, err);
    }
    return rc;
}

static yx_code tell_workbook(child *c, const char *path, yx_err *err)
{
    int code;
    yx_code rc = open_stream(c, path, err);

    if (!rc)
        rc = yx_biff_open(yx_buf_view(&c->stream), &c->biff, err);
    if (rc)
        return rc;
    if (yx_biff_encrypted(c->biff)) {
        yx_xls_out_fault(&c->out, "book.encrypted", "");
        return YX_OK;
    }
    errno = 0;
    code = freexl_open(path, &c->xl);
    if (code != FREEXL_OK)
        return from_freexl(c, code, err);
    rc = tell_sheets(c, err);
    if (!rc)
        yx_xls_out_end(&c->out);
    return rc;
}

yx_code yx_xls_child(const char *path, int fd, bool sure, yx_err *err)
{
    child c = {.out = {.fd = fd}, .sure = sure};
    yx_err why = {0};
    yx_code rc = tell_workbook(&c, path, &why);

    if (rc == YX_E_FORMAT || rc == YX_E_ABSENT)
        yx_xls_out_fault(&c.out, "book.broken", why.text);
    else if (rc == YX_E_RANGE)
        yx_xls_out_fault(&c.out, "book.format", why.text);
    else if (rc)
        (void)yx_fail(err, rc, "%s", why.text);
    if (rc != YX_E_NOMEM && rc != YX_E_IO)
        rc = yx_xls_out_flush(&c.out, err);
    if (c.xl)
        (void)freexl_close(c.xl);
    yx_biff_close(c.biff);
    yx_cfb_close(c.cfb);
    yx_buf_free(&c.file);
    yx_buf_free(&c.stream);
    yx_buf_free(&c.out.buf);
    return rc;
}
