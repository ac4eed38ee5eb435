/* detect_fuzz.c - every detector on any series with any options that its table allows: no crash, an
 * answer or a plain no, and the same answer whatever the scratch held before.
 *
 *   byte 0 detector, 1 periods a year and what is known besides, 2 direction, 3 length of the
 *   series; then one byte an option; the rest, over and over, is the series. */
#include "screen/detector.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { HEAD = 4, MOST = 150, ROOM_MAX = 1 << 22 /* doubles */ };
enum { WITH_EPOCH = 8, WITH_POPULATION = 16, WITH_EVENTS = 32, THOUSANDS = 64 };

typedef struct series {
    double observed[MOST], population[MOST];
    unsigned char event[MOST];
    int32_t year[MOST], season[MOST], epoch[MOST];
} series;

static void must(bool right)
{
    if (!right)
        abort();
}

/* --- what the bytes mean --- */

/* An option: its default, an end of its range, somewhere within, or one of its words. */
static double option(const yx_param *p, uint8_t byte)
{
    double part = (byte >> 3) / 31.0, v = p->dflt, ret = p->dflt;
    size_t words = 0;

    while (p->words && p->words[words])
        words++;
    if (words && byte && (!p->or_word || (byte & 7) == 6)) {
        size_t word = (byte >> 3) % words;
        return p->or_word ? YX_WORD(word) : (double)word;
    }
    switch (byte & 7) {
    case 1:
        v = p->lo;
        break;
    case 2:
        v = p->hi;
        break;
    case 3: /* near the lower end */
        v = p->lo + (byte >> 3);
        break;
    case 4:
        v = p->lo + part * (p->hi - p->lo);
        break;
    case 5: /* wide ranges: more often small */
        v = fmax(p->lo, 0) + pow(part, 9) * (p->hi - fmax(p->lo, 0));
        break;
    default:
        return p->dflt;
    }
    v = p->whole ? floor(v) : v;
    return yx_param_number(p, v, &ret) ? ret : p->dflt;
}

static double figure(uint8_t byte, bool thousands)
{
    static const double odd[] = {
        NAN,    NAN,  NAN, -1,   -5,   -1e300,  1e300, DBL_MAX,      -DBL_MAX, INFINITY, -INFINITY,
        1e-310, -0.0, 0.5, 1e18, 1e15, 4503.25, 1e9,   4294967296.0, 1e-12,    1e154,    1e100,
    };

    if (byte >= 256 - YX_COUNT(odd))
        return odd[256 - 1 - byte];
    return thousands ? byte * 1000.0 : byte;
}

static double people(uint8_t byte)
{
    static const double odd[] = {0, NAN, -1, 1e300, 1e-300, INFINITY};

    return byte >= 256 - YX_COUNT(odd) ? odd[256 - 1 - byte] : 1000.0 + byte;
}

static void fill(series *s, const uint8_t *bytes, size_t n_byte, uint8_t flags, int per_year)
{
    for (size_t t = 0; t < MOST; t++) {
        uint8_t byte = n_byte ? bytes[t % n_byte] : 0, next = n_byte ? bytes[(t + 7) % n_byte] : 0;

        s->observed[t] = figure(byte, flags & THOUSANDS);
        s->population[t] = people((uint8_t)(next ^ (t / 50)));
        s->event[t] = byte % 5 == 4;
        s->year[t] = 2010 + (int32_t)t / per_year;
        s->season[t] = 1 + (int32_t)t % per_year;
        s->epoch[t] = 14610 + (int32_t)((double)t * 365.25 / per_year);
    }
}

/* Some options cost what they cost: rogerson's limits for a rise that is small beside the noise are
 * worked out on thousands of states, for each mean; glrnb and glrpois go through all windows again
 * for each count that they try. Returns the length of series that can be waited for. */
static size_t spare(const yx_detector *d, double *param, size_t n)
{
    enum { FEW = 40 };

    if (strcmp(d->name, "rogerson") == 0) {
        param[yx_param_find(d, "s")] = fmax(param[yx_param_find(d, "s")], 1);
        param[yx_param_find(d, "ARL0")] = fmin(param[yx_param_find(d, "ARL0")], 500);
    }
    if (strncmp(d->name, "glr", 3) == 0 &&
        (param[yx_param_find(d, "ret")] > 0 || param[yx_param_find(d, "change")] > 0))
        return n < FEW ? n : FEW;
    return n;
}

/* --- what must hold --- */

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static void check(const yx_detector *d, const double *param, const double *observed, size_t t,
                  const yx_verdict *v)
{
    yx_sum sum;

    must(v->state >= YX_JUDGED && v->state <= YX_NO_ANSWER);
    must((v->state == YX_GAP) == (isnan(observed[t]) != 0));
    must(v->state == YX_JUDGED || (!v->alarm && v->level == 0));
    must(isnan(v->p) || (v->p >= 0 && v->p <= 1));
    if (d->sum && v->state == YX_JUDGED && d->sum(param, v, t, &sum))
        must(sum.from <= sum.to && sum.to < MOST);
}

/* Runs it in a room of just the size that was asked for, full of `with`. */
static yx_code run(const yx_detector *d, const yx_screen_input *in, const double *param,
                   yx_look look, double with, yx_verdict *ret)
{
    size_t room_n = yx_screen_room(d, in->n, param);
    double *room;
    yx_err err = {0};
    yx_code rc;

    must(room_n <= ROOM_MAX);
    room = malloc(room_n ? room_n * sizeof *room : 1);
    must(room != NULL);
    for (size_t i = 0; i < room_n; i++)
        room[i] = with;
    rc = yx_screen(d, in, param, look, room, ret, &err);
    must(rc == YX_OK || rc == YX_E_RANGE);
    must((rc == YX_OK) == !err.text[0]);
    free(room);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const int per_year[] = {1, 4, 12, 52, 365, 52, 12, 53};
    series s;
    yx_screen_input in = {.observed = s.observed, .year = s.year, .season = s.season};
    double param[YX_PARAM_MAX];
    yx_verdict a[MOST], b[MOST];
    const yx_detector *d;
    size_t at = HEAD;
    yx_look look;
    yx_code rc;

    if (n < HEAD)
        return 0;
    d = yx_detectors[data[0] % yx_n_detector];
    look = (yx_look)(data[2] % YX_N_LOOK);
    for (size_t i = 0; i < d->n_param; i++, at++)
        param[i] = option(&d->param[i], at < n ? data[at] : 0);
    at = at < n ? at : n;
    in.per_year = per_year[data[1] & 7];
    in.n = spare(d, param, data[3] % (MOST + 1));
    fill(&s, data + at, n - at, data[1], in.per_year);
    in.epoch = data[1] & WITH_EPOCH ? s.epoch : NULL;
    in.population = data[1] & WITH_POPULATION ? s.population : NULL;
    in.event = data[1] & WITH_EVENTS ? s.event : NULL;

    rc = run(d, &in, param, look, NAN, a);
    must(run(d, &in, param, look, 7, b) == rc);
    for (size_t t = 0; t < in.n && !rc; t++) {
        check(d, param, s.observed, t, &a[t]);
        must(a[t].state == b[t].state && a[t].alarm == b[t].alarm && same(a[t].upper, b[t].upper) &&
             same(a[t].expected, b[t].expected) && same(a[t].score, b[t].score));
    }
    return 0;
}
