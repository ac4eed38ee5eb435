/* rss.h - alerts as an RSS 2.0 channel, for readers that look in now and then. */
#ifndef YX_BRIEF_RSS_H
#define YX_BRIEF_RSS_H

#include "brief/notice.h"

/* Appends a channel with one item a notice, in their order. guid is the identifier of the message
 * (alert and log entry), so what has not changed is not new again. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_rss_write(const yx_notice *notice, size_t n, const yx_notice_from *from,
                                 yx_lang lang, yx_buf *out, yx_err *err);

#endif
