#include "flow/thresholds.h"

#include <stdio.h>
#include <string.h>

yx_code yx_thresholds_check(const yx_catalog *catalog, const char *file, yx_faults *faults,
                            yx_err *err)
{
    char takes[YX_PARAM_SAID], text[YX_DECIMAL_TEXT];

    for (size_t i = 0; i < yx_n_threshold(catalog); i++) {
        const yx_threshold *t = yx_threshold_at(catalog, i);
        yx_check_number check = yx_check_find(yx_str_of(t->check));
        size_t at;
        double v;
        if (check == YX_N_CHECK) {
            yx_faults_add(faults, &(yx_fault){.code = "check.unknown",
                                              .file = file,
                                              .field = "check",
                                              .text = yx_str_of(t->check),
                                              .expected = "Q01 .. Q27, C01 .. C08"});
            continue;
        }
        at = yx_check_param(&yx_checks[check], yx_str_of(t->parameter));
        if (at == SIZE_MAX) {
            yx_faults_add(faults, &(yx_fault){.code = "check.value",
                                              .file = file,
                                              .field = "parameter",
                                              .text = yx_str_of(t->parameter),
                                              .expected = "a parameter of the check"});
            continue;
        }
        v = yx_decimal_double(t->value);
        if (!yx_param_number(&yx_checks[check].param[at], v, &v))
            yx_faults_add(faults, &(yx_fault){.code = "check.value",
                                              .file = file,
                                              .field = "value",
                                              .text = yx_str_of(yx_decimal_text(t->value, text)),
                                              .expected = yx_param_takes(
                                                  &yx_checks[check].param[at], takes)});
    }
    return yx_faults_check(faults, err);
}

/* Rows of a check stand together; names by id or by kind. */
static bool is_of(const yx_threshold *t, yx_check_number check, const yx_indicator *indicator)
{
    return yx_check_find(yx_str_of(t->check)) == check &&
           (!t->indicator[0] || (indicator && strcmp(t->indicator, indicator->code) == 0));
}

bool yx_thresholds_at(const yx_catalog *catalog, yx_check_number check,
                      const yx_indicator *indicator, yx_day day, double param[YX_CHECK_PARAMS])
{
    bool any = false;

    yx_check_defaults(&yx_checks[check], param);
    for (int own = 0; own < 2; own++) { /* those for all first, then those of the indicator */
        for (size_t i = 0; i < yx_n_threshold(catalog); i++) {
            const yx_threshold *t = yx_threshold_at(catalog, i);
            size_t at;
            if ((t->indicator[0] != 0) != own || day < t->valid_from ||
                (day >= t->valid_to && t->valid_to != YX_DAY_MAX) || !is_of(t, check, indicator))
                continue;
            at = yx_check_param(&yx_checks[check], yx_str_of(t->parameter));
            if (at == SIZE_MAX)
                continue;
            any = true;
            if (!yx_param_number(&yx_checks[check].param[at], yx_decimal_double(t->value),
                                 &param[at]))
                param[at] = yx_checks[check].param[at].dflt;
        }
    }
    return any;
}

yx_day yx_thresholds_next(const yx_catalog *catalog, yx_check_number check,
                          const yx_indicator *indicator, yx_day day)
{
    yx_day next = YX_DAY_MAX;

    for (size_t i = 0; i < yx_n_threshold(catalog); i++) {
        const yx_threshold *t = yx_threshold_at(catalog, i);
        if (!is_of(t, check, indicator))
            continue;
        if (t->valid_from > day && t->valid_from < next)
            next = t->valid_from;
        if (t->valid_to > day && t->valid_to < next)
            next = t->valid_to;
    }
    return next;
}
