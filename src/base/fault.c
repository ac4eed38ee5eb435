#include "base/fault.h"

#include "base/json.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_BYTES = 4 * YX_FAULT_TEXT, /* of YX_FAULT_TEXT characters */
    NAME_BYTES = 4096,               /* most bytes of a file name that are kept */
    N_PART = 7,
    PARTS_BYTES = NAME_BYTES + 1 + (N_PART - 1) * (SHOWN_BYTES + 1),
    CHUNK = 64 * 1024, /* of the report, written out at once */
};

struct yx_faults {
    yx_fault shown[YX_FAULTS_SHOWN];
    size_t n_shown;
    yx_arena *texts; /* of those shown */
    FILE *spool;     /* the others, as records; NULL until there is one */
    size_t n_spooled;
    size_t count, errors;
    yx_buf record;   /* the one that is being spooled */
    yx_code failure; /* the first fault that could not be kept */
    int failure_errno;
};

/* A fault in the spool: this, then the bytes of its parts, each with a NUL. */
typedef struct head {
    size_t line, column;
    uint32_t row;          /* of the table of codes */
    uint32_t size[N_PART]; /* with the NUL; 0: the part is NULL */
} head;

/* The texts of a fault, in the order of the spool. */
typedef struct parts {
    yx_str at[N_PART];
} parts;

/* Fit for people and at most YX_FAULT_TEXT characters, counting \xHH as four. Done twice it changes
 * nothing more. */
static yx_str show(yx_str a, char out[SHOWN_BYTES + 1])
{
    size_t n = 0, characters = 0, len, k;

    while (a.n) {
        (void)yx_utf8_char(a, &len);
        k = yx_text_show((yx_str){a.at, len}, out + n, SHOWN_BYTES - n);
        characters += out[n] == '\\' ? k : 1;
        if (!k || characters > YX_FAULT_TEXT)
            break;
        n += k;
        a = (yx_str){a.at + len, a.n - len};
    }
    out[n] = 0;
    return (yx_str){out, n};
}

yx_code yx_faults_new(yx_faults **ret_faults, yx_err *err)
{
    yx_faults *faults = calloc(1, sizeof *faults);

    if (!faults)
        return yx_fail(err, YX_E_NOMEM, "no memory for a list of faults");
    *ret_faults = faults;
    return YX_OK;
}

void yx_faults_free(yx_faults *faults)
{
    if (!faults)
        return;
    yx_faults_clear(faults);
    yx_buf_free(&faults->record);
    free(faults);
}

void yx_faults_clear(yx_faults *faults)
{
    yx_buf record = faults->record; /* its room is kept */

    if (faults->spool)
        (void)fclose(faults->spool);
    yx_arena_free(faults->texts);
    *faults = (yx_faults){.record = record};
}

/* --- keeping --- */

static yx_code keep_shown(yx_faults *faults, const yx_fault_code *row, const yx_fault *fault,
                          const parts *p)
{
    const char *copy[N_PART] = {0};

    for (size_t i = 0; i < N_PART; i++) {
        if (!p->at[i].at)
            continue;
        copy[i] = yx_arena_text(&faults->texts, p->at[i].at, p->at[i].n);
        if (!copy[i])
            return YX_E_NOMEM;
    }
    faults->shown[faults->n_shown++] = (yx_fault){
        .code = row->code,
        .file = copy[0],
        .sheet = copy[1],
        .cell = copy[2],
        .line = fault->line,
        .column = fault->column,
        .field = copy[3],
        .text = {copy[4], p->at[4].n},
        .expected = copy[5],
        .nearest = copy[6],
    };
    return YX_OK;
}

static yx_code keep_spooled(yx_faults *faults, const yx_fault_code *row, const yx_fault *fault,
                            const parts *p)
{
    head h = {
        .row = (uint32_t)(row - yx_fault_codes), .line = fault->line, .column = fault->column};
    yx_buf *record = &faults->record;

    if (!faults->spool)
        faults->spool = tmpfile();
    if (!faults->spool)
        return YX_E_IO;
    for (size_t i = 0; i < N_PART; i++)
        h.size[i] = p->at[i].at ? (uint32_t)p->at[i].n + 1 : 0;
    yx_buf_clear(record);
    yx_buf_add(record, &h, sizeof h);
    for (size_t i = 0; i < N_PART; i++) {
        if (!p->at[i].at)
            continue;
        yx_buf_str(record, p->at[i]);
        yx_buf_char(record, 0);
    }
    if (yx_buf_check(record, NULL))
        return YX_E_NOMEM;
    if (fwrite(record->at, 1, record->n, faults->spool) != record->n)
        return YX_E_IO;
    faults->n_spooled++;
    return YX_OK;
}

void yx_faults_add(yx_faults *faults, const yx_fault *fault)
{
    const yx_fault_code *row = fault->code ? yx_fault_code_find(fault->code) : NULL;
    const char *name[N_PART] = {NULL,           fault->sheet,    fault->cell,   fault->field,
                                fault->text.at, fault->expected, fault->nearest};
    char shown[N_PART][SHOWN_BYTES + 1];
    parts p = {0};

    faults->count++;
    faults->errors += !row || row->severity == YX_ERROR;
    if (faults->failure)
        return;
    if (fault->file)
        p.at[0] = (yx_str){fault->file, strnlen(fault->file, NAME_BYTES)};
    for (size_t i = 1; i < N_PART; i++)
        if (name[i])
            p.at[i] = show(i == 4 ? fault->text : yx_str_of(name[i]), shown[i]);
    errno = 0;
    if (!row)
        faults->failure = YX_E_RANGE;
    else if (faults->n_shown < YX_FAULTS_SHOWN)
        faults->failure = keep_shown(faults, row, fault, &p);
    else
        faults->failure = keep_spooled(faults, row, fault, &p);
    faults->failure_errno = errno;
}

yx_code yx_faults_check(const yx_faults *faults, yx_err *err)
{
    int cause = faults->failure_errno;

    if (faults->failure == YX_E_NOMEM)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu faults", faults->count);
    if (faults->failure == YX_E_RANGE)
        return yx_fail(err, YX_E_RANGE, "a fault has a code that is not in the table");
    if (faults->failure == YX_OK) {
        errno = 0;
        if (!faults->spool || (fflush(faults->spool) == 0 && !ferror(faults->spool)))
            return YX_OK;
        cause = errno;
    }
    return yx_fail(err, YX_E_IO, "cannot keep %zu faults in a temporary file: %s", faults->count,
                   strerror(cause));
}

size_t yx_faults_count(const yx_faults *faults)
{
    return faults->count;
}

size_t yx_faults_errors(const yx_faults *faults)
{
    return faults->errors;
}

const yx_fault *yx_faults_at(const yx_faults *faults, size_t i)
{
    return i < faults->n_shown ? &faults->shown[i] : NULL;
}

/* --- telling --- */

/* "unknown region 'ZZ98'", without the text where there is none. */
static void add_message(yx_buf *out, const yx_fault_code *row, yx_lang lang, yx_str text)
{
    static const char *const quote[YX_N_LANG][2] = {
        [YX_EN] = {" '", "'"}, [YX_ZH_HANS] = {"“", "”"}};

    yx_buf_text(out, row->message[lang]);
    if (!text.n)
        return;
    yx_buf_text(out, quote[lang][0]);
    yx_buf_str(out, text);
    yx_buf_text(out, quote[lang][1]);
}

static void text_or_null(yx_json *j, const char *key, yx_str text)
{
    if (text.at)
        yx_json_str(j, key, text);
    else
        yx_json_null(j, key);
}

static void place_or_null(yx_json *j, const char *key, size_t place)
{
    if (place)
        yx_json_int(j, key, (int64_t)place);
    else
        yx_json_null(j, key);
}

static void write_fault(yx_json *j, const yx_fault *fault, yx_lang lang, yx_buf *message)
{
    const yx_fault_code *row = yx_fault_code_find(fault->code);

    yx_buf_clear(message);
    add_message(message, row, lang, fault->text);
    yx_json_object(j, NULL);
    yx_json_text(j, "code", row->code);
    yx_json_text(j, "severity", row->severity == YX_ERROR ? "error" : "warning");
    yx_json_text(j, "file", fault->file);
    yx_json_text(j, "sheet", fault->sheet);
    yx_json_text(j, "cell", fault->cell);
    place_or_null(j, "line", fault->line);
    place_or_null(j, "column", fault->column);
    yx_json_text(j, "field", fault->field);
    text_or_null(j, "text", fault->text);
    yx_json_text(j, "expected", fault->expected);
    yx_json_text(j, "nearest", fault->nearest);
    yx_json_str(j, "message", yx_buf_view(message));
    yx_json_end(j);
}

/* Reads the next record of the spool; *ret borrows its texts from room. */
static yx_code read_spooled(FILE *spool, char room[PARTS_BYTES], yx_fault *ret, yx_err *err)
{
    const char *part[N_PART] = {0};
    head h;
    size_t size = 0;

    if (fread(&h, sizeof h, 1, spool) != 1 || h.row >= yx_n_fault_code)
        return yx_fail(err, YX_E_IO, "cannot read the faults back from the temporary file");
    for (size_t i = 0; i < N_PART; size += h.size[i++])
        part[i] = h.size[i] && size < PARTS_BYTES ? room + size : NULL;
    if (size > PARTS_BYTES || fread(room, 1, size, spool) != size)
        return yx_fail(err, YX_E_IO, "cannot read the faults back from the temporary file");
    *ret = (yx_fault){
        .code = yx_fault_codes[h.row].code,
        .file = part[0],
        .sheet = part[1],
        .cell = part[2],
        .line = h.line,
        .column = h.column,
        .field = part[3],
        .text = {part[4], part[4] ? h.size[4] - 1 : 0},
        .expected = part[5],
        .nearest = part[6],
    };
    return YX_OK;
}

/* Hands what is written so far to the file. */
static yx_code pass_on(yx_buf *buf, FILE *out, yx_err *err)
{
    yx_code rc = yx_buf_check(buf, err);

    if (rc)
        return rc;
    if (buf->n && fwrite(buf->at, 1, buf->n, out) != buf->n)
        return yx_fail(err, YX_E_IO, "cannot write the report: %s", strerror(errno));
    yx_buf_clear(buf);
    return YX_OK;
}

static yx_code each_spooled(yx_faults *faults, yx_fault_told *told, void *arg, yx_err *err)
{
    char room[PARTS_BYTES];
    yx_fault fault;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < faults->n_spooled && !rc; i++) {
        rc = read_spooled(faults->spool, room, &fault, err);
        if (!rc)
            rc = told(arg, &fault, err);
    }
    return rc;
}

yx_code yx_faults_each(yx_faults *faults, yx_fault_told *told, void *arg, yx_err *err)
{
    yx_code rc = yx_faults_check(faults, err);

    if (rc)
        return rc;
    if (faults->spool)
        rewind(faults->spool);
    for (size_t i = 0; i < faults->n_shown && !rc; i++)
        rc = told(arg, &faults->shown[i], err);
    if (!rc)
        rc = each_spooled(faults, told, arg, err);
    /* Between reading and writing a stream must be positioned: faults may still come. */
    if (faults->spool && fseeko(faults->spool, 0, SEEK_END) != 0 && !rc)
        rc = yx_fail(err, YX_E_IO, "cannot go on in the temporary file: %s", strerror(errno));
    return rc;
}

/* A report that is being written. */
typedef struct report {
    yx_json json;
    yx_buf buf, message;
    FILE *out;
    yx_lang lang;
} report;

static yx_code report_fault(void *arg, const yx_fault *fault, yx_err *err)
{
    report *r = arg;
    yx_code rc;

    write_fault(&r->json, fault, r->lang, &r->message);
    rc = yx_buf_check(&r->message, err);
    return !rc && r->buf.n >= CHUNK ? pass_on(&r->buf, r->out, err) : rc;
}

yx_code yx_faults_write_json(yx_faults *faults, FILE *out, yx_lang lang, size_t taken,
                             size_t unchanged, yx_err *err)
{
    report r = {.out = out, .lang = lang, .json = {.lines = true}};
    yx_json *j = &r.json;
    yx_code rc;

    j->out = &r.buf;
    yx_json_object(j, NULL);
    yx_json_int(j, "format", 1);
    yx_json_int(j, "taken", (int64_t)taken);
    yx_json_int(j, "unchanged", (int64_t)unchanged);
    yx_json_array(j, "faults");
    rc = yx_faults_each(faults, report_fault, &r, err);
    yx_json_end(j);
    yx_json_end(j);
    yx_buf_char(&r.buf, '\n');
    if (!rc)
        rc = pass_on(&r.buf, out, err);
    if (!rc && fflush(out) != 0)
        rc = yx_fail(err, YX_E_IO, "cannot write the report: %s", strerror(errno));
    yx_buf_free(&r.message);
    yx_buf_free(&r.buf);
    return rc;
}

/* "a.csv:3:1: ", "a.xlsx:Sheet1!B3: ", "rules.yaml: " */
static void add_place(yx_buf *out, const yx_fault *fault)
{
    char shown[SHOWN_BYTES + 1], name[NAME_BYTES + 1];

    if (fault->file)
        yx_buf_add(out, name, yx_text_show(yx_str_of(fault->file), name, NAME_BYTES));
    if (fault->sheet || fault->cell) {
        yx_buf_char(out, ':');
        if (fault->sheet)
            yx_buf_str(out, show(yx_str_of(fault->sheet), shown));
        yx_buf_text(out, fault->sheet && fault->cell ? "!" : "");
        if (fault->cell)
            yx_buf_str(out, show(yx_str_of(fault->cell), shown));
    } else if (fault->line) {
        yx_buf_f(out, ":%zu", fault->line);
        if (fault->column)
            yx_buf_f(out, ":%zu", fault->column);
    }
    yx_buf_text(out, out->n ? ": " : "");
}

/* " (region_code; expected ...; nearest ...)", or nothing. */
static void add_hints(yx_buf *out, const yx_fault *fault, yx_lang lang)
{
    static const char *const word[YX_N_LANG][5] = {
        [YX_EN] = {" (", "; ", "expected ", "nearest ", ")"},
        [YX_ZH_HANS] = {"（", "；", "应为 ", "最接近 ", "）"},
    };
    const char *const hint[] = {fault->field, fault->expected, fault->nearest};
    char shown[SHOWN_BYTES + 1];
    bool open = false;

    for (size_t i = 0; i < YX_COUNT(hint); i++) {
        if (!hint[i])
            continue;
        yx_buf_text(out, word[lang][open ? 1 : 0]);
        yx_buf_text(out, i ? word[lang][i + 1] : "");
        yx_buf_str(out, show(yx_str_of(hint[i]), shown));
        open = true;
    }
    yx_buf_text(out, open ? word[lang][4] : "");
}

yx_code yx_fault_line(const yx_fault *fault, yx_lang lang, char *out, size_t size, yx_err *err)
{
    static const char *const warning[YX_N_LANG] = {"warning: ", "提示："};
    const yx_fault_code *row = fault->code ? yx_fault_code_find(fault->code) : NULL;
    yx_buf line = {0};
    char shown[SHOWN_BYTES + 1];
    yx_code rc;

    if (!row || !size || lang >= YX_N_LANG)
        return yx_fail(err, YX_E_RANGE, "no line for a fault of code '%s'",
                       fault->code ? fault->code : "");
    add_place(&line, fault);
    if (row->severity == YX_WARNING)
        yx_buf_text(&line, warning[lang]);
    add_message(&line, row, lang, show(fault->text, shown));
    add_hints(&line, fault, lang);
    rc = yx_buf_check(&line, err);
    if (!rc)
        (void)yx_text_show(yx_buf_view(&line), out, size - 1);
    yx_buf_free(&line);
    return rc;
}
