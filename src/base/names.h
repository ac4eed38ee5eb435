/* names.h - a set of texts, each with a number: 0, 1, 2, ... in the order in which they came.
 *
 * Used for the codes of a batch and to look things up in catalogues. */
#ifndef YX_BASE_NAMES_H
#define YX_BASE_NAMES_H

#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

typedef struct yx_names yx_names;

#define YX_NAME_NONE UINT32_MAX

YX_MUST_USE yx_code yx_names_new(yx_names **ret_names, yx_err *err);
void yx_names_free(yx_names *names); /* NULL is fine */

size_t yx_names_count(const yx_names *names);
/* Text number i, NUL-terminated, valid until yx_names_free(). */
yx_str yx_names_at(const yx_names *names, uint32_t i);
/* Its number, or YX_NAME_NONE. O(1). */
uint32_t yx_names_find(const yx_names *names, yx_str text);
/* Its number, which is new when the text is. The bytes are copied. YX_E_NOMEM: nothing changed. */
YX_MUST_USE yx_code yx_names_add(yx_names *names, yx_str text, uint32_t *ret, yx_err *err);

/* Hash of a text for tables in memory: FNV-1a with a final mix. Not for hostile floods beyond the
 * limits of a file, and never kept on disk. */
uint64_t yx_text_hash(yx_str text);

#endif
