/* registry.c - the table of detectors. */
#include "screen/rows.h"

#include <string.h>

const yx_detector *const yx_detectors[] = {
    &yx_bayes,
    &yx_cdc,
    &yx_cusum,
    &yx_earsC,
    &yx_ewma,
    &yx_farrington,
    &yx_farringtonFlexible,
    &yx_farringtonStay,
    &yx_glrnb,
    &yx_glrpois,
    &yx_mpm,
    &yx_outbreakP,
    &yx_rki,
    &yx_rogerson,
    &yx_seasonalZ,
    &yx_threshold,
};
const size_t yx_n_detector = YX_COUNT(yx_detectors);

const yx_detector *yx_detector_find(const char *name)
{
    for (size_t i = 0; i < yx_n_detector; i++)
        if (strcmp(yx_detectors[i]->name, name) == 0)
            return yx_detectors[i];
    return NULL;
}

size_t yx_param_find(const yx_detector *d, const char *name)
{
    for (size_t i = 0; i < d->n_param; i++)
        if (strcmp(d->param[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}
