/* normal.h - the upper tail of the standard normal distribution, both ways. Pure. */
#ifndef YX_SCREEN_NORMAL_H
#define YX_SCREEN_NORMAL_H

/* P(Z > z), without loss far out in the tail. */
double yx_normal_tail(double z);
/* z with P(Z > z) = p: the upper quantile. p in (0, 1); else NAN. Relative error below 1e-14 for p
 * from 1e-300 to 0.5, and the same but for the sign above. */
double yx_normal_upper(double p);

#endif
