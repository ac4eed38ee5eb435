#include "base/param.h"

#include "base/day.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool yx_param_word(const yx_param *p, yx_str word, double *ret)
{
    yx_day day;

    for (size_t i = 0; p->words && p->words[i]; i++) {
        if (yx_str_is(word, p->words[i])) {
            *ret = p->or_word ? YX_WORD(i) : (double)i;
            return true;
        }
    }
    if (strcmp(p->unit, "day") == 0 && yx_day_read(word, &day))
        return yx_param_number(p, (double)day, ret);
    return false;
}

bool yx_param_number(const yx_param *p, double v, double *ret)
{
    if ((p->words && !p->or_word) || !(v >= p->lo && v <= p->hi) || (p->whole && v != floor(v)))
        return false;
    *ret = v;
    return true;
}

/* Appends to text of n bytes, as far as it fits; returns its new length. */
static size_t add(char *out, size_t n, const char *before, const char *word)
{
    int added = snprintf(out + n, YX_PARAM_SAID - n, "%s%s", before, word);

    if (added < 0)
        return n;
    return n + (size_t)added < YX_PARAM_SAID ? n + (size_t)added : YX_PARAM_SAID - 1;
}

char *yx_param_takes(const yx_param *p, char out[YX_PARAM_SAID])
{
    size_t n = 0;

    out[0] = 0;
    if (strcmp(p->unit, "day") == 0) {
        (void)add(out, 0, "a day such as ", "2011-06-02");
        return out;
    }
    if (!p->words || p->or_word) {
        char range[80];
        (void)snprintf(range, sizeof range, "a %snumber from %.10g to %.10g",
                       p->whole ? "whole " : "", p->lo, p->hi);
        n = add(out, 0, "", range);
    }
    for (size_t i = 0; p->words && p->words[i]; i++)
        n = add(out, n, n == 0 ? "" : p->words[i + 1] ? ", " : " or ", p->words[i]);
    return out;
}

char *yx_param_text(const yx_param *p, double v, char out[YX_PARAM_SAID])
{
    size_t n_word = 0, i = SIZE_MAX;

    while (p->words && p->words[n_word])
        n_word++;
    if (n_word && p->or_word && v <= YX_WORD(0) && v > YX_WORD(n_word))
        i = (size_t)(YX_WORD(0) - v);
    else if (n_word && !p->or_word && v >= 0 && v < (double)n_word)
        i = (size_t)v;
    if (i < n_word)
        (void)snprintf(out, YX_PARAM_SAID, "%s", p->words[i]);
    else if (isnan(v))
        (void)snprintf(out, YX_PARAM_SAID, "none");
    else if (strcmp(p->unit, "day") == 0 && fabs(v) < 1e6)
        (void)yx_day_text((yx_day)v, out);
    else
        (void)snprintf(out, YX_PARAM_SAID, "%.10g", v);
    return out;
}
