/* A bracket that opens is remembered as one bit of `objects`; what may come next is a small state.
 * No recursion: hostile depth costs nothing. */
#include "base/json_pull.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

typedef enum state {
    VALUE,           /* a value must come */
    FIRST_OF_LIST,   /* a value or ] */
    FIRST_OF_OBJECT, /* a key or } */
    KEY,             /* a key must come */
    BEHIND,          /* a comma or the end of what is open */
    DONE,            /* nothing but blanks */
} state;

struct yx_json_pull {
    yx_input *input;
    char *chunk;
    size_t at, end;
    bool at_end;
    size_t line, column; /* of the byte at hand */
    state state;
    uint64_t objects; /* bit d: what is open at depth d is an object */
    size_t depth;
    yx_buf key, text;
    bool has_key;
    const char *broken; /* why */
    size_t broken_line, broken_column;
};

_Static_assert(YX_JSON_PULL_DEPTH <= 64, "a bit for each depth");

yx_code yx_json_pull_open(yx_input *input, yx_json_pull **ret, yx_err *err)
{
    yx_json_pull *p = calloc(1, sizeof *p);

    if (p)
        p->chunk = malloc(CHUNK);
    if (!p || !p->chunk) {
        free(p);
        return yx_fail(err, YX_E_NOMEM, "no memory for a JSON reader");
    }
    p->input = input;
    p->line = p->column = 1;
    *ret = p;
    return YX_OK;
}

void yx_json_pull_close(yx_json_pull *p)
{
    if (!p)
        return;
    yx_buf_free(&p->key);
    yx_buf_free(&p->text);
    free(p->chunk);
    free(p);
}

/* The byte at hand, or -1 at the end of the file. */
static yx_code peek(yx_json_pull *p, int *ret, yx_err *err)
{
    if (p->at == p->end && !p->at_end) {
        yx_code rc = yx_input_read(p->input, p->chunk, CHUNK, &p->end, err);
        if (rc)
            return rc;
        p->at = 0;
        p->at_end = p->end == 0;
    }
    *ret = p->at_end ? -1 : (unsigned char)p->chunk[p->at];
    return YX_OK;
}

/* Goes on behind the byte at hand. */
static void pass(yx_json_pull *p)
{
    if (p->chunk[p->at] == '\n') {
        p->line++;
        p->column = 1;
    } else {
        p->column++;
    }
    p->at++;
}

static yx_code no_json(yx_json_pull *p, const char *why)
{
    if (!p->broken) {
        p->broken = why;
        p->broken_line = p->line;
        p->broken_column = p->column;
    }
    return YX_OK;
}

static yx_code blanks(yx_json_pull *p, int *ret, yx_err *err)
{
    for (;;) {
        yx_code rc = peek(p, ret, err);
        if (rc || (*ret != ' ' && *ret != '\n' && *ret != '\r' && *ret != '\t'))
            return rc;
        pass(p);
    }
}

/* --- texts --- */

static void add_utf8(yx_buf *out, uint32_t c)
{
    if (c < 0x80) {
        yx_buf_char(out, (char)c);
    } else if (c < 0x800) {
        yx_buf_char(out, (char)(0xC0 | c >> 6));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        yx_buf_char(out, (char)(0xE0 | c >> 12));
        yx_buf_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        yx_buf_char(out, (char)(0xF0 | c >> 18));
        yx_buf_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* Four hex digits behind \u. */
static yx_code hex4(yx_json_pull *p, uint32_t *ret, yx_err *err)
{
    uint32_t v = 0;

    for (int i = 0; i < 4; i++) {
        int c;
        yx_code rc = peek(p, &c, err);
        if (rc)
            return rc;
        if (c >= '0' && c <= '9')
            v = v << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            v = v << 4 | (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            v = v << 4 | (uint32_t)(c - 'A' + 10);
        else
            return no_json(p, "\\u wants four hex digits");
        pass(p);
    }
    *ret = v;
    return YX_OK;
}

/* The second half of a character above U+FFFF. */
static yx_code low_half(yx_json_pull *p, uint32_t high, uint32_t *ret, yx_err *err)
{
    static const char mark[] = "\\u";
    uint32_t low = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < 2; i++) {
        int c;
        rc = peek(p, &c, err);
        if (rc)
            return rc;
        if (c != mark[i])
            return no_json(p, "half a character");
        pass(p);
    }
    rc = hex4(p, &low, err);
    if (rc || p->broken)
        return rc;
    if (low < 0xDC00 || low > 0xDFFF)
        return no_json(p, "half a character");
    *ret = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return YX_OK;
}

/* What stands behind a backslash. */
static yx_code escape(yx_json_pull *p, yx_buf *out, yx_err *err)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint32_t v = 0;
    const char *found;
    int c;
    yx_code rc = peek(p, &c, err);

    if (rc)
        return rc;
    found = c > 0 ? strchr(from, c) : NULL;
    if (found) {
        pass(p);
        yx_buf_char(out, to[found - from]);
        return YX_OK;
    }
    if (c != 'u')
        return no_json(p, "no such escape");
    pass(p);
    rc = hex4(p, &v, err);
    if (!rc && !p->broken && v >= 0xD800 && v <= 0xDBFF)
        rc = low_half(p, v, &v, err);
    else if (!rc && !p->broken && v >= 0xDC00 && v <= 0xDFFF)
        rc = no_json(p, "half a character");
    if (!rc && !p->broken && v == 0)
        rc = no_json(p, "a NUL in a text");
    if (!rc && !p->broken)
        add_utf8(out, v);
    return rc;
}

/* Bytes of the chunk that stand for themselves in a text. */
static void plain(yx_json_pull *p, yx_buf *out)
{
    size_t from = p->at;

    while (p->at < p->end && (unsigned char)p->chunk[p->at] >= 0x20 && p->chunk[p->at] != '"' &&
           p->chunk[p->at] != '\\')
        p->at++;
    yx_buf_add(out, p->chunk + from, p->at - from);
    p->column += p->at - from;
}

/* A text, its opening quote at hand. */
static yx_code text(yx_json_pull *p, yx_buf *out, yx_err *err)
{
    yx_code rc = YX_OK;
    int c = 0;

    yx_buf_clear(out);
    pass(p);
    while (!rc && !p->broken) {
        rc = peek(p, &c, err);
        if (rc || c == '"')
            break;
        if (c < 0) {
            rc = no_json(p, "the file ends inside a text");
        } else if (c < 0x20) {
            rc = no_json(p, "a control character in a text");
        } else if (c == '\\') {
            pass(p);
            rc = escape(p, out, err);
        } else {
            plain(p, out);
        }
        if (out->n > YX_JSON_PULL_TEXT)
            rc = no_json(p, "a text of more than 1 MiB");
    }
    if (rc || p->broken)
        return rc;
    pass(p);
    rc = yx_buf_check(out, err);
    if (!rc && out->n && yx_utf8_valid(out->at, out->n) < out->n)
        rc = no_json(p, "a text that is no UTF-8");
    return rc;
}

/* --- numbers and words --- */

/* -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool is_number(yx_str a)
{
    size_t i = 0, from;

    i += i < a.n && a.at[i] == '-';
    from = i;
    while (i < a.n && a.at[i] >= '0' && a.at[i] <= '9')
        i++;
    if (i == from || (a.at[from] == '0' && i > from + 1))
        return false;
    if (i < a.n && a.at[i] == '.') {
        from = ++i;
        while (i < a.n && a.at[i] >= '0' && a.at[i] <= '9')
            i++;
        if (i == from)
            return false;
    }
    if (i < a.n && (a.at[i] == 'e' || a.at[i] == 'E')) {
        i++;
        i += i < a.n && (a.at[i] == '+' || a.at[i] == '-');
        from = i;
        while (i < a.n && a.at[i] >= '0' && a.at[i] <= '9')
            i++;
        if (i == from)
            return false;
    }
    return i == a.n;
}

/* A number or a word: all bytes up to the next blank, bracket, comma, colon or quote. */
static yx_code word(yx_json_pull *p, yx_json_item *item, yx_err *err)
{
    static const struct {
        const char *word;
        yx_json_what what;
    } words[] = {{"true", YX_PULL_TRUE}, {"false", YX_PULL_FALSE}, {"null", YX_PULL_NULL}};
    yx_str all;

    yx_buf_clear(&p->text);
    for (;;) {
        int c;
        yx_code rc = peek(p, &c, err);
        if (rc)
            return rc;
        if (c <= ' ' || strchr(",:[]{}\"", c))
            break;
        yx_buf_char(&p->text, (char)c);
        if (p->text.n > YX_JSON_PULL_TEXT)
            return no_json(p, "a number of more than 1 MiB");
        pass(p);
    }
    if (p->text.failed)
        return yx_buf_check(&p->text, err);
    all = yx_buf_view(&p->text);
    for (size_t i = 0; i < YX_COUNT(words); i++)
        if (yx_str_is(all, words[i].word)) {
            item->what = words[i].what;
            return YX_OK;
        }
    if (!is_number(all)) {
        p->line = item->line;
        p->column = item->column;
        return no_json(p, "neither a text in quotes, nor a number, true, false or null");
    }
    item->what = YX_PULL_NUMBER;
    item->text = all;
    return YX_OK;
}

/* --- structure --- */

static void behind_value(yx_json_pull *p)
{
    p->state = p->depth ? BEHIND : DONE;
}

static bool in_object(const yx_json_pull *p)
{
    return p->depth && (p->objects >> (p->depth - 1) & 1);
}

static yx_code open_bracket(yx_json_pull *p, bool object, yx_json_item *item)
{
    if (p->depth == YX_JSON_PULL_DEPTH)
        return no_json(p, "brackets nested deeper than 64");
    item->what = object ? YX_PULL_OBJECT : YX_PULL_LIST;
    p->objects &= ~((uint64_t)1 << p->depth);
    p->objects |= (uint64_t)object << p->depth;
    p->depth++;
    p->state = object ? FIRST_OF_OBJECT : FIRST_OF_LIST;
    pass(p);
    return YX_OK;
}

static yx_code close_bracket(yx_json_pull *p, int c, yx_json_item *item)
{
    bool object = in_object(p);

    if (!p->depth || c != (object ? '}' : ']'))
        return no_json(p, "a bracket that does not match");
    item->what = object ? YX_PULL_OBJECT_END : YX_PULL_LIST_END;
    p->depth--;
    item->depth = p->depth;
    behind_value(p);
    pass(p);
    return YX_OK;
}

/* "key" and the colon behind it; c is the byte at hand. */
static yx_code key(yx_json_pull *p, int c, yx_err *err)
{
    yx_code rc;

    if (c != '"')
        return no_json(p, "a key in quotes is wanted");
    rc = text(p, &p->key, err);
    if (!rc && !p->broken)
        rc = blanks(p, &c, err);
    if (rc || p->broken)
        return rc;
    if (c != ':')
        return no_json(p, "a colon is wanted behind a key");
    pass(p);
    p->has_key = true;
    p->state = VALUE;
    return YX_OK;
}

static yx_code value(yx_json_pull *p, int c, yx_json_item *item, yx_err *err)
{
    yx_code rc;

    if (p->has_key)
        item->key = p->key.n ? yx_buf_view(&p->key) : (yx_str){"", 0};
    item->line = p->line;
    item->column = p->column;
    item->depth = p->depth;
    p->has_key = false;
    if (c == '{' || c == '[')
        return open_bracket(p, c == '{', item);
    if (c == '"') {
        rc = text(p, &p->text, err);
        item->what = YX_PULL_TEXT;
        item->text = p->text.n ? yx_buf_view(&p->text) : (yx_str){"", 0};
    } else {
        rc = word(p, item, err);
    }
    behind_value(p);
    return rc;
}

/* One step: *ret_done when it has made a token. */
static yx_code step(yx_json_pull *p, yx_json_item *item, bool *ret_done, yx_err *err)
{
    int c;
    yx_code rc = blanks(p, &c, err);

    if (rc)
        return rc;
    *ret_done = true;
    item->line = p->line;
    item->column = p->column;
    if (p->state == DONE && c < 0) {
        item->what = YX_PULL_END;
        return YX_OK;
    }
    if (p->state == DONE)
        return no_json(p, "something behind the end");
    if (c < 0)
        return no_json(p, "the file ends too early");
    switch (p->state) {
    case VALUE:
        return value(p, c, item, err);
    case FIRST_OF_LIST:
        return c == ']' ? close_bracket(p, c, item) : value(p, c, item, err);
    case FIRST_OF_OBJECT:
        if (c == '}')
            return close_bracket(p, c, item);
        break;
    case BEHIND:
        if (c != ',')
            return c == ']' || c == '}' ? close_bracket(p, c, item)
                                        : no_json(p, "a comma or a closing bracket is wanted");
        pass(p);
        p->state = in_object(p) ? KEY : VALUE;
        *ret_done = false;
        return YX_OK;
    case KEY:
    case DONE:
        break;
    }
    *ret_done = false;
    return key(p, c, err);
}

yx_code yx_json_pull_next(yx_json_pull *p, yx_json_item *ret, yx_err *err)
{
    yx_json_item item = {0};
    bool done = false;

    while (!done && !p->broken) {
        yx_code rc;
        item = (yx_json_item){0};
        rc = step(p, &item, &done, err);
        if (rc)
            return rc;
    }
    if (p->broken)
        item = (yx_json_item){.what = YX_PULL_BROKEN,
                              .text = yx_str_of(p->broken),
                              .line = p->broken_line,
                              .column = p->broken_column};
    *ret = item;
    return YX_OK;
}

yx_code yx_json_pull_skip(yx_json_pull *p, yx_json_item *ret, yx_err *err)
{
    size_t depth = p->depth;

    for (;;) {
        yx_code rc = yx_json_pull_next(p, ret, err);
        if (rc || ret->what == YX_PULL_BROKEN || p->depth < depth)
            return rc;
    }
}
