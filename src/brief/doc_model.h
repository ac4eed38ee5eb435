/* doc_model.h - the body of a document, for its renderings only (doc.c, doc_text.c, ...). */
#ifndef YX_BRIEF_DOC_MODEL_H
#define YX_BRIEF_DOC_MODEL_H

#include "base/mem.h"
#include "brief/doc.h"

typedef enum yx_block_kind {
    YX_BLOCK_LEAD,
    YX_BLOCK_HEADING,
    YX_BLOCK_SUBHEADING,
    YX_BLOCK_ALERT,
    YX_BLOCK_PARA,
    YX_BLOCK_NOTE,
    YX_BLOCK_TABLE,
} yx_block_kind;

typedef struct yx_cell yx_cell;
struct yx_cell {
    yx_str text;           /* of a sparkline: its title */
    const yx_spark *spark; /* or NULL */
    yx_cell *next;
};

typedef struct yx_block yx_block;
struct yx_block {
    yx_block_kind kind;
    yx_str text; /* but for tables */
    const yx_align *align;
    size_t n_column;
    yx_cell *cell, *last; /* heads first, then row by row */
    yx_block *next;
};

struct yx_doc {
    yx_arena *arena;
    yx_lang lang;
    yx_str title;
    yx_block *block, *last;
    bool failed;
};

YX_MUST_USE yx_code yx_doc_text(const yx_doc *doc, size_t width, yx_buf *out, yx_err *err);
YX_MUST_USE yx_code yx_doc_html(const yx_doc *doc, yx_buf *out, yx_err *err);
YX_MUST_USE yx_code yx_doc_json(const yx_doc *doc, yx_buf *out, yx_err *err);

#endif
