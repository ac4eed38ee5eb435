#include "check/terms.h"

typedef struct reader {
    yx_str rest;
    yx_formula_known *known;
    const void *with;
    yx_formula *to;
    bool below;
    int open; /* brackets */
} reader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip(reader *r)
{
    while (r->rest.n && is_blank(*r->rest.at))
        r->rest = (yx_str){r->rest.at + 1, r->rest.n - 1};
}

static bool is_sign(char c)
{
    return c == '+' || c == '/' || c == '*' || c == '(' || c == ')' || is_blank(c);
}

/* The code at the front: up to the next sign; of several readings at hyphens the longest that is
 * known, else up to the first hyphen. */
static yx_str take_code(reader *r)
{
    size_t end = 0, hyphen = 0;

    while (end < r->rest.n && !is_sign(r->rest.at[end])) {
        if (r->rest.at[end] == '-' && !hyphen && end)
            hyphen = end;
        end++;
    }
    for (size_t n = end; n > 0; n--) {
        yx_str code = {r->rest.at, n};
        if ((n == end || r->rest.at[n] == '-') && r->known(r->with, code)) {
            r->rest = (yx_str){r->rest.at + n, r->rest.n - n};
            return code;
        }
    }
    if (!hyphen)
        hyphen = end;
    r->rest = (yx_str){r->rest.at + hyphen, r->rest.n - hyphen};
    return (yx_str){r->rest.at - hyphen, hyphen};
}

/* A number and a star in front of all. */
static void take_factor(reader *r)
{
    double v = 0, place = 1;
    bool point = false;
    size_t i = 0;

    for (; i < r->rest.n && i < 15; i++) {
        char c = r->rest.at[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            place = point ? place / 10 : 1;
            v = point ? v + (c - '0') * place : v * 10 + (c - '0');
        } else {
            break;
        }
    }
    if (i == 0)
        return;
    while (i < r->rest.n && is_blank(r->rest.at[i]))
        i++;
    if (i == r->rest.n || r->rest.at[i] != '*')
        return;
    r->rest = (yx_str){r->rest.at + i + 1, r->rest.n - i - 1};
    r->to->factor = v;
    r->to->has_factor = true;
}

/* The sign before a term; false: there must be one, and there is none. */
static bool take_sign(reader *r, bool first, bool *ret_minus)
{
    char c = r->rest.n ? *r->rest.at : 0;

    *ret_minus = c == '-';
    if (c != '+' && c != '-')
        return first;
    r->rest = (yx_str){r->rest.at + 1, r->rest.n - 1};
    return true;
}

static void brackets(reader *r, char which)
{
    skip(r);
    while (r->rest.n && *r->rest.at == which) {
        r->open += which == '(' ? 1 : -1;
        r->rest = (yx_str){r->rest.at + 1, r->rest.n - 1};
        skip(r);
    }
}

static const char *take_term(reader *r, bool first)
{
    yx_formula_term term = {.below = r->below};

    brackets(r, '(');
    if (!take_sign(r, first, &term.minus))
        return "a sign is missing between two terms";
    brackets(r, '(');
    term.code = take_code(r);
    if (!term.code.n)
        return "a term is missing";
    if (!r->known(r->with, term.code))
        return "no such indicator";
    if (r->to->n == YX_TERMS)
        return "more than 64 terms";
    r->to->term[r->to->n++] = term;
    brackets(r, ')');
    return r->open < 0 ? "a bracket too many" : NULL;
}

const char *yx_formula_read(yx_str text, yx_formula_known *known, const void *with, yx_formula *ret,
                            yx_str *ret_at)
{
    reader r = {.rest = text, .known = known, .with = with, .to = ret};
    const char *wrong = NULL;
    bool first = true;

    *ret = (yx_formula){.factor = 1};
    skip(&r);
    take_factor(&r);
    do {
        yx_str before;
        skip(&r);
        before = r.rest;
        wrong = take_term(&r, first);
        *ret_at = before;
        first = false;
        skip(&r);
        if (!wrong && r.rest.n && *r.rest.at == '/') {
            if (r.below)
                wrong = "two strokes";
            r.below = first = true;
            ret->n_above = ret->n;
            r.rest = (yx_str){r.rest.at + 1, r.rest.n - 1};
            if (!wrong && !yx_str_trim(r.rest).n)
                wrong = "a term is missing";
        }
    } while (!wrong && r.rest.n);
    if (!wrong && r.open)
        wrong = "a bracket is not closed";
    if (!r.below)
        ret->n_above = ret->n;
    return wrong;
}
