#include "intake/book/workbook.h"

#include "intake/book/cfb.h"
#include "intake/book/xls.h"
#include "intake/book/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEAD = 4096,         /* bytes that tell all forms but compound files apart */
    COMPOUND = 64 << 20, /* most bytes of a compound file */
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does the text hold `word` (lower case) near its start? */
static bool holds(yx_str a, const char *word)
{
    size_t n = strlen(word), near = a.n < 1024 ? a.n : 1024;

    for (size_t i = 0; i + n <= near; i++) {
        size_t k = 0;
        while (k < n && lower(a.at[i + k]) == word[k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

static bool is_text(yx_str a)
{
    size_t n = a.n < HEAD ? a.n : HEAD;

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)a.at[i] < ' ' && !memchr("\t\n\r\f", a.at[i], 4))
            return false;
    return true;
}

static yx_code compound(yx_str bytes, yx_book_form *ret, yx_err *err)
{
    yx_cfb *cfb = NULL;
    yx_err why = {0};
    yx_code rc = yx_cfb_open(bytes, &cfb, &why);

    if (rc == YX_E_NOMEM)
        return yx_fail(err, rc, "%s", why.text);
    *ret = YX_BOOK_CFB;
    if (rc) /* a broken one is none of ours */
        return YX_OK;
    if (yx_cfb_has(cfb, "EncryptedPackage"))
        *ret = YX_BOOK_LOCKED;
    else if (yx_cfb_has(cfb, "Workbook") || yx_cfb_has(cfb, "Book"))
        *ret = YX_BOOK_XLS;
    yx_cfb_close(cfb);
    return YX_OK;
}

static yx_book_form plain_form(yx_str a)
{
    static const char biff[][4] = {
        {0x09, 0x00, 0x04, 0x00}, {0x09, 0x02, 0x06, 0x00}, {0x09, 0x04, 0x06, 0x00}};

    if (!a.n)
        return YX_BOOK_EMPTY;
    if (a.n >= 4 && (memcmp(a.at, "PK\3\4", 4) == 0 || memcmp(a.at, "PK\5\6", 4) == 0))
        return YX_BOOK_ZIP;
    for (size_t i = 0; i < YX_COUNT(biff); i++)
        if (a.n >= 4 && memcmp(a.at, biff[i], 4) == 0)
            return YX_BOOK_BIFF;
    if (!is_text(a))
        return YX_BOOK_OTHER;
    if (holds(a, "<html") || holds(a, "<!doctype html") || holds(a, "<table"))
        return YX_BOOK_HTML;
    return holds(a, "<?xml") ? YX_BOOK_XML : YX_BOOK_TEXT;
}

yx_code yx_book_form_of(yx_str bytes, yx_book_form *ret, yx_err *err)
{
    if (yx_cfb_is(bytes))
        return compound(bytes, ret, err);
    *ret = plain_form(bytes);
    return YX_OK;
}

/* Adds what the file holds from where it stands to its end, at most `most` bytes. */
static yx_code read_rest(int fd, const char *path, size_t most, yx_buf *out, yx_err *err)
{
    char piece[HEAD];
    ssize_t n = 1;

    while (n && out->n < most) {
        size_t want = most - out->n < sizeof piece ? most - out->n : sizeof piece;
        n = read(fd, piece, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return yx_fail(err, YX_E_IO, "cannot read '%s': %s", path, strerror(errno));
        yx_buf_add(out, piece, (size_t)n);
    }
    return yx_buf_check(out, err);
}

yx_code yx_book_form_of_file(const char *path, yx_book_form *ret, yx_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    yx_buf bytes = {0};
    struct stat st;
    yx_code rc = YX_OK;

    if (fd < 0)
        return yx_fail(err, YX_E_IO, "cannot open '%s': %s", path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        rc = yx_fail(err, YX_E_IO, "cannot read '%s': it is no plain file", path);
    if (!rc)
        rc = read_rest(fd, path, HEAD, &bytes, err);
    if (!rc && yx_cfb_is(yx_buf_view(&bytes))) {
        if (st.st_size > COMPOUND)
            rc = yx_fail(err, YX_E_RANGE, "'%s' is too large", path);
        else
            rc = read_rest(fd, path, COMPOUND, &bytes, err);
    }
    if (!rc)
        rc = yx_book_form_of(yx_buf_view(&bytes), ret, err);
    yx_buf_free(&bytes);
    close(fd);
    return rc;
}

/* --- faults --- */

static yx_code refuse(const char *file, const char *code, const char *text, const char *expected,
                      yx_faults *faults, yx_err *err)
{
    yx_fault fault = {
        .code = code, .file = file, .text = {text, text ? strlen(text) : 0}, .expected = expected};

    yx_faults_add(faults, &fault);
    return yx_fail(err, YX_E_REFUSED, "'%s': %s", file, code);
}

yx_code yx_book_refuse(const char *file, yx_book_form form, yx_faults *faults, yx_err *err)
{
    static const struct {
        const char *code, *text;
    } row[] = {
        [YX_BOOK_EMPTY] = {"file.empty", NULL},
        [YX_BOOK_ZIP] = {"book.broken", NULL},
        [YX_BOOK_XLS] = {"book.format", "old workbook (.xls)"},
        [YX_BOOK_LOCKED] = {"book.encrypted", NULL},
        [YX_BOOK_CFB] = {"book.none", "compound file"},
        [YX_BOOK_BIFF] = {"book.format", "workbook from before 1995"},
        [YX_BOOK_HTML] = {"book.format", "HTML"},
        [YX_BOOK_XML] = {"book.format", "XML"},
        [YX_BOOK_TEXT] = {"book.none", "text"},
        [YX_BOOK_OTHER] = {"book.none", NULL},
    };
    bool saved = form != YX_BOOK_EMPTY && form != YX_BOOK_LOCKED && form != YX_BOOK_ZIP;

    return refuse(file, row[form].code, row[form].text, saved ? "a workbook saved as .xlsx" : NULL,
                  faults, err);
}

/* Reading it as far as its form did not go well. */
static yx_code unreadable(const char *path, yx_code rc, const yx_err *why, yx_faults *faults,
                          yx_err *err)
{
    if (rc == YX_E_NOMEM)
        return yx_fail(err, rc, "%s", why->text);
    return refuse(path, rc == YX_E_RANGE ? "file.large" : "file.unreadable", why->text, NULL,
                  faults, err);
}

yx_code yx_book_refuse_file(const char *path, yx_faults *faults, yx_err *err)
{
    yx_book_form form = YX_BOOK_OTHER;
    yx_err why = {0};
    yx_code rc = yx_book_form_of_file(path, &form, &why);

    return rc ? unreadable(path, rc, &why, faults, err) : yx_book_refuse(path, form, faults, err);
}

yx_code yx_workbook_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook,
                         yx_err *err)
{
    yx_book_form form = YX_BOOK_OTHER;
    yx_err why = {0};
    yx_code rc = yx_book_form_of_file(path, &form, &why);

    if (rc)
        return unreadable(path, rc, &why, faults, err);
    if (form == YX_BOOK_ZIP)
        return yx_xlsx_read(path, faults, ret_workbook, err);
    if (form == YX_BOOK_XLS || form == YX_BOOK_BIFF)
        return yx_xls_read(path, faults, ret_workbook, err);
    return yx_book_refuse(path, form, faults, err);
}

static void tell_sheet(const char *file, const yx_grid *g, yx_faults *faults)
{
    char first[YX_GRID_NAME] = "", name[YX_GRID_NAME], count[24];
    size_t kept = 0;

    for (size_t i = 0; i < g->n; i++) {
        const yx_grid_cell *c = &g->cell[i];
        if (!c->formula)
            continue;
        yx_grid_name(c->row, c->column, name);
        if (!c->text.n) {
            yx_fault fault = {
                .code = "formula.empty", .file = file, .sheet = g->name, .cell = name};
            yx_faults_add(faults, &fault);
        } else if (!kept++) {
            memcpy(first, name, sizeof first);
        }
    }
    if (kept) {
        yx_fault fault = {.code = "formula.kept", .file = file, .sheet = g->name, .cell = first};
        fault.text = (yx_str){count, (size_t)snprintf(count, sizeof count, "%zu", kept)};
        yx_faults_add(faults, &fault);
    }
}

void yx_book_tell_formulas(const char *file, const yx_workbook *book, yx_faults *faults)
{
    for (size_t i = 0; i < book->n; i++)
        if (!book->sheet[i].hidden)
            tell_sheet(file, &book->sheet[i], faults);
}
