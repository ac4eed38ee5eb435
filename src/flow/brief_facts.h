/* brief_facts.h - what the parts of the gathering share. Everything that is gathered lives in one
 * arena and is freed with it; a missing allocation is remembered and fails the whole. */
#ifndef YX_FLOW_BRIEF_FACTS_H
#define YX_FLOW_BRIEF_FACTS_H

#include "base/mem.h"
#include "brief/brief.h"
#include "flow/alerts.h"
#include "flow/figure.h"
#include "flow/life/life.h"
#include "flow/replay/record.h"
#include "flow/rule_words.h"

enum { YX_BRIEF_RECENT = 8, YX_BRIEF_COURSE = 52 }; /* periods */
enum { YX_BRIEF_AROUND = 30 }; /* most rows of an alert's evidence in other regions */

typedef struct yx_gather {
    yx_workspace *ws;
    yx_known known;
    yx_lang lang;
    uint32_t scope; /* region, or YX_REGION_NONE for all */
    yx_day as_of;
    const yx_screening *screening;
    const yx_alerts *alerts;
    const yx_lives *lives; /* what the log says of the alerts */
    const yx_approvals *approvals;
    yx_arena *arena;
    yx_versions room;
    bool failed; /* an allocation did */
} yx_gather;

/* Cleared room for n things; never NULL when n is 0. NULL and `failed` when there is no memory. */
void *yx_gather_room(yx_gather *g, size_t n, size_t size);
const char *yx_gather_text(yx_gather *g, yx_str text);
bool yx_gather_in_scope(const yx_gather *g, uint32_t region);
yx_brief_place yx_gather_place(const yx_gather *g, uint32_t region);

/* Where a figure came from, and what it is on the workspace's boundaries if not as reported. */
yx_brief_from yx_gather_from(yx_gather *g, const yx_figure *figure);

/* brief_alerts.c: open alerts with their streams, and those that ended lately. */
YX_MUST_USE yx_code yx_gather_alerts(yx_gather *g, yx_brief_facts *facts, yx_err *err);
/* brief_watch.c: rules and what they could see; who has not reported; the figures of the scope. */
void yx_gather_rules(yx_gather *g, yx_brief_facts *facts);
void yx_gather_events(yx_gather *g, yx_brief_facts *facts);
void yx_gather_reports(yx_gather *g, yx_brief_facts *facts);
YX_MUST_USE yx_code yx_gather_figures(yx_gather *g, yx_brief_facts *facts, yx_err *err);

/* A condition of a rule, or (UINT32_MAX) its exit, as its file says it. */
const char *yx_gather_condition(yx_gather *g, const yx_rule *rule, uint32_t condition);

/* The detector with its word: "earsC C2"; "" of a stream that has none. */
const char *yx_gather_detector(yx_gather *g, const yx_stream *stream);

#endif
