#include "base/zip.h"

#include "base/mem.h"
#include "base/names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum {
    END_RECORD = 22,                /* bytes of the record at the end of an archive, */
    END_TAIL = END_RECORD + 0xffff, /* which a comment may follow */
    DOS_DAY = 0x21,                 /* 1980-01-01 */
};

struct yx_zip {
    zip_t *z;
    size_t n;
    uint64_t unpacked; /* of all entries so far */
};

struct yx_zip_entry {
    yx_zip *zip;
    zip_file_t *file;
    uint64_t packed, unpacked;
    yx_zip_wrong wrong;
    yx_err failed; /* code 0: no failure so far */
};

/* --- errors --- */

static yx_code wrong_is(yx_zip_wrong wrong, yx_zip_wrong *ret, yx_err *err, yx_code code,
                        const char *what)
{
    *ret = wrong;
    return yx_fail(err, code, "%s", what);
}

/* libzip's errors as ours. It does not say of each that there was no memory: set errno to 0 before
 * the call. */
static yx_code from_libzip(zip_error_t *e, yx_zip_wrong *ret_wrong, yx_err *err)
{
    switch (errno == ENOMEM ? ZIP_ER_MEMORY : zip_error_code_zip(e)) {
    case ZIP_ER_MEMORY:
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP archive");
    case ZIP_ER_NOZIP:
        return wrong_is(YX_ZIP_NOT, ret_wrong, err, YX_E_FORMAT, "not a ZIP archive");
    case ZIP_ER_COMPNOTSUPP:
        return wrong_is(YX_ZIP_METHOD, ret_wrong, err, YX_E_FORMAT, zip_error_strerror(e));
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return wrong_is(YX_ZIP_ENCRYPTED, ret_wrong, err, YX_E_FORMAT, "an entry is encrypted");
    default:
        return wrong_is(YX_ZIP_BROKEN, ret_wrong, err, YX_E_FORMAT, zip_error_strerror(e));
    }
}

/* --- opening --- */

/* libzip makes room for every entry as soon as it opens an archive, so their number is looked at
 * before. It takes the record at the end from this tail, as we do. */
static bool too_many(const unsigned char *tail, size_t n)
{
    for (size_t i = 0; i + END_RECORD <= n; i++)
        if (memcmp(tail + i, "PK\5\6", 4) == 0 &&
            tail[i + 10] + 256 * tail[i + 11] > YX_ZIP_ENTRIES)
            return true;
    return false;
}

static yx_code adopt(zip_t *z, yx_zip **ret_zip, yx_err *err)
{
    yx_zip *zip = calloc(1, sizeof *zip);

    if (!zip) {
        zip_discard(z);
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP archive");
    }
    zip->z = z;
    zip->n = (size_t)zip_get_num_entries(z, 0);
    *ret_zip = zip;
    return YX_OK;
}

/* An archive that starts well and is none has lost its end. */
static void lost_its_end(const char *head, size_t n, yx_zip_wrong *wrong)
{
    if (*wrong == YX_ZIP_NOT && n >= 4 && memcmp(head, "PK\3\4", 4) == 0)
        *wrong = YX_ZIP_BROKEN;
}

/* Looks at the tail of a file, and at its first bytes. */
static yx_code look_at(int fd, uint64_t size, char head[4], yx_zip_wrong *ret_wrong, yx_err *err)
{
    size_t want = size < END_TAIL ? (size_t)size : END_TAIL;
    unsigned char *tail = malloc(END_TAIL);
    yx_code rc = YX_OK;
    ssize_t got;

    if (!tail)
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP archive");
    got = pread(fd, tail, want, (off_t)(size - want));
    if (got < 0 || (size_t)got != want || (size >= 4 && pread(fd, head, 4, 0) != 4))
        rc = yx_fail(err, YX_E_IO, "cannot read the file: %s",
                     got < 0 ? strerror(errno) : "it became shorter");
    else if (too_many(tail, want))
        rc = wrong_is(YX_ZIP_BOMB, ret_wrong, err, YX_E_RANGE, "too many entries");
    free(tail);
    return rc;
}

static yx_code open_fd(int fd, uint64_t size, zip_t **ret, yx_zip_wrong *ret_wrong, yx_err *err)
{
    char head[4] = {0};
    zip_error_t e;
    int why = 0;
    yx_code rc;

    if (size > YX_ZIP_FILE)
        return wrong_is(YX_ZIP_BOMB, ret_wrong, err, YX_E_RANGE, "the archive is too large");
    rc = look_at(fd, size, head, ret_wrong, err);
    if (rc)
        return rc;
    errno = 0;
    *ret = zip_fdopen(fd, 0, &why);
    if (*ret)
        return YX_OK;
    zip_error_init_with_code(&e, why);
    rc = from_libzip(&e, ret_wrong, err);
    zip_error_fini(&e);
    lost_its_end(head, sizeof head, ret_wrong);
    return rc;
}

yx_code yx_zip_open(const char *path, yx_zip **ret_zip, yx_zip_wrong *ret_wrong, yx_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    zip_t *z = NULL;
    yx_code rc;

    *ret_wrong = YX_ZIP_RIGHT;
    if (fd < 0)
        return yx_fail(err, YX_E_IO, "cannot open '%s': %s", path, strerror(errno));
    if (fstat(fd, &st) != 0)
        rc = yx_fail(err, YX_E_IO, "cannot read '%s': %s", path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        rc = yx_fail(err, YX_E_IO, "cannot read '%s': it is no plain file", path);
    else
        rc = open_fd(fd, (uint64_t)st.st_size, &z, ret_wrong, err);
    if (rc) {
        close(fd);
        return rc;
    }
    return adopt(z, ret_zip, err);
}

yx_code yx_zip_memory(yx_str bytes, yx_zip **ret_zip, yx_zip_wrong *ret_wrong, yx_err *err)
{
    size_t tail = bytes.n < END_TAIL ? bytes.n : END_TAIL;
    zip_source_t *source;
    zip_error_t e;
    zip_t *z;
    yx_code rc;

    *ret_wrong = YX_ZIP_RIGHT;
    if (bytes.n > YX_ZIP_FILE)
        return wrong_is(YX_ZIP_BOMB, ret_wrong, err, YX_E_RANGE, "the archive is too large");
    if (!bytes.n)
        return wrong_is(YX_ZIP_NOT, ret_wrong, err, YX_E_FORMAT, "not a ZIP archive");
    if (too_many((const unsigned char *)bytes.at + (bytes.n - tail), tail))
        return wrong_is(YX_ZIP_BOMB, ret_wrong, err, YX_E_RANGE, "too many entries");
    zip_error_init(&e);
    errno = 0;
    source = zip_source_buffer_create(bytes.at, bytes.n, 0, &e);
    z = source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL;
    if (z) {
        zip_error_fini(&e);
        return adopt(z, ret_zip, err);
    }
    zip_source_free(source);
    rc = from_libzip(&e, ret_wrong, err);
    zip_error_fini(&e);
    lost_its_end(bytes.at, bytes.n, ret_wrong);
    return rc;
}

void yx_zip_close(yx_zip *zip)
{
    if (!zip)
        return;
    zip_discard(zip->z); /* nothing was changed: closes without writing */
    free(zip);
}

size_t yx_zip_count(const yx_zip *zip)
{
    return zip->n;
}

const char *yx_zip_name(const yx_zip *zip, size_t i)
{
    return zip_get_name(zip->z, i, 0);
}

/* --- an entry --- */

static char plain(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '\\' ? '/' : c; /* some programs write Windows' own */
}

static bool same_name(const char *a, const char *b)
{
    while (*a && plain(*a) == plain(*b)) {
        a++;
        b++;
    }
    return plain(*a) == plain(*b);
}

/* Number of the entry, or -1. */
static zip_int64_t locate(const yx_zip *zip, const char *name)
{
    zip_int64_t at = zip_name_locate(zip->z, name, 0);

    for (size_t i = 0; at < 0 && i < zip->n; i++) {
        const char *other = yx_zip_name(zip, i);
        if (other && same_name(other, name))
            at = (zip_int64_t)i;
    }
    return at;
}

bool yx_zip_has(const yx_zip *zip, const char *name)
{
    return locate(zip, name) >= 0;
}

/* Is this too much for what it came from? */
static bool bomb(uint64_t packed, uint64_t unpacked)
{
    return unpacked > YX_ZIP_ENTRY || (unpacked > YX_ZIP_FREE && unpacked / YX_ZIP_RATIO > packed);
}

static yx_code entry_check(zip_t *z, zip_uint64_t at, uint64_t *ret_packed, yx_zip_wrong *ret_wrong,
                           yx_err *err)
{
    const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    zip_stat_t st;

    if (zip_stat_index(z, at, 0, &st) != 0 || (st.valid & need) != need)
        return wrong_is(YX_ZIP_BROKEN, ret_wrong, err, YX_E_FORMAT, "an entry without its size");
    if (st.encryption_method != ZIP_EM_NONE)
        return wrong_is(YX_ZIP_ENCRYPTED, ret_wrong, err, YX_E_FORMAT, "an entry is encrypted");
    if (bomb(st.comp_size, st.size))
        return wrong_is(YX_ZIP_BOMB, ret_wrong, err, YX_E_RANGE, "an entry unfolds to too much");
    *ret_packed = st.comp_size;
    return YX_OK;
}

yx_code yx_zip_entry_open(yx_zip *zip, const char *name, yx_zip_entry **ret_entry,
                          yx_zip_wrong *ret_wrong, yx_err *err)
{
    zip_int64_t at = locate(zip, name);
    yx_zip_entry *entry;
    uint64_t packed = 0;
    yx_code rc;

    *ret_wrong = YX_ZIP_RIGHT;
    if (at < 0)
        return yx_fail(err, YX_E_ABSENT, "no entry '%s'", name);
    rc = entry_check(zip->z, (zip_uint64_t)at, &packed, ret_wrong, err);
    if (rc)
        return rc;
    entry = calloc(1, sizeof *entry);
    if (!entry)
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP entry");
    errno = 0;
    entry->file = zip_fopen_index(zip->z, (zip_uint64_t)at, 0);
    if (!entry->file) {
        free(entry);
        return from_libzip(zip_get_error(zip->z), ret_wrong, err);
    }
    entry->zip = zip;
    entry->packed = packed;
    *ret_entry = entry;
    return YX_OK;
}

void yx_zip_entry_close(yx_zip_entry *entry)
{
    if (!entry)
        return;
    (void)zip_fclose(entry->file);
    free(entry);
}

yx_code yx_zip_entry_read(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    yx_zip_entry *entry = from;
    yx_err *why = &entry->failed;
    zip_int64_t n;

    if (!why->code) {
        errno = 0;
        n = zip_fread(entry->file, at, cap);
        if (n < 0) {
            (void)from_libzip(zip_file_get_error(entry->file), &entry->wrong, why);
        } else {
            entry->unpacked += (uint64_t)n;
            entry->zip->unpacked += (uint64_t)n;
            if (bomb(entry->packed, entry->unpacked) || entry->zip->unpacked > YX_ZIP_ALL)
                (void)wrong_is(YX_ZIP_BOMB, &entry->wrong, why, YX_E_RANGE,
                               "an entry unfolds to too much");
        }
        if (!why->code) {
            *ret_n = (size_t)n;
            return YX_OK;
        }
    }
    return yx_fail(err, why->code, "%s", why->text);
}

yx_zip_wrong yx_zip_entry_wrong(const yx_zip_entry *entry)
{
    return entry->wrong;
}

/* --- writing --- */

typedef struct piece {
    const char *name;
    yx_str bytes;
    bool pack;
} piece;

struct yx_zip_writer {
    yx_arena *arena; /* names and bytes */
    yx_names *names; /* so that none comes twice */
    piece *piece;
    size_t n, cap, bytes;
};

yx_code yx_zip_writer_new(yx_zip_writer **ret_writer, yx_err *err)
{
    yx_zip_writer *w = calloc(1, sizeof *w);
    yx_code rc;

    if (!w)
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP archive");
    rc = yx_names_new(&w->names, err);
    if (rc) {
        free(w);
        return rc;
    }
    *ret_writer = w;
    return YX_OK;
}

void yx_zip_writer_free(yx_zip_writer *w)
{
    if (!w)
        return;
    yx_names_free(w->names);
    yx_arena_free(w->arena);
    free(w->piece);
    free(w);
}

/* A path that stays inside the folder where the archive is unpacked. */
static bool name_is_good(const char *name)
{
    size_t n = strlen(name);

    if (!n || n > 1024 || name[0] == '/' || yx_utf8_valid(name, n) != n || strchr(name, '\\'))
        return false;
    while (name) {
        size_t part = strcspn(name, "/");
        if (!part || (part == 1 && name[0] == '.') || (part == 2 && memcmp(name, "..", 2) == 0))
            return false;
        name = name[part] ? name + part + 1 : NULL;
    }
    return true;
}

yx_code yx_zip_add(yx_zip_writer *w, const char *name, yx_str bytes, bool pack, yx_err *err)
{
    piece p = {.pack = pack};
    uint32_t number = 0;
    yx_code rc;

    if (!name_is_good(name))
        return yx_fail(err, YX_E_RANGE, "not a name for a ZIP entry");
    if (bytes.n > YX_ZIP_WRITTEN - w->bytes || w->n >= YX_ZIP_ENTRIES)
        return yx_fail(err, YX_E_RANGE, "too much for one ZIP archive");
    if (yx_names_find(w->names, yx_str_of(name)) != YX_NAME_NONE)
        return yx_fail(err, YX_E_RANGE, "the ZIP archive has '%s' already", name);
    rc = yx_grow(&w->piece, &w->cap, w->n + 1, sizeof *w->piece, err);
    if (rc)
        return rc;
    p.name = yx_arena_text(&w->arena, name, strlen(name));
    p.bytes = (yx_str){yx_arena_text(&w->arena, bytes.at, bytes.n), bytes.n};
    if (!p.name || !p.bytes.at)
        return yx_fail(err, YX_E_NOMEM, "no memory for a ZIP entry");
    rc = yx_names_add(w->names, yx_str_of(name), &number, err);
    if (rc)
        return rc;
    w->piece[w->n++] = p;
    w->bytes += bytes.n;
    return YX_OK;
}

static bool hand_over(zip_t *z, const piece *p)
{
    zip_source_t *source = zip_source_buffer(z, p->bytes.at, p->bytes.n, 0);
    zip_int64_t at;

    if (!source)
        return false;
    at = zip_file_add(z, p->name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(z, (zip_uint64_t)at, 0, DOS_DAY, 0) == 0 &&
           zip_set_file_compression(z, (zip_uint64_t)at, p->pack ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                                    0) == 0;
}

yx_code yx_zip_write(yx_zip_writer *w, const char *path, yx_err *err)
{
    int why = 0;
    zip_t *z;
    bool right = true;
    yx_code rc = YX_OK;

    if (!w->n)
        return yx_fail(err, YX_E_RANGE, "a ZIP archive without an entry");
    z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    if (!z)
        return yx_fail(err, why == ZIP_ER_MEMORY ? YX_E_NOMEM : YX_E_IO, "cannot write '%s'", path);
    for (size_t i = 0; right && i < w->n; i++)
        right = hand_over(z, &w->piece[i]);
    if (right && zip_close(z) == 0)
        return YX_OK;
    rc = zip_error_code_zip(zip_get_error(z)) == ZIP_ER_MEMORY ? YX_E_NOMEM : YX_E_IO;
    rc = yx_fail(err, rc, "cannot write '%s': %s", path, zip_strerror(z));
    zip_discard(z);
    return rc;
}
