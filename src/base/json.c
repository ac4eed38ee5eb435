#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* True when the innermost thing that is open is an array, and no array is around it. */
static bool in_outermost_array(const yx_json *j)
{
    if (!j->depth || j->depth > YX_JSON_DEPTH || !j->is_array[j->depth - 1])
        return false;
    for (size_t i = 0; i + 1 < j->depth; i++)
        if (j->is_array[i])
            return false;
    return true;
}

/* `"text"`, in runs between the bytes that must be escaped. */
static void quoted(yx_buf *out, yx_str text)
{
    size_t valid = yx_utf8_valid(text.at, text.n), start = 0;

    yx_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool bad = i >= valid;
        if (!bad && c >= 0x20 && c != '"' && c != '\\')
            continue;
        yx_buf_add(out, text.at + start, i - start);
        start = i + 1;
        if (bad) {
            yx_buf_text(out, "\xEF\xBF\xBD");
            valid = start + yx_utf8_valid(text.at + start, text.n - start);
        } else if (c == '"' || c == '\\') {
            yx_buf_f(out, "\\%c", c);
        } else if (c == '\n') {
            yx_buf_text(out, "\\n");
        } else if (c == '\t') {
            yx_buf_text(out, "\\t");
        } else {
            yx_buf_f(out, "\\u%04x", c);
        }
    }
    if (text.n > start)
        yx_buf_add(out, text.at + start, text.n - start);
    yx_buf_char(out, '"');
}

/* What stands before a value: comma, line end, key. */
static void before(yx_json *j, const char *key)
{
    size_t top = j->depth - 1;

    if (!j->depth)
        return;
    if (j->depth > YX_JSON_DEPTH || (!key && !j->is_array[top])) {
        j->out->failed = true; /* too deep, or a member without a name: no JSON can say it */
        return;
    }
    if (j->has_item[top])
        yx_buf_char(j->out, ',');
    j->has_item[top] = true;
    if (j->lines && in_outermost_array(j))
        yx_buf_char(j->out, '\n');
    if (!j->is_array[top]) {
        quoted(j->out, yx_str_of(key));
        yx_buf_char(j->out, ':');
    }
}

static void begin(yx_json *j, const char *key, bool is_array)
{
    before(j, key);
    yx_buf_char(j->out, is_array ? '[' : '{');
    if (j->depth < YX_JSON_DEPTH) {
        j->is_array[j->depth] = is_array;
        j->has_item[j->depth] = false;
    } else {
        j->out->failed = true;
    }
    j->depth++;
}

void yx_json_object(yx_json *j, const char *key)
{
    begin(j, key, false);
}

void yx_json_array(yx_json *j, const char *key)
{
    begin(j, key, true);
}

void yx_json_end(yx_json *j)
{
    if (!j->depth) {
        j->out->failed = true;
        return;
    }
    if (j->lines && in_outermost_array(j) && j->has_item[j->depth - 1])
        yx_buf_char(j->out, '\n');
    j->depth--;
    if (j->depth < YX_JSON_DEPTH)
        yx_buf_char(j->out, j->is_array[j->depth] ? ']' : '}');
}

void yx_json_text(yx_json *j, const char *key, const char *text)
{
    if (text)
        yx_json_str(j, key, yx_str_of(text));
    else
        yx_json_null(j, key);
}

void yx_json_str(yx_json *j, const char *key, yx_str text)
{
    before(j, key);
    quoted(j->out, text);
}

void yx_json_int(yx_json *j, const char *key, int64_t v)
{
    before(j, key);
    yx_buf_f(j->out, "%" PRId64, v);
}

void yx_json_number(yx_json *j, const char *key, double v)
{
    char text[40];

    before(j, key);
    if (!isfinite(v)) {
        yx_buf_text(j->out, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    yx_buf_text(j->out, text);
}

void yx_json_bool(yx_json *j, const char *key, bool v)
{
    before(j, key);
    yx_buf_text(j->out, v ? "true" : "false");
}

void yx_json_null(yx_json *j, const char *key)
{
    before(j, key);
    yx_buf_text(j->out, "null");
}
