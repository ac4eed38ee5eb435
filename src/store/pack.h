/* pack.h - how columns of whole numbers are written small, and read back without trust.
 *
 * Bytes are little-endian, a varint is LEB128, a signed one is zigzag. A column of n numbers is
 * (docs/format-chunk.md):
 *
 *   0 first [step]                 one run: every number is the one before plus step
 *   1 {count delta [step]}...      runs; delta: from the last number of the run before
 *   2 first {width bits...}...     zigzag differences, in blocks of 32 of a common bit width
 *
 * whichever is shortest, the first such on a tie, so that the same numbers give the same bytes.
 * Differences wrap around, so any int64 can stand beside any other. */
#ifndef YX_STORE_PACK_H
#define YX_STORE_PACK_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { YX_PACK_BLOCK = 32 };

void yx_pack_byte(yx_buf *out, unsigned v);
void yx_pack_uint(yx_buf *out, uint64_t v);
void yx_pack_int(yx_buf *out, int64_t v);
void yx_pack_str(yx_buf *out, yx_str text); /* length, bytes */
/* n may be 0: nothing is written. O(n). */
void yx_pack_column(yx_buf *out, const int64_t *v, size_t n);
/* The same for n > 0 numbers of which one knows that they are one run. */
void yx_pack_run(yx_buf *out, size_t n, int64_t first, int64_t step);

/* Reads from hostile bytes. The first read that does not fit makes it `bad`; later ones give 0.
 * Look at `bad` before using what was read, at the latest at the end. */
typedef struct yx_unpack {
    const uint8_t *at, *end;
    bool bad;
} yx_unpack;

yx_unpack yx_unpack_of(yx_str bytes);
unsigned yx_unpack_byte(yx_unpack *u);
uint64_t yx_unpack_uint(yx_unpack *u);
int64_t yx_unpack_int(yx_unpack *u);
/* A number from lo to hi; others are bad (and read as lo). */
uint64_t yx_unpack_within(yx_unpack *u, uint64_t lo, uint64_t hi);
yx_str yx_unpack_str(yx_unpack *u, size_t max); /* borrowed from the bytes */
/* Writes all n, whatever the bytes are. */
void yx_unpack_column(yx_unpack *u, int64_t *out, size_t n);
/* Passes over a column of n without making its numbers. */
void yx_unpack_skip(yx_unpack *u, size_t n);
/* Reads the column if it is one run and says so; otherwise reads nothing. */
bool yx_unpack_run(yx_unpack *u, size_t n, int64_t *ret_first, int64_t *ret_step);

#endif
