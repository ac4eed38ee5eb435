#include "intake/map/form_text.h"

#include "intake/book/grid.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2199, WILD_MAX = 8 };

/* --- cleaning --- */

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0xFEFF;
}

static void put_char(uint32_t c, yx_buf *out)
{
    char at[4];
    size_t n = 0;

    if (c < 0x80) {
        at[n++] = (char)c;
    } else if (c < 0x800) {
        at[n++] = (char)(0xC0 | c >> 6);
        at[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        at[n++] = (char)(0xE0 | c >> 12);
        at[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        at[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        at[n++] = (char)(0xF0 | c >> 18);
        at[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        at[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        at[n++] = (char)(0x80 | (c & 0x3F));
    }
    yx_buf_add(out, at, n);
}

void yx_form_clean(yx_str text, yx_buf *out)
{
    size_t start = out->n, len;
    uint32_t last = 0;
    bool blank = false;

    for (; text.n && out->n - start < YX_FORM_TEXT; text = (yx_str){text.at + len, text.n - len}) {
        uint32_t c = yx_utf8_char(text, &len);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && last && last < 0x80 && c < 0x80)
            yx_buf_char(out, ' ');
        blank = false;
        last = c;
        put_char(c, out);
    }
}

/* --- patterns --- */

typedef enum wild { NONE, ANY, PERIOD, YEAR, REGION } wild;

static const struct {
    const char *text;
    wild kind;
} wilds[] = {{"*", ANY}, {"{period}", PERIOD}, {"{year}", YEAR}, {"{region}", REGION}};

/* What a pattern starts with, and how long that is. */
static wild wild_at(yx_str pattern, size_t *ret_n)
{
    for (size_t i = 0; i < YX_COUNT(wilds); i++) {
        size_t n = strlen(wilds[i].text);
        if (pattern.n >= n && memcmp(pattern.at, wilds[i].text, n) == 0) {
            *ret_n = n;
            return wilds[i].kind;
        }
    }
    *ret_n = pattern.n > 1 && pattern.at[0] == '\\' ? 2 : 1;
    return NONE;
}

const char *yx_form_pattern_fault(yx_str pattern)
{
    size_t n, wild_n = 0, seen[REGION + 1] = {0};
    bool was_wild = false;

    if (pattern.n > YX_FORM_TEXT)
        return "at most 1000 bytes";
    for (size_t i = 0; i < pattern.n; i += n) {
        wild w = wild_at((yx_str){pattern.at + i, pattern.n - i}, &n);
        if (w == NONE) {
            if (pattern.at[i] == '{' || (pattern.at[i] == '\\' && n == 1))
                return "{period}, {year}, {region}, or \\{ for the character itself";
            was_wild = false;
            continue;
        }
        if (was_wild && (w == ANY || w == REGION || seen[PERIOD] || seen[YEAR]))
            return "a text between two placeholders, unless a period or year follows";
        if (w != ANY && seen[w]++)
            return "each placeholder once";
        if (++wild_n > WILD_MAX)
            return "at most 8 placeholders";
        was_wild = true;
    }
    return NULL;
}

bool yx_form_has(yx_str pattern, const char *place)
{
    size_t n;

    for (size_t i = 0; i < pattern.n; i += n)
        if (wild_at((yx_str){pattern.at + i, pattern.n - i}, &n) != NONE && n == strlen(place) &&
            memcmp(pattern.at + i, place, n) == 0)
            return true;
    return false;
}

void yx_form_escape(yx_str text, yx_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '*' || text.at[i] == '{' || text.at[i] == '\\')
            yx_buf_char(out, '\\');
        yx_buf_char(out, text.at[i]);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the text that the literal in front of the next placeholder takes, and of the pattern.
 * False: the text does not start with it. */
static bool literal(yx_str pattern, yx_str text, size_t *ret_pattern, size_t *ret_text)
{
    size_t n, i = 0, k = 0;

    while (i < pattern.n && wild_at((yx_str){pattern.at + i, pattern.n - i}, &n) == NONE) {
        if (k >= text.n || text.at[k] != pattern.at[i + n - 1])
            return false;
        i += n;
        k++;
    }
    *ret_pattern = i;
    *ret_text = k;
    return true;
}

static void found(yx_form_found *f, wild w, yx_str at)
{
    switch (w) {
    case PERIOD:
        f->period = at;
        return;
    case YEAR:
        f->year = at;
        return;
    case REGION:
        f->region = at;
        return;
    case NONE:
    case ANY:
        return;
    }
}

/* A placeholder that directly follows another is a period: it starts with its first digit. */
static bool starts_number(yx_str text, size_t at)
{
    return at < text.n && is_digit(text.at[at]) && (at == 0 || !is_digit(text.at[at - 1]));
}

/* The usual walk for patterns with stars: a placeholder takes as little as lets the literal behind
 * it match; the last one takes what lets its literal end the text. */
bool yx_form_matches(yx_str pattern, yx_str text, yx_form_found *ret)
{
    yx_form_found f = {0};
    size_t p, t, n;

    if (!literal(pattern, text, &p, &t))
        return false;
    pattern = (yx_str){pattern.at + p, pattern.n - p};
    text = (yx_str){text.at + t, text.n - t};
    while (pattern.n) {
        wild w = wild_at(pattern, &n);
        size_t skip = w == ANY ? 0 : 1;
        bool fits = false;
        pattern = (yx_str){pattern.at + n, pattern.n - n};
        for (; skip <= text.n && !fits; skip++) {
            yx_str rest = {text.at + skip, text.n - skip};
            fits = literal(pattern, rest, &p, &t) && (p < pattern.n || t == rest.n) &&
                   (p || !pattern.n || starts_number(text, skip));
        }
        if (!fits)
            return false;
        skip--;
        found(&f, w, (yx_str){text.at, skip});
        text = (yx_str){text.at + skip + t, text.n - skip - t};
        pattern = (yx_str){pattern.at + p, pattern.n - p};
    }
    if (text.n)
        return false;
    if (ret)
        *ret = f;
    return true;
}

/* --- periods --- */

static bool cut(yx_str *text, const char *end)
{
    size_t n = strlen(end);

    if (text->n <= n || memcmp(text->at + text->n - n, end, n) != 0)
        return false;
    text->n -= n;
    return true;
}

bool yx_form_year(yx_str text, int *ret)
{
    int year = 0;

    text = yx_str_trim(text);
    if (cut(&text, "年度") || cut(&text, "年"))
        text = yx_str_trim(text);
    if (text.n != 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        year = year * 10 + (text.at[i] - '0');
    }
    if (year < YEAR_FIRST || year > YEAR_LAST)
        return false;
    *ret = year;
    return true;
}

bool yx_form_period(yx_str text, int year, yx_period *ret)
{
    static const char *const tail[] = {"份", "末", "底", "止", NULL};
    char joined[96];
    size_t n = 0;

    for (size_t i = 0; i < text.n && n < 64; i++)
        if (text.at[i] != ' ')
            joined[16 + n++] = text.at[i];
    text = (yx_str){joined + 16, n};
    if (n == 64)
        return false;
    (void)(cut(&text, "年度") && (text.n += strlen("年")));
    for (size_t i = 0; tail[i]; i++)
        if (cut(&text, tail[i]))
            break;
    if (yx_period_read(text, ret))
        return true;
    if (year < YEAR_FIRST || year > YEAR_LAST || !text.n)
        return false;
    if (yx_str_is(text, "全年"))
        text = (yx_str){"", 0};
    n = text.n;
    memmove(joined + 16, text.n ? text.at : joined, n);
    (void)snprintf(joined, 9, "%04d年", year); /* 4 + 3 bytes and a NUL */
    memmove(joined + 7, joined + 16, n);
    return yx_period_read((yx_str){joined, 7 + n}, ret);
}

/* May a period start here? With its year: four digits, none before. Without: a digit or one of the
 * words for a part of a year. */
static bool may_start(yx_str text, size_t i, bool with_year)
{
    static const char *const word[] = {"一季",   "二季",   "三季", "四季", "第",
                                       "上半年", "下半年", "前三", "全年", NULL};

    if (is_digit(text.at[i]))
        return i == 0 || !is_digit(text.at[i - 1]);
    for (size_t k = 0; !with_year && word[k]; k++)
        if (text.n - i >= strlen(word[k]) && memcmp(text.at + i, word[k], strlen(word[k])) == 0)
            return true;
    return false;
}

bool yx_form_find_period(yx_str text, int year, yx_str *ret_at, yx_period *ret)
{
    enum { LONGEST = 40 };
    size_t best = 0;
    yx_period p;

    for (size_t i = 0; i < text.n; i++) {
        size_t most = text.n - i < LONGEST ? text.n - i : LONGEST;
        if (!may_start(text, i, year == 0))
            continue;
        for (size_t n = most; n > best; n--) {
            yx_str at = {text.at + i, n};
            bool with_year = yx_form_period(at, 0, &p);
            if (is_digit(at.at[n - 1]) && i + n < text.n && is_digit(text.at[i + n]))
                continue;
            if (year ? with_year || !yx_form_period(at, year, &p) : !with_year)
                continue;
            if (year && n <= 2 && is_digit(at.at[n - 1]))
                continue; /* 2 alone is no month */
            best = n;
            *ret_at = at;
            *ret = p;
            break;
        }
    }
    return best > 0;
}

/* --- places --- */

bool yx_form_column(yx_str name, uint32_t *ret_column)
{
    uint32_t column = 0;

    if (!name.n || name.n > 3)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (name.at[i] < 'A' || name.at[i] > 'Z')
            return false;
        column = column * 26 + (uint32_t)(name.at[i] - 'A') + 1;
    }
    if (column > YX_GRID_COLUMNS)
        return false;
    *ret_column = column - 1;
    return true;
}

bool yx_form_row(yx_str name, uint32_t *ret_row)
{
    uint32_t row = 0;

    if (!name.n || name.n > 7 || name.at[0] == '0')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (!is_digit(name.at[i]))
            return false;
        row = row * 10 + (uint32_t)(name.at[i] - '0');
    }
    if (row > YX_GRID_ROWS)
        return false;
    *ret_row = row - 1;
    return true;
}

bool yx_form_cell(yx_str name, uint32_t *ret_row, uint32_t *ret_column)
{
    size_t n = 0;
    uint32_t row, column;

    while (n < name.n && !is_digit(name.at[n]))
        n++;
    if (!yx_form_column((yx_str){name.at, n}, &column) ||
        !yx_form_row((yx_str){name.at + n, name.n - n}, &row))
        return false;
    *ret_row = row;
    *ret_column = column;
    return true;
}
