/* json.h - a streaming writer of JSON into a yx_buf: commas, quotes and escapes are its business.
 *
 *   yx_json j = {.out = &buf};
 *   yx_json_object(&j, NULL);            {
 *   yx_json_text(&j, "region", code);      "region":"420100",
 *   yx_json_array(&j, "value");            "value":[
 *   yx_json_number(&j, NULL, 1.5);           1.5
 *   yx_json_end(&j); yx_json_end(&j);      ]}
 *
 * `key` is NULL inside an array and at the top. Bytes that are no UTF-8 are written as U+FFFD.
 * What cannot be JSON (deeper than YX_JSON_DEPTH, a member without a key, an end too many) makes
 * the buffer `failed`, as a lack of memory does. Between two calls the buffer may be written out
 * and cleared: the state is here. */
#ifndef YX_BASE_JSON_H
#define YX_BASE_JSON_H

#include "base/buf.h"

enum { YX_JSON_DEPTH = 32 };

typedef struct yx_json {
    yx_buf *out;
    size_t depth;
    bool is_array[YX_JSON_DEPTH];
    bool has_item[YX_JSON_DEPTH];
    bool lines; /* each item of the outermost array on a line of its own */
} yx_json;

void yx_json_object(yx_json *j, const char *key);
void yx_json_array(yx_json *j, const char *key);
void yx_json_end(yx_json *j); /* of the innermost object or array */
void yx_json_text(yx_json *j, const char *key, const char *text); /* NULL text: null */
void yx_json_str(yx_json *j, const char *key, yx_str text);
void yx_json_int(yx_json *j, const char *key, int64_t v);
void yx_json_number(yx_json *j, const char *key,
                    double v); /* %.17g shortened; NAN and infinities: null */
void yx_json_bool(yx_json *j, const char *key, bool v);
void yx_json_null(yx_json *j, const char *key);

#endif
