/* cap_table.h - the elements of a CAP 1.2 alert: in which order, how often, of which kind. Written
 * from the standard (docs/format-cap.md); shared by cap.c, cap_check.c and their tests. */
#ifndef YX_BRIEF_CAP_TABLE_H
#define YX_BRIEF_CAP_TABLE_H

#include "base/text.h"

typedef enum yx_cap_box {
    YX_CAP_ALERT,
    YX_CAP_INFO,
    YX_CAP_RESOURCE,
    YX_CAP_AREA,
    YX_CAP_PAIR, /* valueName and value */
    YX_N_CAP_BOX
} yx_cap_box;

typedef enum yx_cap_kind {
    YX_CAP_TEXT,
    YX_CAP_ANY,  /* long or packed: not looked into */
    YX_CAP_NAME, /* identifier, sender */
    YX_CAP_WORD, /* one of row.word */
    YX_CAP_TIME,
    YX_CAP_REFERENCES,
    YX_CAP_LANGUAGE,
    YX_CAP_WEB, /* an absolute address */
    YX_CAP_COUNT,
    YX_CAP_NUMBER,
    YX_CAP_POLYGON,
    YX_CAP_CIRCLE,
    YX_CAP_HOLDS /* elements of its own: row.box */
} yx_cap_kind;

typedef struct yx_cap_row {
    yx_cap_box in;
    const char *name;
    unsigned least, most; /* most 0: any number */
    yx_cap_kind kind;
    const char *const *word; /* of YX_CAP_WORD: ends with NULL */
    yx_cap_box box;          /* of YX_CAP_HOLDS */
} yx_cap_row;

#define YX_CAP_SPACE "urn:oasis:names:tc:emergency:cap:1.2"

extern const yx_cap_row yx_cap_rows[]; /* in the order of the document, box by box */
extern const size_t yx_n_cap_row;

/* The row of an element, or NULL. */
const yx_cap_row *yx_cap_row_find(yx_cap_box in, yx_str name);
/* Is it one of the row's words? */
bool yx_cap_word(const yx_cap_row *row, yx_str text);

#endif
