#include "base/lunar.h"

#include "base/err.h"

#include <math.h>

#define UNIX_JD   2440587.5 /* 1970-01-01T00:00Z */
#define ZONE      (8.0 / 24)
#define SYNODIC   29.530588861 /* mean month, days */
#define PI        3.14159265358979323846
#define RADIANS   (PI / 180)
#define TO_SECOND (1.0 / 86400)

/* --- dynamical time minus universal time, seconds (espenak2006) --- */

static double polynomial(const double *c, int n, double t)
{
    double sum = 0;

    while (n-- > 0)
        sum = sum * t + c[n];
    return sum;
}

static double delta_t(double year)
{
    static const struct {
        double before, from;
        double c[6];
    } row[] = {
        {1920, 1900, {-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197, 0}},
        {1941, 1920, {21.20, 0.84493, -0.076100, 0.0020936, 0, 0}},
        {1961, 1950, {29.07, 0.407, -1.0 / 233, 1.0 / 2547, 0, 0}},
        {1986, 1975, {45.45, 1.067, -1.0 / 260, -1.0 / 718, 0, 0}},
        {2005, 2000, {63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599}},
        {2050, 2000, {62.92, 0.32217, 0.005589, 0, 0, 0}},
    };
    double u = (year - 1820) / 100;

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (year < row[i].before)
            return polynomial(row[i].c, 6, year - row[i].from);
    return -20 + 32 * u * u - (year < 2150 ? 0.5628 * (2150 - year) : 0);
}

/* Of a Julian day, either time: they differ by minutes. */
static double delta_t_of(double jd)
{
    return delta_t(2000 + (jd - 2451545) / 365.25);
}

/* --- new moons (meeus1998, chapter 49) --- */

typedef struct moon_term {
    double size;           /* days */
    int e, sun, moon, lat; /* power of the eccentricity; multiples of M, M', F */
} moon_term;

static const moon_term moon_terms[] = {
    {-0.40720, 0, 0, 1, 0},   {0.17241, 1, 1, 0, 0},   {0.01608, 0, 0, 2, 0},
    {0.01039, 0, 0, 0, 2},    {0.00739, 1, -1, 1, 0},  {-0.00514, 1, 1, 1, 0},
    {0.00208, 2, 2, 0, 0},    {-0.00111, 0, 0, 1, -2}, {-0.00057, 0, 0, 1, 2},
    {0.00056, 1, 1, 2, 0},    {-0.00042, 0, 0, 3, 0},  {0.00042, 1, 1, 0, 2},
    {0.00038, 1, 1, 0, -2},   {-0.00024, 1, -1, 2, 0}, {-0.00007, 0, 2, 1, 0},
    {0.00004, 0, 0, 2, -2},   {0.00004, 0, 3, 0, 0},   {0.00003, 0, 1, 1, -2},
    {0.00003, 0, 0, 2, 2},    {-0.00003, 0, 1, 1, 2},  {0.00003, 0, -1, 1, 2},
    {-0.00002, 0, -1, 1, -2}, {-0.00002, 0, 1, 3, 0},  {0.00002, 0, 0, 4, 0},
};

/* Planets: sizes in millionths of a day, and angles at k = 0 with their steps, degrees. */
static const double planet_terms[][3] = {
    {325, 299.77, 0.107408},  {165, 251.88, 0.016321}, {164, 251.83, 26.651886},
    {126, 349.42, 36.412478}, {110, 84.66, 18.206239}, {62, 141.74, 53.303771},
    {60, 207.14, 2.453732},   {56, 154.84, 7.306860},  {47, 34.52, 27.261239},
    {42, 207.19, 0.121824},   {40, 291.34, 1.844379},  {37, 161.72, 24.198154},
    {35, 239.56, 25.513099},  {23, 331.55, 3.592518},
};

/* Day in UTC+8 of new moon k; k = 0 is that of 2000-01-06. */
static yx_day new_moon(int k)
{
    double T = k / 1236.85, T2 = T * T, T3 = T2 * T, T4 = T3 * T;
    double M = (2.5534 + 29.10535670 * k - 0.0000014 * T2 - 0.00000011 * T3) * RADIANS;
    double Mm =
        (201.5643 + 385.81693528 * k + 0.0107582 * T2 + 0.00001238 * T3 - 0.000000058 * T4) *
        RADIANS;
    double F = (160.7108 + 390.67050284 * k - 0.0016118 * T2 - 0.00000227 * T3 + 0.000000011 * T4) *
               RADIANS;
    double node = (124.7746 - 1.56375588 * k + 0.0020672 * T2 + 0.00000215 * T3) * RADIANS;
    double E = 1 - 0.002516 * T - 0.0000074 * T2;
    double jde = 2451550.09766 + SYNODIC * k + 0.00015437 * T2 - 0.000000150 * T3 +
                 0.00000000073 * T4 - 0.00017 * sin(node);

    for (size_t i = 0; i < YX_COUNT(moon_terms); i++) {
        const moon_term *t = &moon_terms[i];
        jde += t->size * (t->e > 0 ? E : 1) * (t->e > 1 ? E : 1) *
               sin(t->sun * M + t->moon * Mm + t->lat * F);
    }
    for (size_t i = 0; i < YX_COUNT(planet_terms); i++) {
        const double *p = planet_terms[i];
        double curve = i == 0 ? -0.009173 * T2 : 0;
        jde += p[0] * 1e-6 * sin((p[1] + p[2] * k + curve) * RADIANS);
    }
    return (yx_day)floor(jde - delta_t_of(jde) * TO_SECOND + ZONE - UNIX_JD);
}

/* --- the sun (meeus1998, chapter 25 and appendix III) --- */

typedef double term[3]; /* size 1e-8 rad, phase, frequency per 1000 years */

static const term L0[] = {
    {175347046, 0, 0},           {3341656, 4.6692568, 6283.07585},
    {34894, 4.6261, 12566.1517}, {3497, 2.7441, 5753.3849},
    {3418, 2.8289, 3.5231},      {3136, 3.6277, 77713.7715},
    {2676, 4.4181, 7860.4194},   {2343, 6.1352, 3930.2097},
    {1324, 0.7425, 11506.7698},  {1273, 2.0371, 529.691},
    {1199, 1.1096, 1577.3435},   {990, 5.233, 5884.927},
    {902, 2.045, 26.298},        {857, 3.508, 398.149},
    {780, 1.179, 5223.694},      {753, 2.533, 5507.553},
    {505, 4.583, 18849.228},     {492, 4.205, 775.523},
    {357, 2.92, 0.067},          {317, 5.849, 11790.629},
    {284, 1.899, 796.298},       {271, 0.315, 10977.079},
    {243, 0.345, 5486.778},      {206, 4.806, 2544.314},
    {205, 1.869, 5573.143},      {202, 2.458, 6069.777},
    {156, 0.833, 213.299},       {132, 3.411, 2942.463},
    {126, 1.083, 20.775},        {115, 0.645, 0.98},
    {103, 0.636, 4694.003},      {102, 0.976, 15720.839},
    {102, 4.267, 7.114},         {99, 6.21, 2146.17},
    {98, 0.68, 155.42},          {86, 5.98, 161000.69},
    {85, 1.3, 6275.96},          {85, 3.67, 71430.7},
    {80, 1.81, 17260.15},        {79, 3.04, 12036.46},
    {75, 1.76, 5088.63},         {74, 3.5, 3154.69},
    {74, 4.68, 801.82},          {70, 0.83, 9437.76},
    {62, 3.98, 8827.39},         {61, 1.82, 7084.9},
    {57, 2.78, 6286.6},          {56, 4.39, 14143.5},
    {56, 3.47, 6279.55},         {52, 0.19, 12139.55},
    {52, 1.33, 1748.02},         {51, 0.28, 5856.48},
};
static const term L1[] = {
    {628331966747.0, 0, 0},     {206059, 2.678235, 6283.07585},
    {4303, 2.6351, 12566.1517}, {425, 1.59, 3.523},
    {119, 5.796, 26.298},       {109, 2.966, 1577.344},
    {93, 2.59, 18849.23},       {72, 1.14, 529.69},
    {68, 1.87, 398.15},         {67, 4.41, 5507.55},
    {59, 2.89, 5223.69},        {56, 2.17, 155.42},
    {45, 0.4, 796.3},           {36, 0.47, 775.52},
};
static const term L2[] = {{52919, 0, 0}, {8720, 1.0721, 6283.0758}, {309, 0.867, 12566.152}};
static const term L3[] = {{289, 5.844, 6283.076}, {35, 0, 0}};

static double series(const term *at, size_t n, double tau)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += at[i][0] * cos(at[i][1] + at[i][2] * tau);
    return sum;
}

double yx_sun_longitude(yx_day d)
{
    double jd = (double)d + UNIX_JD - ZONE, jde = jd + delta_t_of(jd) * TO_SECOND;
    double T = (jde - 2451545) / 36525, tau = T / 10;
    double earth =
        (series(L0, YX_COUNT(L0), tau) +
         tau * (series(L1, YX_COUNT(L1), tau) +
                tau * (series(L2, YX_COUNT(L2), tau) + tau * series(L3, YX_COUNT(L3), tau)))) *
        1e-8 / RADIANS;
    double node = (125.04452 - 1934.136261 * T) * RADIANS;
    double sun = (280.4665 + 36000.7698 * T) * RADIANS,
           moon = (218.3165 + 481267.8813 * T) * RADIANS;
    double anomaly = (357.5291 + 35999.0503 * T) * RADIANS;
    double nutation =
        -17.20 * sin(node) - 1.32 * sin(2 * sun) - 0.23 * sin(2 * moon) + 0.21 * sin(2 * node);
    double aberration = -20.4898 * (1 + 0.0167 * cos(anomaly));
    double at = fmod(earth + 180 + (nutation + aberration - 0.09033) / 3600, 360);

    return at < 0 ? at + 360 : at;
}

/* --- months --- */

enum { SUI = 15 };

/* The months from that of one winter solstice to that of the next: 12 or 13. */
typedef struct sui {
    int n;
    yx_day start[SUI]; /* and start[n] is the next month 11 */
    int month[SUI];
    bool leap[SUI];
} sui;

/* Day in UTC+8 on which the sun reaches 270 degrees. */
static yx_day solstice(int year)
{
    yx_day d = yx_day_of(year, 12, 18);

    while (yx_sun_longitude(d + 1) < 270)
        d++;
    return d;
}

/* Number of the last new moon that falls on the day or before it. */
static int moon_until(yx_day d)
{
    int k = (int)floor(((double)d - (double)yx_day_of(2000, 1, 6)) / SYNODIC) + 1;

    while (new_moon(k) > d)
        k--;
    return k;
}

/* A month has a major term when the sun passes a multiple of 30 degrees in it. */
static bool has_term(yx_day start, yx_day end)
{
    return (int)(yx_sun_longitude(start) / 30) != (int)(yx_sun_longitude(end) / 30);
}

/* From month 11 of the year before to that of `year`. */
static sui sui_of(int year)
{
    sui s = {0};
    int from = moon_until(solstice(year - 1)), to = moon_until(solstice(year));
    bool wanted;

    s.n = to - from;
    for (int i = 0; i <= s.n && i < SUI; i++)
        s.start[i] = new_moon(from + i);
    wanted = s.n > 12;
    for (int i = 0, month = 11; i < s.n; i++) {
        if (wanted && i > 0 && !has_term(s.start[i], s.start[i + 1])) {
            s.leap[i] = true;
            wanted = false;
            month = (month + 10) % 12 + 1; /* the number of the one before */
        }
        s.month[i] = month;
        month = month % 12 + 1;
    }
    return s;
}

/* The lunar year of a month of the sui that ends in `year`. */
static int year_of(int year, const sui *s, int i)
{
    return i < 4 && s->month[i] >= 11 ? year - 1 : year;
}

yx_day yx_lunar_new_year(int year)
{
    sui s = sui_of(year);
    int i = 0;

    while (s.month[i] != 1 && i < s.n)
        i++;
    return s.start[i];
}

/* The months of a lunar year lie in two sui; calls with each, in order, until `seen` is true. */
static bool find(int year, bool (*seen)(const sui *s, int i, void *arg), void *arg)
{
    for (int y = year; y <= year + 1; y++) {
        sui s = sui_of(y);
        for (int i = 0; i < s.n; i++)
            if (year_of(y, &s, i) == year && seen(&s, i, arg))
                return true;
    }
    return false;
}

static bool is_leap(const sui *s, int i, void *arg)
{
    *(int *)arg = s->month[i];
    return s->leap[i];
}

int yx_lunar_leap(int year)
{
    int month = 0;

    return find(year, is_leap, &month) ? month : 0;
}

typedef struct wanted {
    yx_lunar l;
    yx_day d;
} wanted;

static bool is_month(const sui *s, int i, void *arg)
{
    wanted *w = arg;

    if (s->month[i] != w->l.month || s->leap[i] != w->l.leap ||
        w->l.day > s->start[i + 1] - s->start[i])
        return false;
    w->d = s->start[i] + w->l.day - 1;
    return true;
}

bool yx_lunar_day(yx_lunar l, yx_day *ret)
{
    wanted w = {.l = l};

    if (l.year < YX_LUNAR_FIRST || l.year > YX_LUNAR_LAST || l.month < 1 || l.month > 12 ||
        l.day < 1 || !find(l.year, is_month, &w))
        return false;
    *ret = w.d;
    return true;
}

static bool holds(const sui *s, int i, void *arg)
{
    wanted *w = arg;

    if (w->d < s->start[i] || w->d >= s->start[i + 1])
        return false;
    w->l.month = s->month[i];
    w->l.leap = s->leap[i];
    w->l.day = w->d - s->start[i] + 1;
    return true;
}

bool yx_lunar_of(yx_day d, yx_lunar *ret)
{
    wanted w = {.d = d};
    int month, day;

    if (d < yx_day_of(1900, 1, 1) || d > yx_day_of(2200, 3, 1))
        return false;
    yx_day_parts(d, &w.l.year, &month, &day);
    if (month < 3 && d < yx_lunar_new_year(w.l.year))
        w.l.year--;
    if (w.l.year < YX_LUNAR_FIRST || w.l.year > YX_LUNAR_LAST || !find(w.l.year, holds, &w))
        return false;
    *ret = w.l;
    return true;
}
