#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { DISTANCE_CHARS = 64 };

/* Bytes of the well-formed character at p (RFC 3629, table of Unicode 3-7), 0 if there is none. */
static size_t utf8_len(const unsigned char *p, size_t n)
{
    static const struct {
        unsigned char first, last, second_min, second_max;
        size_t len;
    } form[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };

    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
        if (p[0] < form[i].first || p[0] > form[i].last)
            continue;
        if (n < form[i].len)
            return 0;
        if (form[i].len > 1 && (p[1] < form[i].second_min || p[1] > form[i].second_max))
            return 0;
        for (size_t k = 2; k < form[i].len; k++)
            if ((p[k] & 0xC0) != 0x80)
                return 0;
        return form[i].len;
    }
    return 0;
}

size_t yx_utf8_valid(const char *at, size_t n)
{
    const unsigned char *p = (const unsigned char *)at;
    size_t i = 0;

    while (i < n) {
        uint64_t eight;
        size_t len;

        if (n - i >= 8) {
            memcpy(&eight, p + i, 8);
            if (!(eight & 0x8080808080808080u)) {
                i += 8;
                continue;
            }
        }
        len = utf8_len(p + i, n - i);
        if (!len)
            break;
        i += len;
    }
    return i;
}

uint32_t yx_utf8_char(yx_str a, size_t *ret_len)
{
    static const unsigned char lead_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)a.at;
    size_t len = utf8_len(p, a.n);
    uint32_t c;

    if (!len) {
        *ret_len = 1;
        return 0xFFFD;
    }
    c = p[0] & lead_mask[len];
    for (size_t k = 1; k < len; k++)
        c = c << 6 | (p[k] & 0x3Fu);
    *ret_len = len;
    return c;
}

static size_t char_width(uint32_t c)
{
    /* Wide blocks of UAX 11 as far as figures and names of places use them. */
    static const struct {
        uint32_t first, last;
        size_t width;
    } block[] = {
        {0x0000, 0x001F, 0},   {0x007F, 0x009F, 0},   {0x0300, 0x036F, 0}, {0x1100, 0x115F, 2},
        {0x200B, 0x200F, 0},   {0x20D0, 0x20FF, 0},   {0x2E80, 0x303E, 2}, {0x3041, 0xA4CF, 2},
        {0xA960, 0xA97C, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},
        {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2},
        {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
    };

    for (size_t i = 0; i < sizeof block / sizeof block[0] && block[i].first <= c; i++)
        if (c <= block[i].last)
            return block[i].width;
    return 1;
}

size_t yx_text_width(yx_str a)
{
    size_t width = 0, len;

    for (; a.n; a = (yx_str){a.at + len, a.n - len})
        width += char_width(yx_utf8_char(a, &len));
    return width;
}

static size_t decode(yx_str a, uint32_t out[DISTANCE_CHARS])
{
    size_t n = 0, len;

    for (; a.n; a = (yx_str){a.at + len, a.n - len}) {
        if (n == DISTANCE_CHARS)
            return DISTANCE_CHARS + 1;
        out[n++] = yx_utf8_char(a, &len);
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t yx_text_distance(yx_str a, yx_str b, size_t limit)
{
    uint32_t x[DISTANCE_CHARS], y[DISTANCE_CHARS];
    size_t row[3][DISTANCE_CHARS + 1]; /* rows i-2, i-1 and i, in turn */
    size_t n = decode(a, x), m = decode(b, y);

    if (n > DISTANCE_CHARS || m > DISTANCE_CHARS || (n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];
        size_t best = now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j - 1] + (x[i - 1] != y[j - 1]), least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
            best = least(best, now[j]);
        }
        if (best > limit)
            return limit + 1;
    }
    return least(row[n % 3][m], limit + 1);
}

size_t yx_text_show(yx_str a, char *out, size_t max)
{
    size_t n = 0;

    while (a.n) {
        unsigned char c = (unsigned char)a.at[0];
        size_t len = utf8_len((const unsigned char *)a.at, a.n);
        bool c1 = len == 2 && c == 0xC2 && (unsigned char)a.at[1] < 0xA0; /* U+009B is ESC [ */
        if (!len || c < 0x20 || c == 0x7F || c1) {
            if (n + 4 > max)
                break;
            n += (size_t)snprintf(out + n, 5, "\\x%02X", c);
            len = 1;
        } else {
            if (n + len > max)
                break;
            memcpy(out + n, a.at, len);
            n += len;
        }
        a = (yx_str){a.at + len, a.n - len};
    }
    out[n] = 0;
    return n;
}
