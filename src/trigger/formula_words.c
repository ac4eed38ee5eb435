/* Cuts a formula into words. */
#include "trigger/formula_words.h"

#include <string.h>

/* Signs of comparison, longer ones first. */
static const struct {
    const char *text;
    yx_sign sign;
} signs[] = {
    {"<=", YX_LE},
    {">=", YX_GE},
    {"!=", YX_NE},
    {"==", YX_EQ},
    {"<>", YX_NE},
    {"\xE2\x89\xA4", YX_LE},
    {"\xE2\x89\xA5", YX_GE},
    {"\xE2\x89\xA0", YX_NE},
    {"<", YX_LT},
    {">", YX_GT},
    {"=", YX_EQ},
};

static size_t sign_at(yx_str s, yx_sign *ret)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].text);
        if (s.n >= n && memcmp(s.at, signs[i].text, n) == 0) {
            *ret = signs[i].sign;
            return n;
        }
    }
    return 0;
}

bool yx_words_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static size_t name_length(yx_str s)
{
    yx_sign sign;
    size_t n = 0;

    while (n < s.n && (is_letter(s.at[n]) || yx_words_digit(s.at[n])) &&
           !sign_at((yx_str){s.at + n, s.n - n}, &sign))
        n++;
    return n;
}

static void take(yx_words *w, yx_word kind, size_t from, size_t n)
{
    w->kind = kind;
    w->word = (yx_str){w->text.at + from, n};
    w->from = from;
    w->to = from + n;
}

static void take_quoted(yx_words *w, size_t from)
{
    const char *begin = w->text.at + from + 1, *end = memchr(begin, '\'', w->text.n - from - 1);

    if (!end) {
        take(w, YX_WORD_UNENDED, from, w->text.n - from);
        return;
    }
    take(w, YX_WORD_QUOTED, from, (size_t)(end - begin) + 2);
    w->word = (yx_str){begin, (size_t)(end - begin)};
}

void yx_words_next(yx_words *w)
{
    size_t at = w->to, n = 0;
    yx_str rest;

    w->before = w->to;
    while (at < w->text.n && memchr(" \t\r\n", w->text.at[at], 4))
        at++;
    rest = (yx_str){w->text.at + at, w->text.n - at};
    if (rest.n == 0) {
        take(w, YX_WORD_END, at, 0);
    } else if (yx_words_digit(*rest.at)) {
        while (n < rest.n && (yx_words_digit(rest.at[n]) || rest.at[n] == '.'))
            n++;
        take(w, YX_WORD_NUMBER, at, n);
    } else if ((n = sign_at(rest, &w->sign))) {
        take(w, YX_WORD_COMPARE, at, n);
    } else if ((n = name_length(rest))) {
        take(w, YX_WORD_NAME, at, n);
    } else if (*rest.at == '\'') {
        take_quoted(w, at);
    } else {
        take(w, memchr("+-*/(),%", *rest.at, 8) ? YX_WORD_CHAR : YX_WORD_BAD, at, 1);
    }
}

bool yx_words_char(const yx_words *w, char c)
{
    return w->kind == YX_WORD_CHAR && *w->word.at == c;
}

bool yx_words_name(const yx_words *w, const char *name)
{
    return w->kind == YX_WORD_NAME && yx_str_is(w->word, name);
}
