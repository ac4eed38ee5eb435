#include "base/gb18030.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct yx_gb18030 {
    iconv_t cd;
    size_t bad;
};

yx_code yx_gb18030_open(yx_gb18030 **ret, yx_err *err)
{
    yx_gb18030 *gb = calloc(1, sizeof *gb);

    if (!gb)
        return yx_fail(err, YX_E_NOMEM, "no memory for a converter");
    errno = 0;
    gb->cd = iconv_open("UTF-8", "GB18030");
    if (gb->cd == (iconv_t)-1) {
        bool no_memory = errno == ENOMEM;
        free(gb);
        return no_memory ? yx_fail(err, YX_E_NOMEM, "no memory for a converter")
                         : yx_fail(err, YX_E_IO, "this system cannot convert GB18030");
    }
    *ret = gb;
    return YX_OK;
}

void yx_gb18030_close(yx_gb18030 *gb)
{
    if (!gb)
        return;
    iconv_close(gb->cd);
    free(gb);
}

size_t yx_gb18030_convert(yx_gb18030 *gb, const char *in, size_t n, bool at_end, char *out,
                          size_t cap, size_t *ret_used)
{
    char *from = (char *)in; /* iconv's prototype drops const; it does not write there */
    char *to = out;
    size_t left = n, room = cap;

    while (left) {
        if (iconv(gb->cd, &from, &left, &to, &room) != (size_t)-1)
            break;
        if (errno == E2BIG || (errno == EINVAL && !at_end))
            break;
        if (!room) /* EILSEQ, or EINVAL at the end: a byte passes as it is */
            break;
        *to++ = *from++;
        left--;
        room--;
        gb->bad++;
        (void)iconv(gb->cd, NULL, NULL, NULL, NULL);
    }
    *ret_used = n - left;
    return cap - room;
}

size_t yx_gb18030_bad(const yx_gb18030 *gb)
{
    return gb->bad;
}
