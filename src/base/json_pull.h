/* json_pull.h - JSON token by token over an input, for files of any size: nothing is kept but the
 * text at hand.
 *
 * Strict (RFC 8259, valid UTF-8, one value and nothing behind it), with two limits: how deep, and
 * how long one text may be. A number comes as it was typed, so that no digit of it is lost. What is
 * no JSON is a token of its own, with its place; after it the same comes again. Keys that stand
 * twice are given twice. */
#ifndef YX_BASE_JSON_PULL_H
#define YX_BASE_JSON_PULL_H

#include "base/input.h"

typedef struct yx_json_pull yx_json_pull;

enum { YX_JSON_PULL_DEPTH = 64, YX_JSON_PULL_TEXT = 1024 * 1024 /* bytes of a text or number */ };

typedef enum yx_json_what {
    YX_PULL_END,    /* of the file: the value is whole */
    YX_PULL_BROKEN, /* text: why it is no JSON */
    YX_PULL_OBJECT,
    YX_PULL_OBJECT_END,
    YX_PULL_LIST,
    YX_PULL_LIST_END,
    YX_PULL_TEXT,
    YX_PULL_NUMBER,
    YX_PULL_TRUE,
    YX_PULL_FALSE,
    YX_PULL_NULL,
} yx_json_what;

typedef struct yx_json_item {
    yx_json_what what;
    yx_str key;          /* of a member of an object; else .at is NULL */
    yx_str text;         /* of a text (escapes undone) or number (as typed) */
    size_t line, column; /* where it starts, from 1; column in bytes */
    size_t depth;        /* brackets around it: 0 for the outermost value and its end */
} yx_json_item;

/* The input stays the caller's and must outlive the reader. */
YX_MUST_USE yx_code yx_json_pull_open(yx_input *input, yx_json_pull **ret, yx_err *err);
void yx_json_pull_close(yx_json_pull *p); /* NULL is fine */

/* The next token; its texts are valid until the next call. Fails as yx_input_read() does, or for
 * memory. About 150 MB/s. */
YX_MUST_USE yx_code yx_json_pull_next(yx_json_pull *p, yx_json_item *ret, yx_err *err);
/* After the start of an object or list: goes behind its end. *ret is its last token, or BROKEN. */
YX_MUST_USE yx_code yx_json_pull_skip(yx_json_pull *p, yx_json_item *ret, yx_err *err);

#endif
