/* cap.h - one alert as a document of the Common Alerting Protocol 1.2, and the check of any such.
 *
 * What is written is a draft or an exercise, for those on duty: status Actual and scope Public do
 * not exist here. docs/format-cap.md says how grades become severity, urgency and certainty. */
#ifndef YX_BRIEF_CAP_H
#define YX_BRIEF_CAP_H

#include "base/fault.h"
#include "brief/notice.h"

typedef enum yx_cap_graded { YX_CAP_SEVERITY, YX_CAP_URGENCY, YX_CAP_CERTAINTY } yx_cap_graded;

/* The word of CAP for a notice: "Severe", "Expected", "Likely", ... */
const char *yx_cap_grade(const yx_notice *n, yx_cap_graded what);
/* The category of a hazard, "Health", or "Other"; and its code among the warning types of the
 * national release centre, "11B03", or NULL. Chinese or English words; case does not matter. */
const char *yx_cap_category(const char *hazard);
const char *yx_cap_event_code(const char *hazard);
/* A code of GB/T 2260: six digits. */
bool yx_cap_gbt2260(const char *code);

/* Appends the document: `first` is the language of the first of two info blocks. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_cap_write(const yx_notice *notice, const yx_notice_from *from, yx_lang first,
                                 yx_buf *out, yx_err *err);

/* Reads a CAP 1.2 document and adds all its faults (codes cap.* and xml.*), each with its line:
 * order, number and words of the elements, times, names, references, scope, areas, addresses,
 * markup in texts, languages with the same text.
 *   file   as the user named it
 * YX_E_REFUSED: there are faults; YX_E_NOMEM. O(text) and O(points^2) of a polygon up to
 * YX_CAP_POINTS. */
enum { YX_CAP_POINTS = 500, YX_CAP_INFOS = 100, YX_CAP_LONG = 256 << 10 };
YX_MUST_USE yx_code yx_cap_check(yx_str text, const char *file, yx_faults *faults, yx_err *err);

#endif
