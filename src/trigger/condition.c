#include "trigger/condition.h"

const char *const yx_around_name[YX_N_AROUND] = {
    [YX_AROUND_NEIGHBOURS] = "neighbours",
    [YX_AROUND_SIBLINGS] = "siblings",
    [YX_AROUND_CHILDREN] = "children",
    [YX_AROUND_CONNECTED] = "connected",
};

const char *const yx_combine_name[YX_N_COMBINE] = {
    [YX_COMBINE_CAUCHY] = "cauchy",
    [YX_COMBINE_FISHER] = "fisher",
    [YX_COMBINE_EDGINGTON] = "edgington",
    [YX_COMBINE_STOUFFER] = "stouffer",
};
