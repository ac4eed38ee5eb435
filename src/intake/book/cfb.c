#include "intake/book/cfb.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER = 512,
    IN_HEADER = 109, /* FAT sectors that the header lists */
    ENTRY = 128,     /* bytes of a directory entry */
    MINI_SHIFT = 6,  /* small pieces have 64 bytes */
    MINI_CUTOFF = 4096,
    ENTRIES = 1 << 16,
};
#define LAST_SECTOR 0xFFFFFFFAu /* what lies above has another meaning */
#define NONE        0xFFFFFFFFu

struct yx_cfb {
    yx_str bytes;
    unsigned shift;    /* of the size of a sector */
    uint32_t n_sector; /* that the file has room for */
    uint32_t *fat, n_fat;
    uint32_t *mini_fat, n_mini_fat;
    yx_buf directory, mini;
    uint32_t *child; /* entries of the root */
    size_t n_child;
};

static uint32_t u16(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const char *at)
{
    return u16(at) | u16(at + 2) << 16;
}

bool yx_cfb_is(yx_str head)
{
    return head.n >= 8 && memcmp(head.at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

static yx_code damaged(yx_err *err)
{
    return yx_fail(err, YX_E_FORMAT, "the compound file is damaged");
}

static yx_code no_memory(yx_err *err)
{
    return yx_fail(err, YX_E_NOMEM, "no memory for a compound file");
}

/* NULL: outside the file. The last sector may be cut off, and does not count then. */
static const char *sector(const yx_cfb *cfb, uint32_t i)
{
    return i < cfb->n_sector ? cfb->bytes.at + (((size_t)i + 1) << cfb->shift) : NULL;
}

/* --- tables --- */

/* Adds the FAT sector `at` to the table, which is as long as the file has sectors at most. */
static bool add_fat(yx_cfb *cfb, uint32_t at)
{
    const char *s = sector(cfb, at);
    uint32_t n = 1u << (cfb->shift - 2);

    if (!s)
        return false;
    for (uint32_t i = 0; i < n && cfb->n_fat < cfb->n_sector; i++)
        cfb->fat[cfb->n_fat++] = u32(s + 4 * (size_t)i);
    return true;
}

static yx_code read_fat(yx_cfb *cfb, yx_err *err)
{
    const char *head = cfb->bytes.at;
    uint32_t per = 1u << (cfb->shift - 2), next = u32(head + 0x44);

    cfb->fat = calloc((size_t)cfb->n_sector + 1, sizeof *cfb->fat);
    if (!cfb->fat)
        return no_memory(err);
    for (uint32_t i = 0; i < IN_HEADER && u32(head + 0x4C + 4 * i) < LAST_SECTOR; i++)
        if (!add_fat(cfb, u32(head + 0x4C + 4 * i)))
            return damaged(err);
    for (uint32_t steps = 0; next < LAST_SECTOR; steps++) {
        const char *s = sector(cfb, next);
        if (!s || steps >= cfb->n_sector)
            return damaged(err);
        for (uint32_t i = 0; i + 1 < per && u32(s + 4 * (size_t)i) < LAST_SECTOR; i++)
            if (!add_fat(cfb, u32(s + 4 * (size_t)i)))
                return damaged(err);
        next = u32(s + 4 * (size_t)(per - 1));
    }
    return YX_OK;
}

/* Adds a chain of sectors, cut to `size` bytes (SIZE_MAX: all of it). */
static yx_code read_chain(const yx_cfb *cfb, uint32_t start, size_t size, yx_buf *out, yx_err *err)
{
    size_t room = (size_t)1 << cfb->shift;

    for (uint32_t at = start, steps = 0; at < LAST_SECTOR && size; at = cfb->fat[at], steps++) {
        const char *s = sector(cfb, at);
        size_t n = size < room ? size : room;
        if (!s || at >= cfb->n_fat || steps >= cfb->n_sector)
            return damaged(err);
        yx_buf_add(out, s, n);
        if (size != SIZE_MAX)
            size -= n;
    }
    if (size && size != SIZE_MAX)
        return damaged(err);
    return yx_buf_check(out, err);
}

static yx_code read_mini_fat(yx_cfb *cfb, yx_err *err)
{
    yx_buf table = {0};
    uint32_t start = u32(cfb->bytes.at + 0x3C);
    yx_code rc = start < LAST_SECTOR ? read_chain(cfb, start, SIZE_MAX, &table, err) : YX_OK;

    if (!rc && table.n) {
        cfb->mini_fat = malloc(table.n);
        if (!cfb->mini_fat)
            rc = no_memory(err);
    }
    if (!rc)
        for (; 4 * ((size_t)cfb->n_mini_fat + 1) <= table.n; cfb->n_mini_fat++)
            cfb->mini_fat[cfb->n_mini_fat] = u32(table.at + 4 * (size_t)cfb->n_mini_fat);
    yx_buf_free(&table);
    return rc;
}

/* --- directory --- */

static const char *entry(const yx_cfb *cfb, uint32_t i)
{
    return (size_t)i < cfb->directory.n / ENTRY ? cfb->directory.at + (size_t)i * ENTRY : NULL;
}

/* Lists the entries of the root, which hang in a tree: each entry has a left and a right one. */
static yx_code list_root(yx_cfb *cfb, yx_err *err)
{
    size_t n = cfb->directory.n / ENTRY, waiting = 0;
    bool *seen = calloc(n ? n : 1, sizeof *seen);
    uint32_t *stack = calloc(n + 1, sizeof *stack);

    cfb->child = calloc(n + 1, sizeof *cfb->child);
    if (seen && stack && cfb->child && n) {
        stack[waiting++] = u32(entry(cfb, 0) + 0x4C);
        while (waiting) {
            uint32_t at = stack[--waiting];
            const uint32_t next[] = {u32((entry(cfb, at) ? entry(cfb, at) : entry(cfb, 0)) + 0x44),
                                     u32((entry(cfb, at) ? entry(cfb, at) : entry(cfb, 0)) + 0x48)};
            if (!entry(cfb, at) || seen[at])
                continue;
            seen[at] = true;
            cfb->child[cfb->n_child++] = at;
            for (size_t k = 0; k < 2; k++)
                if (next[k] < n && !seen[next[k]] && waiting < n)
                    stack[waiting++] = next[k];
        }
    }
    n = seen && stack && cfb->child;
    free(seen);
    free(stack);
    return n ? YX_OK : no_memory(err);
}

static yx_code read_directory(yx_cfb *cfb, yx_err *err)
{
    const char *root;
    yx_code rc = read_chain(cfb, u32(cfb->bytes.at + 0x30), SIZE_MAX, &cfb->directory, err);

    if (rc)
        return rc;
    root = entry(cfb, 0);
    if (!root || root[0x42] != 5 || cfb->directory.n / ENTRY > ENTRIES)
        return damaged(err);
    rc = list_root(cfb, err);
    if (!rc && u32(root + 0x74) < LAST_SECTOR)
        rc = read_chain(cfb, u32(root + 0x74), u32(root + 0x78), &cfb->mini, err);
    return rc;
}

yx_code yx_cfb_open(yx_str bytes, yx_cfb **ret_cfb, yx_err *err)
{
    yx_cfb *cfb = NULL;
    size_t n;
    yx_code rc;

    if (!yx_cfb_is(bytes) || bytes.n < HEADER)
        return damaged(err);
    cfb = calloc(1, sizeof *cfb);
    if (!cfb)
        return no_memory(err);
    cfb->bytes = bytes;
    cfb->shift = u16(bytes.at + 0x1E);
    if ((cfb->shift != 9 && cfb->shift != 12) || u16(bytes.at + 0x20) != MINI_SHIFT) {
        yx_cfb_close(cfb);
        return damaged(err);
    }
    n = bytes.n >> cfb->shift;
    cfb->n_sector = n > LAST_SECTOR ? LAST_SECTOR : n ? (uint32_t)n - 1 : 0;
    rc = read_fat(cfb, err);
    if (!rc)
        rc = read_mini_fat(cfb, err);
    if (!rc)
        rc = read_directory(cfb, err);
    if (rc) {
        yx_cfb_close(cfb);
        return rc;
    }
    *ret_cfb = cfb;
    return YX_OK;
}

void yx_cfb_close(yx_cfb *cfb)
{
    if (!cfb)
        return;
    free(cfb->fat);
    free(cfb->mini_fat);
    free(cfb->child);
    yx_buf_free(&cfb->directory);
    yx_buf_free(&cfb->mini);
    free(cfb);
}

/* --- streams --- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Names are UTF-16 with a NUL that counts. */
static bool named(const char *e, const char *name)
{
    size_t n = strlen(name);

    if (u16(e + 0x40) != 2 * (n + 1) || n > 31)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(e[2 * i]) != lower(name[i]) || e[2 * i + 1])
            return false;
    return true;
}

static const char *find(const yx_cfb *cfb, const char *name)
{
    for (size_t i = 0; i < cfb->n_child; i++) {
        const char *e = entry(cfb, cfb->child[i]);
        if (e[0x42] == 2 && named(e, name))
            return e;
    }
    return NULL;
}

bool yx_cfb_has(const yx_cfb *cfb, const char *name)
{
    return find(cfb, name) != NULL;
}

static yx_code read_mini(const yx_cfb *cfb, uint32_t start, size_t size, yx_buf *out, yx_err *err)
{
    const size_t room = (size_t)1 << MINI_SHIFT;

    for (uint32_t at = start, steps = 0; size; at = cfb->mini_fat[at], steps++) {
        size_t n = size < room ? size : room;
        if (at >= cfb->n_mini_fat || steps > cfb->n_mini_fat ||
            ((size_t)at << MINI_SHIFT) + n > cfb->mini.n)
            return damaged(err);
        yx_buf_add(out, cfb->mini.at + ((size_t)at << MINI_SHIFT), n);
        size -= n;
    }
    return yx_buf_check(out, err);
}

yx_code yx_cfb_stream(const yx_cfb *cfb, const char *name, yx_buf *out, yx_err *err)
{
    const char *e = find(cfb, name);
    uint32_t start, size;

    if (!e)
        return yx_fail(err, YX_E_ABSENT, "no stream '%s'", name);
    start = u32(e + 0x74);
    size = u32(e + 0x78);
    if (size < MINI_CUTOFF)
        return read_mini(cfb, start, size, out, err);
    return read_chain(cfb, start, size, out, err);
}
