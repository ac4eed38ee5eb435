/* What somebody meant who typed something that is no figure, where that is beyond doubt. */
#include "intake/cell.h"

#include <stdio.h>
#include <string.h>

enum { DRAFT = YX_DECIMAL_TEXT + 8 }; /* room for any decimal */

/* A text that is being rewritten. */
typedef struct draft {
    char at[DRAFT];
    size_t n;
} draft;

static bool put(draft *d, char c)
{
    if (d->n == DRAFT)
        return false;
    d->at[d->n++] = c;
    return true;
}

/* Full-width characters become plain ones, separators become commas. */
static bool plain(yx_str text, draft *d)
{
    size_t len;

    for (; text.n; text = (yx_str){text.at + len, text.n - len}) {
        uint32_t c = yx_utf8_char(text, &len);
        if (c >= 0xFF0C && c <= 0xFF19)
            c -= 0xFEE0;
        if (c == ' ' || c == '\'' || c == 0xA0 || c == 0x202F)
            c = ',';
        if (c >= 0x80 || !put(d, (char)c))
            return false;
    }
    return true;
}

/* 1,234,567.8: every comma has three digits behind it, and none behind the point. "1,5" may mean
 * 1.5, so it is left to its author. */
static bool without_commas(draft *d)
{
    size_t n = 0, group = 0, commas = 0;
    bool point = false;

    for (size_t i = 0; i < d->n; i++) {
        char c = d->at[i];
        if (c == ',' || c == '.') {
            if ((commas && group != 3) || (c == ',' && (point || group == 0 || group > 3)))
                return false;
            commas += c == ',';
            point = point || c == '.';
            group = 0;
        } else {
            group += c >= '0' && c <= '9';
        }
        if (c != ',')
            d->at[n++] = c;
    }
    if (commas && !point && group != 3)
        return false;
    d->n = n;
    return true;
}

static bool without_exponent(draft *d)
{
    static const char marks[] = "eE";
    yx_str text = {d->at, d->n}, head;
    size_t e = 0, i;
    int power = 0, scale;
    yx_decimal v;

    while (e < text.n && !memchr(marks, text.at[e], 2))
        e++;
    head = (yx_str){text.at, e};
    i = e + 1;
    if (i < text.n && (text.at[i] == '-' || text.at[i] == '+'))
        i++;
    if (i >= text.n || text.n - i > 2)
        return false;
    for (; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        power = power * 10 + (text.at[i] - '0');
    }
    if (text.at[e + 1] == '-')
        power = -power;
    if (head.n && head.at[0] == '+')
        head = (yx_str){head.at + 1, head.n - 1};
    if (yx_decimal_read(head, &v) != YX_DECIMAL_OK)
        return false;
    scale = (int)v.scale - power;
    if (scale > YX_SCALE_MAX || scale < -18 ||
        (scale < 0 && !yx_decimal_rescale(v.mantissa, 0, (uint8_t)-scale, &v.mantissa)))
        return false;
    v.scale = (uint8_t)(scale < 0 ? 0 : scale);
    d->n = strlen(yx_decimal_text(v, d->at));
    return true;
}

/* "+5", ".5", "5." */
static bool tidy(draft *d)
{
    size_t sign, digits = 0;

    for (size_t i = 0; i < d->n; i++)
        digits += d->at[i] >= '0' && d->at[i] <= '9';
    if (!digits)
        return false;
    if (d->n && d->at[0] == '+') {
        memmove(d->at, d->at + 1, --d->n);
        if (d->n && d->at[0] == '-')
            return false;
    }
    sign = d->n && d->at[0] == '-';
    if (d->n > sign && d->n < DRAFT && d->at[sign] == '.') {
        memmove(d->at + sign + 1, d->at + sign, d->n - sign);
        d->at[sign] = '0';
        d->n++;
    }
    if (d->n && d->at[d->n - 1] == '.')
        d->n--;
    return true;
}

const char *yx_value_advice(yx_str text, yx_decimal_fault why, char *out, size_t size)
{
    yx_str inner = yx_str_trim(text);
    const char *blanks = inner.n < text.n ? "no blanks" : "";
    draft d = {.n = 0};
    yx_decimal v;
    bool known = inner.n < DRAFT && plain(inner, &d) && without_commas(&d);

    if (known && (memchr(d.at, 'e', d.n) || memchr(d.at, 'E', d.n)))
        known = without_exponent(&d);
    known = known && tidy(&d) && yx_decimal_read((yx_str){d.at, d.n}, &v) == YX_DECIMAL_OK;
    if (known)
        (void)snprintf(out, size, "%s%swrite %.*s", blanks, *blanks ? ": " : "", (int)d.n, d.at);
    else if (why == YX_DECIMAL_TOO_LONG)
        (void)snprintf(out, size, "at most 18 digits, and %d behind the point", YX_SCALE_MAX);
    else if (*blanks)
        (void)snprintf(out, size, "%s", blanks);
    else
        (void)snprintf(out, size, "digits and one point, such as 1234.5; nothing if not reported");
    return out;
}
