/* str.c - pieces of text: the part of text.h that needs no more than the bytes. */
#include "base/text.h"

#include <string.h>

yx_str yx_str_of(const char *text)
{
    return (yx_str){text ? text : "", text ? strlen(text) : 0};
}

bool yx_str_is(yx_str a, const char *text)
{
    return yx_str_same(a, yx_str_of(text));
}

bool yx_str_same(yx_str a, yx_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

int yx_str_order(yx_str a, yx_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.at, b.at, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static size_t blank(yx_str a)
{
    if (a.n && (a.at[0] == ' ' || a.at[0] == '\t'))
        return 1;
    return a.n >= 3 && memcmp(a.at, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

yx_str yx_str_trim(yx_str a)
{
    size_t k;

    while ((k = blank(a)) > 0)
        a = (yx_str){a.at + k, a.n - k};
    for (;;) {
        if (a.n && (a.at[a.n - 1] == ' ' || a.at[a.n - 1] == '\t'))
            a.n -= 1;
        else if (a.n >= 3 && memcmp(a.at + a.n - 3, "\xE3\x80\x80", 3) == 0)
            a.n -= 3;
        else
            return a;
    }
}
