/* judge_in.h - what the parts of judge.h share. */
#ifndef YX_TRIGGER_JUDGE_IN_H
#define YX_TRIGGER_JUDGE_IN_H

#include "trigger/judge.h"

/* Room of conditions of an area; n_region of each but table and seen. */
typedef struct yx_area_room {
    uint32_t *once;  /* the first region that says the same as this one: its class */
    uint32_t *seen;  /* 3 of each class: the last tally that counted it in each of three ways */
    uint32_t *queue; /* regions of a connected set */
    uint32_t *reached;
    uint32_t *table; /* hash of the sources */
    size_t n_table;  /* a power of two */
} yx_area_room;

typedef struct yx_judging {
    const yx_rule *rule;
    const yx_evidence *in;
    yx_area_room area;
    uint8_t *plane; /* one a condition */
} yx_judging;

uint8_t *yx_judging_plane(const yx_judging *j, size_t condition);

size_t yx_judging_extra(size_t periods); /* periods before the present one: 0 of none */
/* `when` is 1 + a period, or 0 for never; is that one of the last `within` up to t? */
bool yx_judging_recent(size_t when, size_t t, size_t within);
bool yx_has_children(const yx_condition *c);
/* The figures of a region: the row of each stream of the rule. */
void yx_judging_rows(const yx_rule *rule, const yx_evidence *in, size_t region, const double **row);

/* Periods start .. n - 1 of a condition of groups or of a stream, and of a combination. */
void yx_judging_groups(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out);
void yx_judging_combined(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out);

/* Streams that a condition reads, itself or through its children. */
uint64_t yx_condition_streams(const yx_rule *rule, uint32_t condition);

/* Periods start .. n - 1 of a condition of an area, before its `within` and `for`. */
void yx_judge_area(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out);

#endif
