#include "model/alike.h"

#include "base/names.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT = 600 /* bytes of a cleaned text; longer ones are cut */ };

#define WORD_TOKEN 0x40000000u /* a Latin word, by hash */
#define KNOWN      0x20000000u /* a word of the table */

/* --- cleaning: lower case, half width, simplified, without marks --- */

static uint32_t simplified(uint32_t c)
{
    yx_str rest = yx_str_of(yx_alike_simplified);
    size_t n;

    while (rest.n) {
        uint32_t from = yx_utf8_char(rest, &n), to;
        rest = (yx_str){rest.at + n, rest.n - n};
        to = yx_utf8_char(rest, &n);
        rest = (yx_str){rest.at + n, rest.n - n};
        if (from == c)
            return to;
    }
    return c;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* A mark is a blank. The folded character is never longer in UTF-8 than the one it came from. */
static uint32_t folded(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if (is_letter(c) || is_digit(c) || c == '%')
        return c;
    if (c >= 0x4E00 && c <= 0x9FFF)
        return simplified(c);
    return c >= 0x3400 && c < 0xF900 ? c : ' ';
}

static size_t put_char(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

static yx_str clean(yx_str text, char out[TEXT])
{
    size_t n = 0;

    text.n = yx_utf8_valid(text.at, text.n);
    while (text.n && n + 4 < TEXT) {
        size_t len;
        uint32_t c = yx_utf8_char(text, &len);
        text = (yx_str){text.at + len, text.n - len};
        c = c > 0xFFFF ? ' ' : folded(c);
        if (c == ' ' && (n == 0 || out[n - 1] == ' '))
            continue;
        if (c == 0x4E1A && n >= 3 && memcmp(out + n - 3, "行", 3) == 0)
            n -= 3; /* 行业 is 业 */
        n += put_char(c, out + n);
    }
    while (n && out[n - 1] == ' ')
        n--;
    return (yx_str){out, n};
}

/* --- words --- */

static bool at_word_end(yx_str rest, size_t n)
{
    size_t len;

    return n >= rest.n || !is_letter(yx_utf8_char((yx_str){rest.at + n, rest.n - n}, &len));
}

/* True if rest starts with the word; Latin ones end where a word ends, or at an s behind it. */
static bool starts_with(yx_str rest, const char *word, size_t *ret_n)
{
    size_t n;

    if (word[0] != rest.at[0] || (rest.n > 1 && word[1] && word[1] != rest.at[1]) ||
        (rest.n > 2 && word[1] && word[2] && word[2] != rest.at[2]))
        return false;
    n = strlen(word);
    if (n > rest.n || memcmp(word, rest.at, n) != 0)
        return false;
    if ((unsigned char)word[0] < 0x80 && !at_word_end(rest, n)) {
        if (rest.at[n] != 's' || !at_word_end(rest, n + 1))
            return false;
        n++;
    }
    *ret_n = n;
    return true;
}

/* The longest word of the lists at the start of rest. */
static const yx_alike_word *word_at(yx_str rest, size_t *ret_n)
{
    const struct {
        const yx_alike_word *at;
        size_t n;
    } list[] = {{yx_alike_words, yx_n_alike_word}, {yx_alike_same, yx_n_alike_same}};
    const yx_alike_word *best = NULL;
    size_t n;

    *ret_n = 0;
    for (size_t k = 0; k < YX_COUNT(list); k++) {
        for (size_t i = 0; i < list[k].n; i++) {
            if (!starts_with(rest, list[k].at[i].word, &n) || n <= *ret_n)
                continue;
            best = &list[k].at[i];
            *ret_n = n;
        }
    }
    return best;
}

static void push(yx_alike_text *t, uint32_t token)
{
    if (t->n < YX_ALIKE_TOKENS)
        t->token[t->n++] = token;
}

/* A number, or a numeral of Chinese that no word has taken; 号 and the like stay apart. */
static size_t number_at(yx_str rest)
{
    static const char *const numeral[] = {"一", "二", "三", "四", "五",
                                          "六", "七", "八", "九", "十"};
    size_t n = 0;

    while (n < rest.n && is_digit((unsigned char)rest.at[n]))
        n++;
    for (size_t i = 0; !n && i < YX_COUNT(numeral); i++)
        if (rest.n >= 3 && memcmp(rest.at, numeral[i], 3) == 0)
            return 3;
    return n;
}

static size_t letters_at(yx_str rest)
{
    size_t n = 0, len;

    while (n < rest.n && is_letter(yx_utf8_char((yx_str){rest.at + n, rest.n - n}, &len)))
        n += len;
    return n;
}

static size_t take_one(yx_alike_text *t, yx_str rest)
{
    size_t n = 0;
    const yx_alike_word *word = word_at(rest, &n);
    uint32_t c;

    if (word) {
        if (word->group >= 0)
            t->group[word->group] |= (uint64_t)1 << word->member;
        if (word->group == YX_ALIKE_PLAIN || word->group >= YX_ALIKE_SCOPES)
            push(t, KNOWN | (uint32_t)(word->group + 2) << 8 | (uint32_t)word->member);
        return n;
    }
    n = number_at(rest);
    if (n) {
        t->numbers += yx_text_hash((yx_str){rest.at, n});
        return n;
    }
    n = letters_at(rest);
    if (n) {
        size_t stem = n > 3 && rest.at[n - 1] == 's' ? n - 1 : n;
        push(t, WORD_TOKEN | (uint32_t)(yx_text_hash((yx_str){rest.at, stem}) & 0x1FFFFFFF));
        return n;
    }
    c = yx_utf8_char(rest, &n);
    if (c != ' ')
        push(t, c);
    return n;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

void yx_alike_read(yx_str text, yx_alike_text *ret)
{
    char room[TEXT];
    yx_str rest = clean(text, room);

    *ret = (yx_alike_text){0};
    while (rest.n) {
        size_t n = take_one(ret, rest);
        rest = (yx_str){rest.at + n, rest.n - n};
    }
    for (size_t i = 0; i + 1 < ret->n; i++)
        ret->pair[ret->n_pair++] = ret->token[i] * 0x9E3779B1u ^ ret->token[i + 1];
    memcpy(ret->single, ret->token, ret->n * sizeof *ret->token);
    qsort(ret->single, ret->n, sizeof *ret->single, by_size);
    qsort(ret->pair, ret->n_pair, sizeof *ret->pair, by_size);
}

/* --- comparing --- */

/* Share of members that two sorted lists have in common: 2 |a and b| / (|a| + |b|). */
static double dice(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t i = 0, k = 0, both = 0;

    if (n + m == 0)
        return 1;
    while (i < n && k < m) {
        if (a[i] == b[k]) {
            both++;
            i++;
            k++;
        } else if (a[i] < b[k]) {
            i++;
        } else {
            k++;
        }
    }
    return 2 * (double)both / (double)(n + m);
}

/* Names of one token have no pairs: the token decides. */
static double compared(const yx_alike_text *a, const yx_alike_text *b)
{
    double single = dice(a->single, a->n, b->single, b->n);

    if (a->n_pair == 0 || b->n_pair == 0)
        return single;
    return 0.6 * single + 0.4 * dice(a->pair, a->n_pair, b->pair, b->n_pair);
}

double yx_alike_texts(const yx_alike_text *a, const yx_alike_text *b)
{
    if (a->numbers != b->numbers || memcmp(a->group, b->group, sizeof a->group) != 0)
        return 0;
    return compared(a, b);
}

static size_t drop_inspection(const yx_alike_text *t, uint32_t out[YX_ALIKE_TOKENS])
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        uint32_t member = t->single[i] & 0xFF;
        bool plain = t->single[i] >> 8 == KNOWN >> 8;
        if (!plain || member < YX_ALIKE_INSPECT || member > YX_ALIKE_INSPECT_END)
            out[n++] = t->single[i];
    }
    return n;
}

double yx_alike_topics(const yx_alike_text *a, const yx_alike_text *b)
{
    uint32_t x[YX_ALIKE_TOKENS], y[YX_ALIKE_TOKENS];
    size_t n = drop_inspection(a, x), m = drop_inspection(b, y), less = n < m ? n : m;
    double both;

    if (a->numbers && b->numbers && a->numbers != b->numbers)
        return 0;
    for (size_t g = 0; g < YX_ALIKE_GROUPS; g++)
        if (a->group[g] && b->group[g] && !(a->group[g] & b->group[g]))
            return 0;
    if (less == 0)
        return n == m ? 1 : 0;
    both = dice(x, n, y, m);
    return 0.5 * both + 0.5 * (both * (double)(n + m) / 2) / (double)less;
}

/* --- items --- */

/* What a unit measures: 亿元 and 万元 are both 元; 家, 户, 所 and 个 all count. */
static uint64_t dimension(const char *unit)
{
    static const char *const scale[] = {"十",       "百",        "千",       "万",
                                        "亿",       "thousand ", "million ", "billion ",
                                        "thousand", "million",   "billion",  "mio "};
    static const char *const count[] = {"个", "家", "户", "所", "项", "件", "处"};
    char room[TEXT];
    yx_str text = clean(yx_str_of(unit), room);
    bool again = true;

    while (again) {
        again = false;
        while (text.n && (is_digit((unsigned char)text.at[0]) || text.at[0] == ' '))
            text = (yx_str){text.at + 1, text.n - 1};
        for (size_t i = 0; i < YX_COUNT(scale); i++) {
            size_t n = strlen(scale[i]);
            if (text.n > n && memcmp(text.at, scale[i], n) == 0) {
                text = (yx_str){text.at + n, text.n - n};
                again = true;
            }
        }
    }
    for (size_t i = 0; i < YX_COUNT(count); i++)
        if (yx_str_is(text, count[i]))
            text = yx_str_of(count[0]);
    return yx_text_hash(text);
}

void yx_alike_item_read(const yx_indicator *indicator, yx_alike_item *ret)
{
    yx_alike_read(yx_str_of(indicator->name_zh), &ret->zh);
    yx_alike_read(yx_str_of(indicator->name_en), &ret->en);
    yx_alike_read(yx_str_of(indicator->scope), &ret->scope);
    ret->unit = dimension(indicator->unit);
    ret->kind = indicator->kind;
    ret->every = indicator->every;
}

/* The words that set an item apart, wherever they stand; what its kind says already is left out. */
static uint64_t apart(const yx_alike_item *item, const yx_alike_text *name, size_t group)
{
    uint64_t bits = name->group[group] | item->scope.group[group];

    if (group != YX_ALIKE_TOTALS)
        return bits;
    if (item->kind == YX_YTD)
        return bits & ~(uint64_t)2;
    return item->kind == YX_FLOW ? bits & ~(uint64_t)4 : bits;
}

static double named_alike(const yx_alike_item *a, const yx_alike_text *x, const yx_alike_item *b,
                          const yx_alike_text *y)
{
    if (x->numbers + a->scope.numbers != y->numbers + b->scope.numbers)
        return 0;
    for (size_t g = 0; g < YX_ALIKE_GROUPS; g++)
        if (apart(a, x, g) != apart(b, y, g))
            return 0;
    return compared(x, y);
}

/* A scope that is given on one side only may stand in the other's name: then all of its words do.
 */
static bool scope_in_name(const yx_alike_text *scope, const yx_alike_item *other)
{
    for (size_t i = 0; i < scope->n; i++) {
        bool found = scope->token[i] >> 8 == KNOWN >> 8; /* a synonym that sets nothing apart */
        for (size_t k = 0; k < other->zh.n && !found; k++)
            found = other->zh.token[k] == scope->token[i];
        for (size_t k = 0; k < other->en.n && !found; k++)
            found = other->en.token[k] == scope->token[i];
        if (!found)
            return false;
    }
    return true;
}

static bool same_scope(const yx_alike_item *a, const yx_alike_item *b)
{
    if (a->scope.n && b->scope.n)
        return compared(&a->scope, &b->scope) >= 0.6;
    return scope_in_name(&a->scope, b) && scope_in_name(&b->scope, a);
}

double yx_alike_items(const yx_alike_item *a, const yx_alike_item *b)
{
    double zh, en;

    if (a->kind != b->kind || a->every != b->every || a->unit != b->unit)
        return 0;
    if (!same_scope(a, b))
        return 0;
    zh = a->zh.n && b->zh.n ? named_alike(a, &a->zh, b, &b->zh) : 0;
    en = a->en.n && b->en.n ? named_alike(a, &a->en, b, &b->en) : 0;
    /* Two languages that disagree are no proof: English is often one word for several items. */
    return en > zh && zh < 0.4 && a->zh.n && b->zh.n ? zh : zh > en ? zh : en;
}
