#include "base/json_read.h"

#include <jansson.h>
#include <string.h>

/* Deepest nesting of brackets outside texts: asked before the parser, which recurses. */
static size_t depth_of(yx_str text)
{
    size_t depth = 0, most = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > most)
            most = depth;
        else if (!quoted && (c == ']' || c == '}') && depth)
            depth--;
    }
    return most;
}

static yx_code convert(json_t *from, const char *key, yx_arena **arena, yx_json_node **ret,
                       yx_err *err);

/* Converts one item and hangs it behind the last one. */
static yx_code append(json_t *item, const char *key, yx_arena **arena, yx_json_node *parent,
                      yx_json_node **last, yx_err *err)
{
    yx_json_node *node;
    yx_code rc = convert(item, key, arena, &node, err);

    if (rc)
        return rc;
    if (*last)
        (*last)->next = node;
    else
        parent->child = node;
    *last = node;
    return YX_OK;
}

static yx_code children(json_t *from, yx_arena **arena, yx_json_node *parent, yx_err *err)
{
    yx_json_node *last = NULL;
    yx_code rc = YX_OK;
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_array(from)) {
        json_array_foreach(from, i, item)
        {
            rc = append(item, NULL, arena, parent, &last, err);
            if (rc)
                return rc;
        }
        return YX_OK;
    }
    json_object_foreach(from, key, item)
    {
        rc = append(item, key, arena, parent, &last, err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static yx_code no_memory(yx_err *err)
{
    return yx_fail(err, YX_E_NOMEM, "no memory to read JSON");
}

/* Recurses as deep as depth_of() said, at most YX_JSON_READ_DEPTH. */
static yx_code convert(json_t *from, const char *key, yx_arena **arena, yx_json_node **ret,
                       yx_err *err)
{
    yx_json_node *node = yx_arena_get(arena, sizeof *node);

    if (node && key)
        node->key = yx_arena_text(arena, key, strlen(key));
    if (!node || (key && !node->key))
        return no_memory(err);
    *ret = node;
    switch (json_typeof(from)) {
    case JSON_OBJECT:
    case JSON_ARRAY:
        node->kind = json_is_array(from) ? YX_JSON_LIST : YX_JSON_OBJECT;
        return children(from, arena, node, err);
    case JSON_STRING:
        node->kind = YX_JSON_TEXT;
        node->text.n = json_string_length(from);
        node->text.at = yx_arena_text(arena, json_string_value(from), node->text.n);
        return node->text.at ? YX_OK : no_memory(err);
    case JSON_INTEGER:
    case JSON_REAL:
        node->kind = YX_JSON_NUMBER;
        node->number = json_number_value(from);
        return YX_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        node->kind = YX_JSON_BOOL;
        node->number = json_is_true(from) ? 1 : 0;
        return YX_OK;
    case JSON_NULL:
        break;
    }
    node->kind = YX_JSON_NULL;
    return YX_OK;
}

yx_code yx_json_read(yx_str text, yx_arena **arena, const yx_json_node **ret, yx_err *err)
{
    json_error_t why;
    yx_json_node *root = NULL;
    json_t *tree;
    yx_code rc;

    if (text.n > YX_JSON_READ_BYTES)
        return yx_fail(err, YX_E_RANGE, "JSON of more than %d bytes", YX_JSON_READ_BYTES);
    if (depth_of(text) > YX_JSON_READ_DEPTH)
        return yx_fail(err, YX_E_RANGE, "JSON nested deeper than %d", YX_JSON_READ_DEPTH);
    tree = json_loadb(text.at, text.n, JSON_REJECT_DUPLICATES, &why);
    if (!tree && json_error_code(&why) == json_error_out_of_memory)
        return no_memory(err);
    if (!tree) {
        char shown[121];
        (void)yx_text_show(yx_str_of(why.text), shown, sizeof shown - 1);
        return yx_fail(err, YX_E_FORMAT, "no JSON: line %d, column %d: %s", why.line, why.column,
                       shown);
    }
    rc = convert(tree, NULL, arena, &root, err);
    json_decref(tree);
    if (!rc)
        *ret = root;
    return rc;
}
