#include "intake/clean.h"

#include "base/mem.h"
#include "base/names.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHARACTERS = 64, /* of a name that is compared with one that lost some */
    PINYIN = 8,      /* most letters of a syllable, with its tone */
};

#define REPLACEMENT 0xFFFDu

struct yx_cleaner {
    yx_names *plain; /* plain forms */
    const char **meaning;
    size_t cap;
};

/* --- plain form --- */

static size_t put_utf8(uint32_t c, char *at)
{
    if (c < 0x80) {
        at[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        at[0] = (char)(0xC0 | c >> 6);
        at[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        at[0] = (char)(0xE0 | c >> 12);
        at[1] = (char)(0x80 | (c >> 6 & 0x3F));
        at[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    at[0] = (char)(0xF0 | c >> 18);
    at[1] = (char)(0x80 | (c >> 12 & 0x3F));
    at[2] = (char)(0x80 | (c >> 6 & 0x3F));
    at[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Blanks, and signs that have no width: joiners, marks of direction, byte order marks, soft
 * hyphens, variants. */
static bool is_nothing(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0xAD ||
           c == 0x3000 || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
           (c >= 0x205F && c <= 0x2064) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

static uint32_t plain_character(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x5DFF ? 0x5E02 : c;
}

static bool is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c <= 0x1DC && c != 0xD7 && c != 0xF7) || c == 0x261 || c == 0x251;
}

/* Characters of "(hong)", "(hóng)" or "(hong2)" at the front of c; 0: it is none. */
static size_t pinyin(const uint32_t *c, size_t n)
{
    size_t i = 1, letters;

    if (n < 3 || c[0] != '(')
        return 0;
    while (i < n && is_letter(c[i]))
        i++;
    letters = i - 1;
    if (i < n && c[i] >= '1' && c[i] <= '5')
        i++;
    return letters && letters <= PINYIN && i < n && c[i] == ')' ? i + 1 : 0;
}

bool yx_clean_plain(yx_str text, char out[YX_CLEAN_TEXT + 1], size_t *ret_n)
{
    uint32_t c[YX_CLEAN_TEXT];
    size_t n = 0, len, at = 0;

    if (text.n > YX_CLEAN_TEXT || yx_utf8_valid(text.at, text.n) < text.n)
        return false;
    for (; text.n; text = (yx_str){text.at + len, text.n - len}) {
        uint32_t one = plain_character(yx_utf8_char(text, &len));
        if (!is_nothing(one))
            c[n++] = one;
    }
    for (size_t i = 0; i < n; i++) {
        at += put_utf8(c[i], out + at);
        if (is_han(c[i]))
            i += pinyin(c + i + 1, n - i - 1);
    }
    out[at] = 0;
    *ret_n = at;
    return true;
}

/* --- names --- */

yx_code yx_cleaner_new(yx_cleaner **ret, yx_err *err)
{
    yx_cleaner *cleaner = calloc(1, sizeof *cleaner);
    yx_code rc = cleaner ? yx_names_new(&cleaner->plain, err)
                         : yx_fail(err, YX_E_NOMEM, "no memory for names");

    if (rc) {
        free(cleaner);
        return rc;
    }
    *ret = cleaner;
    return YX_OK;
}

void yx_cleaner_free(yx_cleaner *cleaner)
{
    if (!cleaner)
        return;
    yx_names_free(cleaner->plain);
    free(cleaner->meaning);
    free(cleaner);
}

yx_code yx_cleaner_add(yx_cleaner *cleaner, const char *name, const char *meaning, yx_err *err)
{
    char plain[YX_CLEAN_TEXT + 1];
    size_t n = yx_names_count(cleaner->plain), size;
    uint32_t i = 0;
    yx_code rc;

    if (!yx_clean_plain(yx_str_of(name), plain, &size) || !size)
        return YX_OK;
    rc = yx_grow(&cleaner->meaning, &cleaner->cap, n + 1, sizeof *cleaner->meaning, err);
    if (!rc)
        rc = yx_names_add(cleaner->plain, (yx_str){plain, size}, &i, err);
    if (rc)
        return rc;
    if (i == n)
        cleaner->meaning[i] = meaning;
    else if (cleaner->meaning[i] && strcmp(cleaner->meaning[i], meaning) != 0)
        cleaner->meaning[i] = NULL; /* two things have this name */
    return YX_OK;
}

/* --- what was lost --- */

static size_t characters(yx_str text, uint32_t *out)
{
    size_t n = 0, len;

    for (; text.n; text = (yx_str){text.at + len, text.n - len}) {
        if (n == CHARACTERS)
            return 0;
        out[n++] = yx_utf8_char(text, &len);
    }
    return n;
}

static bool is_lost(uint32_t c)
{
    return c == '?' || c == REPLACEMENT;
}

/* Can a name have become a text? A character that is lost leaves one mark or as many as it had
 * bytes: up to two question marks, up to three U+FFFD. Positions of the name that the text read so
 * far can stand for are bits of `at`. */
static bool can_become(yx_str name, const uint32_t *text, size_t n)
{
    uint32_t c[CHARACTERS];
    size_t n_name = characters(name, c), i = 0;
    bool at[CHARACTERS + 1] = {true};

    if (!n_name)
        return false;
    while (i < n) {
        bool next[CHARACTERS + 1] = {false};
        size_t run = 1, each = text[i] == '?' ? 2 : 3;
        if (!is_lost(text[i])) {
            for (size_t k = 0; k < n_name; k++)
                next[k + 1] = at[k] && c[k] == text[i];
        } else {
            while (i + run < n && text[i + run] == text[i])
                run++;
            for (size_t k = 0; k < n_name; k++)
                for (size_t m = (run + each - 1) / each; at[k] && m <= run && k + m <= n_name; m++)
                    next[k + m] = true;
        }
        memcpy(at, next, sizeof at);
        i += run;
    }
    return at[n_name];
}

static const char *find_lost(const yx_cleaner *cleaner, yx_str plain)
{
    uint32_t c[CHARACTERS];
    size_t n = characters(plain, c), left = 0;
    const char *found = NULL;

    for (size_t i = 0; i < n; i++)
        left += !is_lost(c[i]);
    if (!left)
        return NULL;
    for (uint32_t i = 0; i < yx_names_count(cleaner->plain); i++) {
        const char *meaning = cleaner->meaning[i];
        if (!can_become(yx_names_at(cleaner->plain, i), c, n))
            continue;
        if (!meaning || (found && strcmp(found, meaning) != 0))
            return NULL;
        found = meaning;
    }
    return found;
}

static bool has_lost(yx_str plain)
{
    return plain.n && (memchr(plain.at, '?', plain.n) || memmem(plain.at, plain.n, "\uFFFD", 3));
}

const char *yx_cleaner_find(const yx_cleaner *cleaner, yx_str text, bool *ret_lost)
{
    char room[YX_CLEAN_TEXT + 1];
    yx_str plain = {room, 0};
    uint32_t i;

    *ret_lost = false;
    if (!yx_clean_plain(text, room, &plain.n) || !plain.n)
        return NULL;
    i = yx_names_find(cleaner->plain, plain);
    if (i != YX_NAME_NONE)
        return cleaner->meaning[i];
    *ret_lost = has_lost(plain);
    return *ret_lost ? find_lost(cleaner, plain) : NULL;
}
