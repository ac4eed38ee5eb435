#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

yx_code yx_fail(yx_err *err, yx_code code, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return code;
    err->code = code;
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return code;
}
