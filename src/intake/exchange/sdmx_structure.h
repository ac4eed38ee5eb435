/* sdmx_structure.h - the structures of an SDMX-JSON message: which components there are, and the
 * values to which its data refers by number. For take_sdmx_json.c only. */
#ifndef YX_INTAKE_EXCHANGE_SDMX_STRUCTURE_H
#define YX_INTAKE_EXCHANGE_SDMX_STRUCTURE_H

#include "base/mem.h"
#include "intake/exchange/json_walk.h"
#include "intake/exchange/sdmx.h"

typedef enum yx_sdmx_level {
    YX_SDMX_OF_SET, /* dimensions that are the same for a whole data set */
    YX_SDMX_OF_SERIES,
    YX_SDMX_OF_OBS,
    YX_SDMX_MEASURE,
    YX_SDMX_ATTRIBUTE, /* of observations; others are not kept */
    YX_N_SDMX_LEVEL
} yx_sdmx_level;

typedef struct yx_sdmx_component {
    const char *id;
    yx_sdmx_part part;
    yx_str *value; /* n */
    size_t n, cap;
} yx_sdmx_component;

typedef struct yx_sdmx_structure {
    yx_sdmx_component *at[YX_N_SDMX_LEVEL];
    size_t n[YX_N_SDMX_LEVEL], cap[YX_N_SDMX_LEVEL];
} yx_sdmx_structure;

typedef struct yx_sdmx_set {
    size_t structure; /* number */
    yx_sdmx_action action;
} yx_sdmx_set;

typedef struct yx_sdmx_message {
    yx_sdmx_structure *structure; /* n_structure */
    size_t n_structure, cap_structure;
    yx_sdmx_set *set; /* n_set */
    size_t n_set, cap_set;
    yx_arena *arena; /* texts */
} yx_sdmx_message;

/* Reads all but the data. Release it also after a failure. */
YX_MUST_USE yx_code yx_sdmx_message_read(yx_foreign *f, yx_sdmx_message *ret, yx_err *err);
void yx_sdmx_message_release(yx_sdmx_message *m);

#endif
