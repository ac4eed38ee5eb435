#include "store/scale.h"

static bool trailing_zero(yx_decimal d)
{
    return d.scale && d.mantissa % 10 == 0;
}

void yx_scale_see(yx_scale *f, yx_decimal d)
{
    if (f->any && d.scale != f->scale)
        f->mixed = true;
    if (!f->any || d.scale > f->scale)
        f->scale = d.scale;
    f->any = true;
    f->trailing_zero |= trailing_zero(d);
}

void yx_scale_fit(yx_scale *f, yx_decimal d)
{
    int64_t v;

    if (d.scale != f->scale && !yx_decimal_rescale(d.mantissa, d.scale, f->scale, &v))
        f->overflow = true;
}

yx_typed yx_scale_typed(const yx_scale *f)
{
    if (f->overflow)
        return YX_TYPED_OWN;
    if (!f->mixed)
        return YX_TYPED_FULL;
    return f->trailing_zero ? YX_TYPED_LISTED : YX_TYPED_MINIMAL;
}

int64_t yx_scale_out(yx_decimal d, uint8_t scale, yx_typed typed)
{
    int64_t v = d.mantissa;

    if (typed != YX_TYPED_OWN && d.scale != scale)
        (void)yx_decimal_rescale(d.mantissa, d.scale, scale, &v); /* it fits: see the header */
    return v;
}

bool yx_scale_in(int64_t v, uint8_t scale, yx_typed typed, int64_t own, yx_decimal *ret)
{
    yx_decimal d = {v, scale};

    switch (typed) {
    case YX_TYPED_FULL:
        break;
    case YX_TYPED_MINIMAL:
        if (v == 0)
            d.scale = 0;
        while (trailing_zero(d)) {
            d.mantissa /= 10;
            d.scale--;
        }
        break;
    case YX_TYPED_LISTED:
        if (own < 0 || own > scale)
            return false;
        while (d.scale > own && d.mantissa % 10 == 0) {
            d.mantissa /= 10;
            d.scale--;
        }
        if (d.scale != own)
            return false;
        break;
    case YX_TYPED_OWN:
        if (own < 0 || own > YX_SCALE_MAX)
            return false;
        d.scale = (uint8_t)own;
        break;
    case YX_N_TYPED:
        return false;
    }
    *ret = d;
    return true;
}

bool yx_scale_joins(yx_decimal d, uint8_t scale, yx_typed typed, int64_t *ret)
{
    *ret = d.mantissa;
    if (typed == YX_TYPED_FULL)
        return d.scale == scale;
    return typed == YX_TYPED_MINIMAL && d.scale <= scale && !trailing_zero(d) &&
           yx_decimal_rescale(d.mantissa, d.scale, scale, ret);
}
