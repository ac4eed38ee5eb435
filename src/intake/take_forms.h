/* take_forms.h - the readers behind take_file.h, one for each form; all with the contract of
 * yx_take_csv(). */
#ifndef YX_INTAKE_TAKE_FORMS_H
#define YX_INTAKE_TAKE_FORMS_H

#include "intake/take.h"

typedef yx_code yx_take_form(const char *path, const yx_take_options *options, yx_seen **seen,
                             yx_faults *faults, yx_batch **ret_batch, yx_err *err);

yx_take_form yx_take_sdmx_csv;
yx_take_form yx_take_sdmx_ml;
yx_take_form yx_take_sdmx_json;
yx_take_form yx_take_dhis2_csv;
yx_take_form yx_take_dhis2_json;
yx_take_form yx_take_dhis2_xml;
yx_take_form yx_take_adx;

#endif
