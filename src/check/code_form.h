/* code_form.h - what the codes of a coding look like: digits and letters, and where they stand. */
#ifndef YX_CHECK_CODE_FORM_H
#define YX_CHECK_CODE_FORM_H

#include "base/text.h"

#include <stdint.h>

enum { YX_CODE_FORMS = 32 };

/* The forms that were seen: 420100 is 999999, IT01 is AA99; how often each. */
typedef struct yx_code_forms {
    char form[YX_CODE_FORMS][33];
    uint32_t n_seen[YX_CODE_FORMS];
    uint32_t n, all;
} yx_code_forms;

void yx_code_forms_add(yx_code_forms *forms, yx_str code);
/* Is a code of a form that the coding has: at least one code in a hundred? True of everything when
 * the coding has no forms: fewer than `few` codes, or more forms than can be kept. */
bool yx_code_forms_has(const yx_code_forms *forms, yx_str code, uint32_t few);

#endif
