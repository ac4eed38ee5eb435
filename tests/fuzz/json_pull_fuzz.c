/* json_pull_fuzz.c - any bytes as JSON: what is read token by token is written again and reads the
 * same; what it refuses, another reader refuses too (but for NULs, which that one passes over). */
#include "base/json_pull.h"

#include "base/buf.h"
#include "base/json_read.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void quote(yx_buf *out, yx_str text)
{
    yx_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c == '"' || c == '\\')
            yx_buf_f(out, "\\u%04x", c);
        else
            yx_buf_char(out, (char)c);
    }
    yx_buf_char(out, '"');
}

/* Writes the tokens as JSON. False: it is none. */
static bool again(yx_str bytes, yx_buf *out)
{
    yx_input *in = NULL;
    yx_json_pull *p = NULL;
    yx_json_item item = {.what = YX_PULL_OBJECT};
    bool first = true;

    must(!yx_input_memory(bytes, &in, NULL) && !yx_json_pull_open(in, &p, NULL));
    while (item.what > YX_PULL_BROKEN) {
        if (yx_json_pull_next(p, &item, NULL) != YX_OK) { /* packed, and broken */
            item.what = YX_PULL_BROKEN;
            break;
        }
        if (item.what <= YX_PULL_BROKEN)
            break;
        if (item.what == YX_PULL_OBJECT_END || item.what == YX_PULL_LIST_END) {
            yx_buf_char(out, item.what == YX_PULL_OBJECT_END ? '}' : ']');
            first = false;
            continue;
        }
        yx_buf_text(out, first ? "" : ",");
        if (item.key.at) {
            quote(out, item.key);
            yx_buf_char(out, ':');
        }
        first = item.what == YX_PULL_OBJECT || item.what == YX_PULL_LIST;
        if (item.what == YX_PULL_TEXT)
            quote(out, item.text);
        else if (item.what == YX_PULL_NUMBER)
            yx_buf_str(out, item.text);
        else
            yx_buf_text(out, item.what == YX_PULL_OBJECT  ? "{"
                             : item.what == YX_PULL_LIST  ? "["
                             : item.what == YX_PULL_TRUE  ? "true"
                             : item.what == YX_PULL_FALSE ? "false"
                                                          : "null");
    }
    yx_json_pull_close(p);
    yx_input_close(in);
    return item.what == YX_PULL_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_buf once = {0}, twice = {0};
    const yx_json_node *node = NULL;
    yx_arena *arena = NULL;

    if (again((yx_str){(const char *)data, n}, &once)) {
        must(again(yx_buf_view(&once), &twice));
        must(yx_str_same(yx_buf_view(&once), yx_buf_view(&twice)));
    } else if (n && (data[0] == '{' || data[0] == '[') && !memchr(data, 0, n) &&
               yx_json_read((yx_str){(const char *)data, n}, &arena, &node, NULL) == YX_OK) {
        abort();
    }
    yx_arena_free(arena);
    yx_buf_free(&once);
    yx_buf_free(&twice);
    return 0;
}
