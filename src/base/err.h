/* err.h - one way to say that something went wrong.
 *
 * A function that can fail returns yx_code and takes `yx_err *err` last. Results come back
 * through ret_ parameters, which are written on success only. `err` may be NULL; it is
 * written on failure only. Library code never prints and never exits.
 *
 * What is wrong with a user's file is not an error of a call: that is a list of its own,
 * base/fault.h. A call that found faults returns YX_E_REFUSED. */
#ifndef YX_BASE_ERR_H
#define YX_BASE_ERR_H

typedef enum yx_code {
    YX_OK = 0,
    YX_E_NOMEM = -1,   /* no memory; nothing was changed */
    YX_E_IO = -2,      /* the file or the database said no */
    YX_E_FORMAT = -3,  /* the input breaks its own format */
    YX_E_RANGE = -4,   /* a value the callee does not accept */
    YX_E_SHORT = -5,   /* too few periods to judge */
    YX_E_ABSENT = -6,  /* no such region, indicator, period, ... */
    YX_E_REFUSED = -7, /* the input has faults, which are listed apart (yx_faults) */
    YX_E_CORRUPT = -8, /* what is kept is not what was written: it does not verify */
} yx_code;

typedef struct yx_err {
    yx_code code;
    char text[240]; /* English, for the log; screens translate by `code` */
} yx_err;

#define YX_MUST_USE          __attribute__((warn_unused_result))
#define YX_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define YX_COUNT(array)      (sizeof(array) / sizeof((array)[0]))

/* Fills err (if any) and returns code, so that a failure is one line:
 *   return yx_fail(err, YX_E_RANGE, "period %zu is after the last, %zu", t, last); */
yx_code yx_fail(yx_err *err, yx_code code, const char *fmt, ...) YX_PRINTF(3, 4);

#endif
