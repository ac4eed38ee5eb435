#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool room(yx_buf *b, size_t n)
{
    if (b->failed || n >= SIZE_MAX - b->n || yx_grow(&b->at, &b->cap, b->n + n + 1, 1, NULL))
        b->failed = true;
    return !b->failed;
}

void yx_buf_add(yx_buf *b, const void *at, size_t n)
{
    if (!room(b, n))
        return;
    if (n)
        memcpy(b->at + b->n, at, n);
    b->n += n;
    b->at[b->n] = 0;
}

void yx_buf_text(yx_buf *b, const char *text)
{
    yx_buf_add(b, text, strlen(text));
}

void yx_buf_str(yx_buf *b, yx_str text)
{
    yx_buf_add(b, text.at, text.n);
}

void yx_buf_char(yx_buf *b, char c)
{
    yx_buf_add(b, &c, 1);
}

void yx_buf_markup(yx_buf *b, yx_str text)
{
    static const char *const entity[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 128 && entity[c])
            yx_buf_text(b, entity[c]);
        else
            yx_buf_char(b, text.at[i]);
    }
}

void yx_buf_f(yx_buf *b, const char *fmt, ...)
{
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0 || !room(b, (size_t)n)) {
        b->failed = true;
        return;
    }
    va_start(args, fmt);
    (void)vsnprintf(b->at + b->n, (size_t)n + 1, fmt, args);
    va_end(args);
    b->n += (size_t)n;
}

yx_str yx_buf_view(const yx_buf *b)
{
    return (yx_str){b->at ? b->at : "", b->n};
}

void yx_buf_clear(yx_buf *b)
{
    b->n = 0;
    b->failed = false;
    if (b->at)
        b->at[0] = 0;
}

void yx_buf_free(yx_buf *b)
{
    free(b->at);
    *b = (yx_buf){0};
}

yx_code yx_buf_check(const yx_buf *b, yx_err *err)
{
    if (b->failed)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu bytes of output", b->n);
    return YX_OK;
}
