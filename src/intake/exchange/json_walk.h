/* json_walk.h - walks over the JSON of a file that is taken; what is no JSON becomes a fault. For
 * the readers of JSON forms only. */
#ifndef YX_INTAKE_EXCHANGE_JSON_WALK_H
#define YX_INTAKE_EXCHANGE_JSON_WALK_H

#include "intake/exchange/foreign.h"

typedef struct yx_json_walk {
    yx_foreign *f;
    yx_input *input;
    yx_json_pull *pull;
    yx_json_item item; /* the token at hand; BROKEN after a fault and END at the end */
} yx_json_walk;

YX_MUST_USE yx_code yx_json_walk_open(yx_foreign *f, yx_json_walk *ret, yx_err *err);
void yx_json_walk_close(yx_json_walk *w);

YX_MUST_USE yx_code yx_json_walk_next(yx_json_walk *w, yx_err *err);
/* Where the token at hand opens a bracket: goes to the token that closes it. */
YX_MUST_USE yx_code yx_json_walk_skip(yx_json_walk *w, yx_err *err);
/* True while there is something at hand that closes nothing: so that a loop over an object or list
 * is  rc = next; while (!rc && inside(w)) { ...; rc = next; }  */
bool yx_json_walk_inside(const yx_json_walk *w);
/* The token opens a bracket. */
bool yx_json_walk_opens(const yx_json_walk *w);
/* Any other token as a text: the typed number, "true", "false", "" for null. */
yx_str yx_json_walk_text(const yx_json_walk *w);
/* A cell at the token. The text is borrowed until the next one. */
yx_cell yx_json_walk_cell(const yx_json_walk *w, const char *field);
/* A fault json.syntax at the token, for what is JSON but not of the form. */
void yx_json_walk_wrong(yx_json_walk *w, const char *what);

#endif
