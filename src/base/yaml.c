#include "base/yaml.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct yx_yaml {
    yx_arena *arena;
    const yx_yaml_node *root;
};

/* A list or map that is not closed yet. */
typedef struct frame {
    yx_yaml_node *node, *last; /* last child */
    size_t id;                 /* number of the map, so that keys of all maps share one set */
    const yx_yaml_node *key;   /* map: the key whose value comes next; NULL: a key comes next */
    bool drop;                 /* that value belongs to a refused key and is left out */
} frame;

typedef struct reader {
    const char *file;
    yx_faults *faults;
    yx_yaml *yaml;
    yx_names *keys; /* "id:key" of all keys so far */
    yx_buf name;
    frame open[YX_YAML_DEPTH];
    size_t depth, n_node, n_document;
} reader;

static void add_fault(const char *file, const char *code, size_t line, size_t column,
                      const char *field, yx_str text, const char *expected, const char *nearest,
                      yx_faults *faults)
{
    yx_fault fault = {.code = code,
                      .file = file,
                      .line = line,
                      .column = column,
                      .field = field,
                      .text = text,
                      .expected = expected,
                      .nearest = nearest};

    yx_faults_add(faults, &fault);
}

/* --- reading --- */

static void refuse(reader *r, yaml_mark_t mark, const char *code, const char *text,
                   const char *expected)
{
    add_fault(r->file, code, mark.line + 1, mark.column + 1, NULL,
              (yx_str){text, text ? strlen(text) : 0}, expected, NULL, r->faults);
}

static yx_code stop(reader *r, yaml_mark_t mark, const char *code, const char *expected,
                    yx_err *err)
{
    refuse(r, mark, code, NULL, expected);
    return yx_fail(err, YX_E_REFUSED, "'%s' line %zu: %s", r->file, mark.line + 1, expected);
}

/* Is this key new in the map that is open? */
static yx_code key_is_new(reader *r, const frame *map, yx_str key, bool *ret_new, yx_err *err)
{
    size_t before = yx_names_count(r->keys);
    uint32_t number;
    yx_code rc;

    yx_buf_clear(&r->name);
    yx_buf_f(&r->name, "%zu:", map->id);
    yx_buf_str(&r->name, key);
    rc = yx_buf_check(&r->name, err);
    if (!rc)
        rc = yx_names_add(r->keys, yx_buf_view(&r->name), &number, err);
    if (!rc)
        *ret_new = yx_names_count(r->keys) > before;
    return rc;
}

/* Takes a node as the next key of a map. */
static yx_code take_key(reader *r, frame *map, const yx_yaml_node *node, yx_err *err)
{
    bool fresh = true;
    yx_code rc = YX_OK;

    map->key = node;
    map->drop = node->kind != YX_YAML_SCALAR;
    if (map->drop) {
        yx_yaml_fault(r->file, node, "yaml.kind", "a word as the key", NULL, r->faults);
        return YX_OK;
    }
    rc = key_is_new(r, map, node->text, &fresh, err);
    if (!rc && !fresh) {
        map->drop = true;
        yx_yaml_fault(r->file, node, "yaml.key_twice", NULL, NULL, r->faults);
    }
    return rc;
}

/* Hangs a new node where it belongs: at the root, as an item, as a key or as a key's value. */
static yx_code hang(reader *r, yx_yaml_node *node, yx_err *err)
{
    frame *f = r->depth ? &r->open[r->depth - 1] : NULL;

    if (!f) {
        r->yaml->root = node;
        return YX_OK;
    }
    if (f->node->kind == YX_YAML_MAP) {
        if (!f->key)
            return take_key(r, f, node, err);
        node->key = f->key;
        f->key = NULL;
        if (f->drop)
            return YX_OK;
    }
    if (f->last)
        f->last->next = node;
    else
        f->node->child = node;
    f->last = node;
    f->node->n++;
    return YX_OK;
}

static yx_code add_node(reader *r, yx_yaml_kind kind, yaml_mark_t mark, const void *text, size_t n,
                        yx_yaml_node **ret, yx_err *err)
{
    yx_yaml_node *node;
    yx_code rc;

    if (r->n_node >= YX_YAML_NODES)
        return stop(r, mark, "yaml.unsupported", "at most 200000 values", err);
    node = yx_arena_get(&r->yaml->arena, sizeof *node);
    if (!node)
        return yx_fail(err, YX_E_NOMEM, "no memory for '%s'", r->file);
    *node = (yx_yaml_node){.kind = kind, .line = mark.line + 1, .column = mark.column + 1};
    if (text) {
        node->text = (yx_str){yx_arena_text(&r->yaml->arena, text, n), n};
        if (!node->text.at)
            return yx_fail(err, YX_E_NOMEM, "no memory for '%s'", r->file);
    }
    r->n_node++;
    rc = hang(r, node, err);
    if (!rc)
        *ret = node;
    return rc;
}

static yx_code on_scalar(reader *r, const yaml_event_t *event, yx_err *err)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    yx_yaml_node *node;
    yx_code rc;

    if (memchr(text, 0, n)) {
        refuse(r, event->start_mark, "yaml.unsupported", text, "a text without a NUL byte");
        n = strlen(text);
    }
    rc = add_node(r, YX_YAML_SCALAR, event->start_mark, text, n, &node, err);
    if (!rc)
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return rc;
}

static yx_code on_open(reader *r, const yaml_event_t *event, yx_yaml_kind kind, yx_err *err)
{
    yx_yaml_node *node;
    yx_code rc;

    if (r->depth == YX_YAML_DEPTH)
        return stop(r, event->start_mark, "yaml.unsupported", "at most 16 levels", err);
    rc = add_node(r, kind, event->start_mark, NULL, 0, &node, err);
    if (!rc)
        r->open[r->depth++] = (frame){.node = node, .id = r->n_node};
    return rc;
}

/* Anchors and tags change nothing in the tree, so that the other faults can be found as well. */
static void refuse_marks(reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
    if (anchor)
        refuse(r, event->start_mark, "yaml.unsupported", (const char *)anchor, "no anchor");
    if (tag)
        refuse(r, event->start_mark, "yaml.unsupported", (const char *)tag, "no tag");
}

static yx_code on_alias(reader *r, const yaml_event_t *event, yx_err *err)
{
    const char *name = (const char *)event->data.alias.anchor;
    yx_yaml_node *node;

    refuse(r, event->start_mark, "yaml.unsupported", name, "the value itself, no alias");
    return add_node(r, YX_YAML_SCALAR, event->start_mark, name, strlen(name), &node, err);
}

static yx_code on_event(reader *r, const yaml_event_t *event, yx_err *err)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (r->n_document++)
            return stop(r, event->start_mark, "yaml.unsupported", "one document", err);
        return YX_OK;
    case YAML_ALIAS_EVENT:
        return on_alias(r, event, err);
    case YAML_SCALAR_EVENT:
        refuse_marks(r, event, event->data.scalar.anchor, event->data.scalar.tag);
        return on_scalar(r, event, err);
    case YAML_SEQUENCE_START_EVENT:
        refuse_marks(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        return on_open(r, event, YX_YAML_LIST, err);
    case YAML_MAPPING_START_EVENT:
        refuse_marks(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        return on_open(r, event, YX_YAML_MAP, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        r->depth--;
        return YX_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return YX_OK;
    }
    return YX_OK;
}

/* The fault at which libyaml gave up. */
static yx_code syntax_fault(reader *r, const yaml_parser_t *parser, yx_str text, yx_err *err)
{
    yaml_mark_t mark = parser->problem_mark;
    const char *problem = parser->problem ? parser->problem : "valid YAML";
    yx_str at = {0};

    if (parser->error == YAML_MEMORY_ERROR)
        return yx_fail(err, YX_E_NOMEM, "no memory for '%s'", r->file);
    if (parser->error == YAML_READER_ERROR) { /* a byte that no YAML may hold: only its offset */
        size_t offset = parser->problem_offset < text.n ? parser->problem_offset : text.n;
        mark = (yaml_mark_t){0};
        for (size_t i = 0, len; i < offset; i += len) {
            (void)yx_utf8_char((yx_str){text.at + i, text.n - i}, &len);
            mark.column = text.at[i] == '\n' ? 0 : mark.column + 1;
            mark.line += text.at[i] == '\n';
        }
        at = (yx_str){text.at + offset, offset < text.n};
    }
    add_fault(r->file, "yaml.syntax", mark.line + 1, mark.column + 1, NULL, at, problem, NULL,
              r->faults);
    return yx_fail(err, YX_E_REFUSED, "'%s' line %zu: %s", r->file, mark.line + 1, problem);
}

static yx_code parse(reader *r, yx_str text, yx_err *err)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool end = false;
    yx_code rc = YX_OK;

    if (!yaml_parser_initialize(&parser))
        return yx_fail(err, YX_E_NOMEM, "no memory for '%s'", r->file);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING); /* no guessing of UTF-16 */
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.at, text.n);
    while (!end && !rc) {
        if (!yaml_parser_parse(&parser, &event)) {
            rc = syntax_fault(r, &parser, text, err);
            break;
        }
        end = event.type == YAML_STREAM_END_EVENT;
        rc = on_event(r, &event, err);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return rc;
}

yx_code yx_yaml_read(const char *file, yx_str text, yx_faults *faults, yx_yaml **ret_yaml,
                     yx_err *err)
{
    reader r = {.file = file, .faults = faults};
    yx_code rc;

    if (text.n > YX_YAML_BYTES)
        return stop(&r, (yaml_mark_t){0}, "file.large", "at most 4 MiB", err);
    if (text.n >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
        text = (yx_str){text.at + 3, text.n - 3};
    r.yaml = calloc(1, sizeof *r.yaml);
    if (!r.yaml)
        return yx_fail(err, YX_E_NOMEM, "no memory for '%s'", file);
    rc = yx_names_new(&r.keys, err);
    if (!rc)
        rc = parse(&r, text, err);
    if (!rc && !r.yaml->root)
        rc = stop(&r, (yaml_mark_t){0}, "file.empty", "a map of keys", err);
    if (!rc) {
        *ret_yaml = r.yaml;
        r.yaml = NULL;
    }
    yx_buf_free(&r.name);
    yx_names_free(r.keys);
    yx_yaml_free(r.yaml);
    return rc;
}

void yx_yaml_free(yx_yaml *yaml)
{
    if (!yaml)
        return;
    yx_arena_free(yaml->arena);
    free(yaml);
}

const yx_yaml_node *yx_yaml_root(const yx_yaml *yaml)
{
    return yaml->root;
}

const yx_yaml_node *yx_yaml_get(const yx_yaml_node *map, const char *key)
{
    if (map->kind != YX_YAML_MAP)
        return NULL;
    for (const yx_yaml_node *c = map->child; c; c = c->next)
        if (yx_str_is(c->key->text, key))
            return c;
    return NULL;
}

void yx_yaml_fault(const char *file, const yx_yaml_node *node, const char *code,
                   const char *expected, const char *nearest, yx_faults *faults)
{
    add_fault(file, code, node->line, node->column, node->key ? node->key->text.at : NULL,
              node->text, expected, nearest, faults);
}
