/* json_read.h - JSON text as a tree of nodes. Strict (RFC 8259, no double keys, valid UTF-8, no NUL
 * in text), with limits of size and depth. */
#ifndef YX_BASE_JSON_READ_H
#define YX_BASE_JSON_READ_H

#include "base/mem.h"
#include "base/text.h"

enum { YX_JSON_READ_BYTES = 1024 * 1024, YX_JSON_READ_DEPTH = 16 };

typedef enum yx_json_kind {
    YX_JSON_NULL,
    YX_JSON_BOOL, /* number is 0 or 1 */
    YX_JSON_NUMBER,
    YX_JSON_TEXT,
    YX_JSON_LIST,
    YX_JSON_OBJECT,
} yx_json_kind;

typedef struct yx_json_node yx_json_node;
struct yx_json_node {
    yx_json_kind kind;
    const char *key;           /* in an object */
    double number;             /* of numbers */
    yx_str text;               /* of text; a NUL stands behind it */
    const yx_json_node *child; /* first item of a list or object, in the order of the text */
    const yx_json_node *next;
};

/* Parses an object or list. Nodes live in the arena, until yx_arena_free().
 * YX_E_FORMAT: no JSON, with where and why; YX_E_RANGE: too long or too deep. */
YX_MUST_USE yx_code yx_json_read(yx_str text, yx_arena **arena, const yx_json_node **ret,
                                 yx_err *err);

#endif
