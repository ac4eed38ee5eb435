/* buf.h - bytes that grow: what writers write into.
 *
 * A writer appends without looking back; the first failed append makes the buffer `failed`, later
 * ones do nothing, and yx_buf_check() at the end says so. Start with {0}. */
#ifndef YX_BASE_BUF_H
#define YX_BASE_BUF_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct yx_buf {
    char *at; /* n bytes, and a NUL behind them as soon as anything was added */
    size_t n, cap;
    bool failed;
} yx_buf;

void yx_buf_add(yx_buf *b, const void *at, size_t n);
void yx_buf_text(yx_buf *b, const char *text);
void yx_buf_str(yx_buf *b, yx_str text);
void yx_buf_char(yx_buf *b, char c);
void yx_buf_markup(yx_buf *b, yx_str text); /* escaped for XML and HTML, also in attributes */
void yx_buf_f(yx_buf *b, const char *fmt, ...) YX_PRINTF(2, 3);

yx_str yx_buf_view(const yx_buf *b);
void yx_buf_clear(yx_buf *b); /* empty again, keeps its room */
void yx_buf_free(yx_buf *b);  /* contents; the struct is the caller's */

/* YX_E_NOMEM when any append since the last clear failed. */
YX_MUST_USE yx_code yx_buf_check(const yx_buf *b, yx_err *err);

#endif
