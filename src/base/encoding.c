#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct yx_decoder {
    iconv_t cd;
    size_t bad;
};

yx_code yx_decoder_open(const char *name, yx_decoder **ret, yx_err *err)
{
    yx_decoder *decoder = calloc(1, sizeof *decoder);

    if (!decoder)
        return yx_fail(err, YX_E_NOMEM, "no memory for a converter");
    errno = 0;
    decoder->cd = iconv_open("UTF-8", name);
    if (decoder->cd == (iconv_t)-1) {
        bool no_memory = errno == ENOMEM;
        free(decoder);
        return no_memory ? yx_fail(err, YX_E_NOMEM, "no memory for a converter")
                         : yx_fail(err, YX_E_IO, "this system cannot convert %s", name);
    }
    *ret = decoder;
    return YX_OK;
}

void yx_decoder_close(yx_decoder *decoder)
{
    if (!decoder)
        return;
    iconv_close(decoder->cd);
    free(decoder);
}

size_t yx_decoder_convert(yx_decoder *decoder, const char *in, size_t n, bool at_end, char *out,
                          size_t cap, size_t *ret_used)
{
    char *from = (char *)in; /* iconv's prototype drops const; it does not write there */
    char *to = out;
    size_t left = n, room = cap;

    while (left) {
        if (iconv(decoder->cd, &from, &left, &to, &room) != (size_t)-1)
            break;
        if (errno == E2BIG || (errno == EINVAL && !at_end))
            break;
        if (!room) /* EILSEQ, or EINVAL at the end: a byte passes as it is */
            break;
        *to++ = *from++;
        left--;
        room--;
        decoder->bad++;
        (void)iconv(decoder->cd, NULL, NULL, NULL, NULL);
    }
    *ret_used = n - left;
    return cap - room;
}

size_t yx_decoder_bad(const yx_decoder *decoder)
{
    return decoder->bad;
}
