#include "brief/cap_value.h"

#include "base/day.h"
#include "brief/cap.h"

#include <string.h>

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int two(const char *at)
{
    return (at[0] - '0') * 10 + (at[1] - '0');
}

bool yx_cap_time(yx_str text, int64_t *ret_s)
{
    static const char shape[] = "0000-00-00T00:00:00+00:00";
    yx_day day;
    int64_t s;

    if (text.n != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (shape[i] == '0'   ? !digit(text.at[i])
            : shape[i] == '+' ? text.at[i] != '+' && text.at[i] != '-'
                              : text.at[i] != shape[i])
            return false;
    if (!yx_day_read((yx_str){text.at, 10}, &day) || two(text.at + 11) > 23 ||
        two(text.at + 14) > 59 || two(text.at + 17) > 59 || two(text.at + 23) > 59 ||
        two(text.at + 20) * 60 + two(text.at + 23) > 14 * 60)
        return false;
    s = (int64_t)day * 86400 + two(text.at + 11) * 3600 + two(text.at + 14) * 60 +
        two(text.at + 17);
    if (ret_s)
        *ret_s =
            s - (text.at[19] == '-' ? -1 : 1) * (two(text.at + 20) * 3600 + two(text.at + 23) * 60);
    return true;
}

bool yx_cap_name(yx_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (blank(text.at[i]) || text.at[i] == ',' || text.at[i] == '<' || text.at[i] == '&')
            return false;
    return text.n > 0;
}

bool yx_cap_language(yx_str text)
{
    size_t part = 0, parts = 0;

    for (size_t i = 0; i <= text.n; i++) {
        if (i == text.n || text.at[i] == '-') {
            if (part < 1 || part > 8)
                return false;
            part = 0;
            parts++;
            continue;
        }
        if (!(((text.at[i] | 32) >= 'a' && (text.at[i] | 32) <= 'z') ||
              (parts && digit(text.at[i]))))
            return false;
        part++;
    }
    return true;
}

bool yx_cap_web(yx_str text)
{
    size_t i = 0;

    while (i < text.n && (((text.at[i] | 32) >= 'a' && (text.at[i] | 32) <= 'z') ||
                          (i && (digit(text.at[i]) || (text.at[i] && strchr("+-.", text.at[i]))))))
        i++;
    if (i == 0 || i + 3 >= text.n || memcmp(text.at + i, "://", 3) != 0 || text.at[i + 3] == '/')
        return false;
    for (; i < text.n; i++)
        if (blank(text.at[i]) || text.at[i] == '<' || text.at[i] == '>' || text.at[i] == '"')
            return false;
    return true;
}

bool yx_cap_count(yx_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!digit(text.at[i]))
            return false;
    return text.n > 0;
}

/* A number with an optional sign, as XML's decimal; *ret gets it, as near as a double is. */
bool yx_cap_number_of(yx_str text, double *ret)
{
    double v = 0, unit = 1;
    bool minus = text.n && text.at[0] == '-', any = false, behind = false;

    for (size_t i = text.n && (minus || text.at[0] == '+'); i < text.n; i++) {
        if (text.at[i] == '.' && !behind) {
            behind = true;
            continue;
        }
        if (!digit(text.at[i]))
            return false;
        any = true;
        if (behind) {
            unit /= 10;
            v += (text.at[i] - '0') * unit;
        } else {
            v = v * 10 + (text.at[i] - '0');
        }
    }
    *ret = minus ? -v : v;
    return any;
}

bool yx_cap_number(yx_str text)
{
    double v;

    return yx_cap_number_of(text, &v);
}

typedef struct point {
    double lat, lon;
} point;

static bool read_point(yx_str text, point *ret)
{
    const char *comma = text.n ? memchr(text.at, ',', text.n) : NULL;
    size_t n = comma ? (size_t)(comma - text.at) : 0;

    return comma && yx_cap_number_of((yx_str){text.at, n}, &ret->lat) &&
           yx_cap_number_of((yx_str){comma + 1, text.n - n - 1}, &ret->lon) && ret->lat >= -90 &&
           ret->lat <= 90 && ret->lon >= -180 && ret->lon <= 180;
}

/* The next piece between blanks; false: none is left. */
static bool next_piece(yx_str *rest, yx_str *ret)
{
    while (rest->n && blank(rest->at[0]))
        *rest = (yx_str){rest->at + 1, rest->n - 1};
    *ret = (yx_str){rest->at, 0};
    while (rest->n && !blank(rest->at[0])) {
        *rest = (yx_str){rest->at + 1, rest->n - 1};
        ret->n++;
    }
    return ret->n > 0;
}

bool yx_cap_circle(yx_str text)
{
    yx_str middle, radius, more;
    double r;
    point p;

    return next_piece(&text, &middle) && next_piece(&text, &radius) && !next_piece(&text, &more) &&
           read_point(middle, &p) && yx_cap_number_of(radius, &r) && r >= 0;
}

static double side_of(point a, point b, point c)
{
    return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

/* Do two sides cross, each in its inside? Rings that touch themselves are let pass. */
static bool cross(point a, point b, point c, point d)
{
    double p = side_of(a, b, c), q = side_of(a, b, d), r = side_of(c, d, a), s = side_of(c, d, b);

    return ((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0));
}

yx_cap_ring yx_cap_polygon(yx_str text)
{
    point p[YX_CAP_POINTS], first = {0, 0}, last = {0, 0};
    size_t n = 0;
    yx_str piece;

    while (next_piece(&text, &piece)) {
        if (!read_point(piece, &last))
            return YX_RING_POINT;
        if (n == 0)
            first = last;
        if (n < YX_CAP_POINTS)
            p[n] = last;
        n++;
    }
    if (n < 4)
        return YX_RING_FEW;
    if (first.lat != last.lat || first.lon != last.lon)
        return YX_RING_OPEN;
    for (size_t i = 0; i + 1 < n && n <= YX_CAP_POINTS; i++)
        for (size_t k = i + 2; k + 1 < n; k++)
            if (cross(p[i], p[i + 1], p[k], p[k + 1]))
                return YX_RING_CROSSED;
    return YX_RING_FINE;
}
