/* registry.c - the checks, one row each: contracts of docs/checks.md. */
#include "check/check.h"

#include <math.h>

const char *const yx_grade_name[YX_N_GRADE] = {
    [YX_GRADE_INFO] = "info",   [YX_GRADE_DOUBT] = "doubt", [YX_GRADE_WARN] = "warn",
    [YX_GRADE_ERROR] = "error", [YX_GRADE_BLOCK] = "block",
};

static const yx_param sum_param[] = {
    {"tolerance", "figure", 0, NAN, 1e15, false, NULL,
     "what the sum may differ by; none: rounding, half a last digit of every figure", NULL, false},
};
static const yx_param regions_param[] = {
    {"tolerance", "figure", 0, NAN, 1e15, false, NULL, "what the sum may differ by; none: rounding",
     NULL, false},
    {"tolerance_pct", "%", 0, 0, 100, false, NULL, "or as a share of the parent's figure", NULL,
     false},
    {"habit", "%", 0, 50, 100, false, NULL,
     "asked one by one only where at least this share of all sums holds", NULL, false},
    {"whole", "%", 0, 50, 100, false, NULL, "least share of the parts that must have reported",
     NULL, false},
};
static const yx_param decrease_param[] = {
    {"may_fall", "1", 0, 0, 1, true, NULL, "1: the total may fall by nature (profits, refunds)",
     NULL, false},
};
static const yx_param month_param[] = {
    {"combined", "1", -1, -1, 1, true, NULL,
     "1: January and February are one period; 0: they are not; -1: as most years have it", NULL,
     false},
};
static const yx_param growth_param[] = {
    {"least", "pp", 0, 1, 1000, false, NULL,
     "percentage points that the two growth rates differ by", NULL, false},
};
static const yx_param match_param[] = {
    {"least", "pp", 0, 8, 1000, false, NULL,
     "percentage points that the two growth rates are further apart than usual", NULL, false},
    {"history", "period", 4, 19, 120, true, NULL, "earlier periods with both", NULL, false},
    {"quantile", "1", 0.5, 0.95, 1, false, NULL,
     "of the own earlier distances, which must be passed", NULL, false},
};
static const yx_param abrupt_param[] = {
    {"z", "sd", 2, 5, 50, false, NULL,
     "robust standard deviations, of the change in percent and in size", NULL, false},
    {"least", "digit", 0, 10, 1e9, false, NULL,
     "last digits that the figure must have moved by: small bases", NULL, false},
    {"floor", "%", 0, 1, 100, false, NULL, "a series is never taken to be quieter than that", NULL,
     false},
    {"history", "period", 6, 12, 60, true, NULL, "earlier changes", NULL, false},
};
static const yx_param slip_param[] = {
    {"band", "1", 0.01, 0.2, 0.5, false, NULL, "how far from a whole power of ten", NULL, false},
    {"history", "period", 1, 3, 12, true, NULL, "earlier figures", NULL, false},
};
static const yx_param stock_param[] = {
    {"tolerance_pct", "%", 0, 1, 100, false, NULL,
     "share of the stock; a tolerance of the relation takes its place", NULL, false},
};
static const yx_param net_param[] = {
    {"tolerance_pct", "%", 0, 1, 100, false, NULL,
     "share of the stock; a tolerance of the relation takes its place", NULL, false},
    {"learn", "1", 0.5, 0.9, 1, false, NULL,
     "a flow that is the change of a total in at least this share of all periods, is so", NULL,
     false},
    {"learn_from", "period", 10, 100, 1e6, true, NULL,
     "... and in at least so many that are not zero", NULL, false},
};
static const yx_param repeat_param[] = {
    {"run", "period", 2, 3, 60, true, NULL, "equal figures, one after the other", NULL, false},
    {"move", "digit", 1, 50, 1e9, false, NULL, "last digits that the series moves by as a rule",
     NULL, false},
    {"share", "%", 0, 5, 100, false, NULL, "of its other figures may be equal to the one before",
     NULL, false},
};
static const yx_param revision_param[] = {
    {"p", "1", 1e-9, 0.001, 0.5, false, NULL,
     "chance of so many revisions one way, if they went as all of the indicator do", NULL, false},
    {"size", "%", 0, 20, 1000, false, NULL, "a single revision of this size is asked about too",
     NULL, false},
    {"round", "%", 1, 30, 101, false, NULL, "of the regions revised on one day: an official round",
     NULL, false},
};
static const yx_param late_param[] = {
    {"grace", "day", 0, 0, 60, true, NULL, "working days after the deadline", NULL, false},
};
static const yx_param early_param[] = {
    {"forecast", "1", 0, 0, 1, true, NULL, "1: a forecast; so is a figure of status F", NULL,
     false},
};
static const yx_param code_param[] = {
    {"form", "1", 1, 20, 1e6, true, NULL, "codes from which the coding's forms are known", NULL,
     false},
};
static const yx_param set_param[] = {
    {"least", "pp", 0, 1, 100, false, NULL, "percentage points that the two growth rates differ by",
     NULL, false},
};
static const yx_param negative_param[] = {
    {"may_be", "1", -1, -1, 1, true, NULL,
     "1: it may be below zero; 0: never; -1: never, if hardly any figure is", NULL, false},
    {"share", "1", 0, 0.005, 0.5, false, NULL, "of all figures of the indicator: hardly any", NULL,
     false},
};
static const yx_param fraction_param[] = {
    {"may_be", "1", -1, -1, 1, true, NULL,
     "1: it may have a fraction; 0: never; -1: never, if hardly any figure has", NULL, false},
    {"share", "1", 0, 0.005, 0.5, false, NULL, "of all figures of the indicator: hardly any", NULL,
     false},
};
static const yx_param shifted_param[] = {
    {"fits", "1", 1.01, 1.35, 3, false, NULL,
     "times larger or smaller: still like the column's last figure", NULL, false},
    {"columns", "1", 2, 3, 100, true, NULL, "columns side by side that fit another column only",
     NULL, false},
};
static const yx_param chain_param[] = {
    {"lag", "period", 1, 3, 24, true, NULL, "periods without any trace", NULL, false},
    {"lead", "period", 0, 12, 60, true, NULL, "periods before the claim in which a trace counts",
     NULL, false},
};

#define PARAM(table) .param = table, .n_param = YX_COUNT(table)
#define RULES        "data_quality_rules"

const yx_check yx_checks[YX_N_CHECK] = {
    [YX_CHECK_SUM] =
        {.id = "Q01",
         .kind = "sum",
         .name = {"sum of parts", "汇总一致(行业)"},
         .grade = YX_GRADE_WARN,
         .needs = "relations of kind sum",
         PARAM(sum_param),
         .guard = 0.001,
         .guard_words = "rounding: half a last digit of every figure; never repaired",
         .source = RULES,
         .ask =
             {"the parts add to {found}, reported is {expected}: which figure is right, or what is missing?",
              "各部分之和为{found}，上报合计为{expected}：哪个数有误，或者缺了哪一部分？"}},
    [YX_CHECK_SUM_REGIONS] =
        {.id = "Q02",
         .kind = "sum-regions",
         .name = {"sum of regions", "汇总一致(地区)"},
         .grade = YX_GRADE_WARN,
         .needs = "the tree, indicators that add",
         PARAM(regions_param),
         .guard = 0.01,
         .guard_words =
             "only where sums hold as a rule; parts that did not report are named; the parent is never computed",
         .source = RULES,
         .ask =
             {"the regions below add to {found}, reported is {expected}{detail}: what is missing?",
              "下级各地之和为{found}，本级上报为{expected}{detail}：差额从何而来？"}},
    [YX_CHECK_DECREASE] =
        {.id = "Q03",
         .kind = "decrease",
         .name = {"a total that falls", "累计单调"},
         .grade = YX_GRADE_ERROR,
         .needs = "kind ytd or cumulative",
         PARAM(decrease_param),
         .guard = 0.005,
         .guard_words = "those that may fall by nature are told by may_fall",
         .source = RULES,
         .ask =
             {"the total fell from {expected} to {found}: was an earlier figure corrected, and which?",
              "累计数由{expected}降为{found}：是否更正了前期数据，更正了哪一期？"}},
    [YX_CHECK_MONTH] =
        {.id = "Q04",
         .kind = "month",
         .name = {"month from the year so far", "当月推算"},
         .grade = YX_GRADE_ERROR,
         .needs = "monthly ytd or flow",
         PARAM(month_param),
         .guard = 0.001,
         .guard_words = "the rule is only taken for granted where 95 % of years follow it",
         .source = RULES,
         .ask =
             {"January ({found}) is reported alone, where January and February are one period: is it meant for both?",
              "1-2月合并统计，却单独上报了1月（{found}）：是否应为1-2月累计？"}},
    [YX_CHECK_GROWTH] =
        {.id = "Q05",
         .kind = "growth",
         .name = {"published growth and levels", "发布增速与绝对额推算增速之差"},
         .grade = YX_GRADE_INFO,
         .needs = "relations of kind yoy",
         PARAM(growth_param),
         .guard = 1,
         .guard_words = "two facts side by side (prices, sample, base), no question of error",
         .source = RULES,
         .ask =
             {"published growth is {found} %, the levels give {expected} %: constant prices, sample or base?",
              "发布增速为{found}%，按绝对额推算为{expected}%：系不变价、样本或基数口径之差？"}},
    [YX_CHECK_POWER] =
        {.id = "Q06",
         .kind = "match",
         .name = {"power and industry", "用电量-工业增加值匹配"},
         .grade = YX_GRADE_DOUBT,
         .needs = "relations of kind match, check=Q06",
         PARAM(match_param),
         .guard = 0.05,
         .guard_words =
             "P95 of the own history and 8 points; the median of all regions is taken off",
         .source = RULES,
         .ask =
             {"{detail}: growth is {found} points apart, usual is {expected}: a large user, another structure?",
              "{detail}：两项增速相差{found}个百分点，通常为{expected}：是否有大户变动或结构变化？"}},
    [YX_CHECK_TAX] =
        {.id = "Q07",
         .kind = "match",
         .name = {"tax and value added", "税收-增加值匹配"},
         .grade = YX_GRADE_DOUBT,
         .needs = "relations of kind match, check=Q07",
         PARAM(match_param),
         .guard = 0.05,
         .guard_words =
             "P95 of the own history and 8 points; the median of all regions is taken off",
         .source = RULES,
         .ask =
             {"{detail}: growth is {found} points apart, usual is {expected}: refunds, a single payer?",
              "{detail}：两项增速相差{found}个百分点，通常为{expected}：是否有退税或一次性税源？"}},
    [YX_CHECK_INVESTMENT] =
        {.id = "Q08",
         .kind = "match",
         .name = {"investment, power and projects", "投资-用电-项目匹配"},
         .grade = YX_GRADE_DOUBT,
         .needs = "relations of kind match, check=Q08",
         PARAM(match_param),
         .guard = 0.05,
         .guard_words =
             "P95 of the own history and 8 points; the median of all regions is taken off",
         .source = RULES,
         .ask =
             {"{detail}: growth is {found} points apart, usual is {expected}: another mix of projects?",
              "{detail}：两项增速相差{found}个百分点，通常为{expected}：项目结构有何变化？"}},
    [YX_CHECK_ABRUPT] =
        {.id = "Q09",
         .kind = "abrupt",
         .name = {"abrupt change", "异动幅度"},
         .grade = YX_GRADE_DOUBT,
         .needs = "12 earlier changes",
         PARAM(abrupt_param),
         .guard = 0.01,
         .guard_words =
             "beyond all its own earlier changes, in percent and in size: a small base is no reason",
         .source = RULES,
         .ask =
             {"{found}, where about {expected} was to be expected from its own past: what happened?",
              "上报{found}，按自身历史约为{expected}：发生了什么？"}},
    [YX_CHECK_UNIT] =
        {.id = "Q10",
         .kind = "unit",
         .name = {"a power of ten off", "位数异常"},
         .grade = YX_GRADE_ERROR,
         .needs = "3 earlier figures, or a sum that one slip explains",
         PARAM(slip_param),
         .guard = 0.001,
         .guard_words =
             "against the last figure, the median before it and the year before; small counts are left out",
         .source = RULES,
         .ask =
             {"{found} is a power of ten off, like {expected} in another unit: which unit was meant?",
              "{found}与历史相差整数数量级，疑为{expected}：单位是否有误（万元/亿元、吨/万吨）？"}},
    [YX_CHECK_PERCENT] =
        {.id = "Q11",
         .kind = "percent",
         .name = {"percent and points mixed", "百分数与百分点混用"},
         .grade = YX_GRADE_ERROR,
         .needs = "unit %, 3 earlier figures",
         PARAM(slip_param),
         .guard = 0.001,
         .guard_words = "only 100 times, and only where the rate does not move so far by itself",
         .source = RULES,
         .ask =
             {"{found} %, where {expected} % would be usual: a share for percent, or points for percent?",
              "上报{found}%，通常约为{expected}%：是否把小数、百分点当作百分数？"}},
    [YX_CHECK_RATIO] =
        {.id = "Q12",
         .kind = "ratio",
         .name = {"rate from its parts", "比率重算"},
         .grade = YX_GRADE_ERROR,
         .needs = "relations of kind ratio",
         PARAM(sum_param),
         .guard = 0.001,
         .guard_words = "rounding of all parts; parts of one vintage; may pass 100 %",
         .source = RULES,
         .ask = {"the rate is {found}, its parts give {expected}: which of the three is right?",
                 "上报比率为{found}，按分子分母重算为{expected}：哪一个数有误？"}},
    [YX_CHECK_STOCK] =
        {.id = "Q13",
         .kind = "stock",
         .name = {"stock, in and out", "存量恒等"},
         .grade = YX_GRADE_WARN,
         .needs = "relations of kind stock",
         PARAM(stock_param),
         .guard = 0.01,
         .guard_words = "1 % of the stock: days of measurement differ",
         .source = RULES,
         .ask =
             {"the stock before with what came in and went out makes {found}, reported is {expected}: what else moved?",
              "上期存量加进减出应为{found}，上报为{expected}：还有哪些变动？"}},
    [YX_CHECK_NET] =
        {.id = "Q14",
         .kind = "net",
         .name = {"net change", "净增恒等"},
         .grade = YX_GRADE_WARN,
         .needs =
             "relations of kind stock, check=Q14; or a flow that is the change of a total as a rule",
         PARAM(net_param),
         .guard = 0.03,
         .guard_words =
             "1 % of the stock where a relation says so; an identity that is learned must hold in 9 of 10 periods",
         .source = RULES,
         .ask = {"new is {found}, the total changed by {expected}: corrections of earlier figures?",
                 "新增为{found}，累计数变动为{expected}：是否含对前期的更正？"}},
    [YX_CHECK_BUNCHING] = {.id = "Q15",
                           .kind = "bunching",
                           .name = {"just over the target", "踩线堆积"},
                           .grade = YX_GRADE_DOUBT,
                           .needs = "targets of at least 30 regions",
                           .guard = 0.01,
                           .guard_words = "never about one county",
                           .source = RULES,
                           .later = "goals",
                           .ask = {"too many values stand just over the target",
                                   "过多数值刚好压线"}},
    [YX_CHECK_DIGITS] = {.id = "Q16",
                         .kind = "digits",
                         .name = {"first and last digits", "首位/末位数字检验"},
                         .grade = YX_GRADE_DOUBT,
                         .needs = "at least 300 figures together",
                         .guard = 0.01,
                         .guard_words =
                             "not for rates, caps or rounded series; never one county alone",
                         .source = RULES,
                         .later = "compare",
                         .ask = {"the digits are not spread as they should be", "数字分布异常"}},
    [YX_CHECK_REPEAT] =
        {.id = "Q17",
         .kind = "repeat",
         .name = {"the same again", "重复与照抄"},
         .grade = YX_GRADE_WARN,
         .needs = "3 figures of a series that moves",
         PARAM(repeat_param),
         .guard = 0.001,
         .guard_words =
             "true zeros, coarse figures and series that stand still by nature are left out",
         .source = RULES,
         .ask =
             {"{found} was reported {detail} times in a row, where the series moves: was it measured each time?",
              "连续{detail}期上报同一数值{found}，而该指标一向有变动：是否每期实测？"}},
    [YX_CHECK_REVISION] =
        {.id = "Q18",
         .kind = "revision",
         .name = {"revised afterwards", "事后修订"},
         .grade = YX_GRADE_DOUBT,
         .needs = "revised figures",
         PARAM(revision_param),
         .guard = 0.01,
         .guard_words =
             "a revision of many regions on one day is an official round; what all regions do, late reports, is no question",
         .source = RULES,
         .ask = {"revised from {expected} to {found}{detail}: what became known?",
                 "由{expected}修订为{found}{detail}：修订依据是什么？"}},
    [YX_CHECK_LATE] = {.id = "Q19",
                       .kind = "late",
                       .name = {"late or missing", "迟报漏报"},
                       .grade = YX_GRADE_WARN,
                       .needs = "forms and the calendar of duty",
                       PARAM(late_param),
                       .guard = 0.001,
                       .guard_words = "working days of the calendar, make-up days included",
                       .source = RULES,

                       .ask = {"{detail}", "{detail}"}},
    [YX_CHECK_EARLY] =
        {.id = "Q20",
         .kind = "early",
         .name = {"before the period ended", "期末前上报"},
         .grade = YX_GRADE_ERROR,
         .needs = "days of publication",
         PARAM(early_param),
         .guard = 0.001,
         .guard_words = "forecasts say so, by status F or forecast = 1",
         .source = RULES,
         .ask = {"published {detail}, before the period had ended: an estimate, or another period?",
                 "发布于{detail}，早于期末：是否为预计数，或期别有误？"}},
    [YX_CHECK_CODE] = {.id = "Q21",
                       .kind = "code",
                       .name = {"validity of codes", "代码有效期"},
                       .grade = YX_GRADE_ERROR,
                       .needs = "the tree; refused rows that were kept (take --partial)",
                       PARAM(code_param),
                       .guard = 0.001,
                       .guard_words = "the lineage is asked first",
                       .source = RULES,
                       .ask = {"{detail}: which region is meant?", "{detail}：指哪个地区？"}},
    [YX_CHECK_TARGETS] = {.id = "Q22",
                          .kind = "targets",
                          .name = {"targets added up", "目标层层加码"},
                          .grade = YX_GRADE_INFO,
                          .needs = "targets",
                          .guard = 1,
                          .guard_words = "information",
                          .source = RULES,
                          .later = "goals",
                          .ask = {"the targets below add to more than the one above",
                                  "下级目标之和高于上级目标"}},
    [YX_CHECK_INTENSITY] = {.id = "Q23",
                            .kind = "intensity",
                            .name = {"energy intensity from its parts", "能耗强度重算"},
                            .grade = YX_GRADE_ERROR,
                            .needs = "energy accounts",
                            .guard = 0.001,
                            .guard_words = "conversion of electricity",
                            .source = RULES,
                            .later = "goals",
                            .ask = {"energy intensity is not what its parts give",
                                    "能耗强度与分项推算不符"}},
    [YX_CHECK_SAME_SET] =
        {.id = "Q24",
         .kind = "yoy",
         .name = {"growth on the same regions", "同比口径"},
         .grade = YX_GRADE_ERROR,
         .needs = "relations of kind yoy, the lineage",
         PARAM(set_param),
         .guard = 0.01,
         .guard_words =
             "only across a change of the lineage, and only where the published growth is that of unlike regions",
         .source = RULES,
         .ask =
             {"growth of {found} % is against another set of regions; on the same set it is {expected} %: which is meant?",
              "同比{found}%两期地区范围不同；同口径为{expected}%：应采用哪一个？"}},
    [YX_CHECK_PRO_RATA] = {.id = "Q25",
                           .kind = "pro-rata",
                           .name = {"pace from unrounded figures", "时间进度未取整"},
                           .grade = YX_GRADE_ERROR,
                           .needs = "targets",
                           .guard = 0.001,
                           .guard_words = "-",
                           .source = RULES,
                           .later = "goals",
                           .ask = {"the gap to the pace was made from rounded figures",
                                   "进度差由取整后的数推算"}},
    [YX_CHECK_FEW] = {.id = "Q26",
                      .kind = "few",
                      .name = {"few contributors", "小样本抑制"},
                      .grade = YX_GRADE_BLOCK,
                      .needs = "contributors",
                      .guard = 0.001,
                      .guard_words = "k = 3",
                      .source = RULES,
                      .later = "protection of every output (docs/protection.md)",
                      .ask = {"fewer than three contributors", "填报单位少于3家"}},
    [YX_CHECK_RELEASE] = {.id = "Q27",
                          .kind = "release",
                          .name = {"not yet released", "未公布数据保密"},
                          .grade = YX_GRADE_BLOCK,
                          .needs = "days of release",
                          .guard = 0.001,
                          .guard_words = "release calendar",
                          .source = RULES,
                          .later = "protection of every output (docs/protection.md)",
                          .ask = {"its release is still to come", "尚未到发布时间"}},
    [YX_CHECK_LE] = {.id = "C01",
                     .kind = "le",
                     .name = {"a part above its whole", "部分大于整体"},
                     .grade = YX_GRADE_ERROR,
                     .needs = "relations of kind le",
                     PARAM(sum_param),
                     .guard = 0.001,
                     .guard_words = "rounding",
                     .source = "own",
                     .ask = {"{found} is above {expected}, which it is a part of: which is right?",
                             "{found}大于其上限{expected}：哪个数有误？"}},
    [YX_CHECK_NEGATIVE] =
        {.id = "C02",
         .kind = "negative",
         .name = {"below zero", "负值"},
         .grade = YX_GRADE_ERROR,
         .needs = "at least 5 figures of the indicator",
         PARAM(negative_param),
         .guard = 0.005,
         .guard_words =
             "only where hardly any figure of the indicator is; one that a falling total explains is not asked twice",
         .source = "own",
         .ask = {"{found} is below zero: a correction, or a slip of the sign?",
                 "{found}为负值：是冲减，还是符号有误？"}},
    [YX_CHECK_FRACTION] =
        {.id = "C03",
         .kind = "fraction",
         .name = {"part of a thing that is counted", "非整数计数"},
         .grade = YX_GRADE_ERROR,
         .needs = "at least 20 figures of the indicator",
         PARAM(fraction_param),
         .guard = 0.005,
         .guard_words = "only where hardly any figure of the indicator has digits behind the point",
         .source = "own",
         .ask = {"{found} is no whole number, where things are counted: has the point slipped?",
                 "计数指标出现非整数{found}：小数点是否移位？"}},
    [YX_CHECK_SHIFTED] =
        {.id = "C04",
         .kind = "shifted",
         .name = {"columns that slipped", "表头错位"},
         .grade = YX_GRADE_ERROR,
         .needs = "the period before, in the same order",
         PARAM(shifted_param),
         .guard = 0.0005,
         .guard_words = "three columns side by side that fit another's history and not their own",
         .source = "own",
         .ask = {"{detail}: is the header shifted?", "{detail}：表头是否错位？"}},
    [YX_CHECK_NAME] =
        {.id = "C05",
         .kind = "name",
         .name = {"a name that is not the code's", "名称与代码不符"},
         .grade = YX_GRADE_WARN,
         .needs = "names as published (load names)",
         .guard = 0.01,
         .guard_words = "names that the code had at any time are no question",
         .source = "own",
         .ask = {"published as {found}, the code's name is {expected}{detail}: which is right?",
                 "公布名称为{found}，该代码名称为{expected}{detail}：哪个正确？"}},
    [YX_CHECK_CODE_CHANGE] = {.id = "C06",
                              .kind = "code-change",
                              .name = {"codes that changed", "代码变动"},
                              .grade = YX_GRADE_INFO,
                              .needs = "names as published (load names) of two periods",
                              .guard = 1,
                              .guard_words = "information; what the lineage says is no question",
                              .source = "own",
                              .ask = {"{detail}: what became of it? (lineage.csv)",
                                      "{detail}：该代码有何变动？（lineage.csv）"}},
    [YX_CHECK_CHAIN] =
        {.id = "C07",
         .kind = "chain",
         .name = {"investment without a trace", "实物量链条"},
         .grade = YX_GRADE_DOUBT,
         .needs = "relations of kind chain",
         PARAM(chain_param),
         .guard = 0.001,
         .guard_words = "all traces must have been reported, and all be nothing",
         .source = "own",
         .ask =
             {"{found} was claimed for {detail}, and left no trace elsewhere since: has it begun?",
              "{detail}上报{found}，此后无用地、许可、用电、付款等痕迹：是否真正开工？"}},
    [YX_CHECK_COPY] =
        {.id = "C08",
         .kind = "copy",
         .name = {"another region's figures", "照抄他地"},
         .grade = YX_GRADE_WARN,
         .needs = "3 figures of two regions",
         PARAM(repeat_param),
         .guard = 0.0005,
         .guard_words =
             "common prices, coarse figures and figures that three regions share are left out",
         .source = "own",
         .ask = {"the same figures as {detail}, period after period: was it copied?",
                 "与{detail}连续多期数值相同：是否误抄？"}},
};

yx_check_number yx_check_find(yx_str name)
{
    int i = 0;

    while (i < YX_N_CHECK && !yx_str_is(name, yx_checks[i].id))
        i++;
    if (i < YX_N_CHECK)
        return (yx_check_number)i;
    for (i = 0; i < YX_N_CHECK && !yx_str_is(name, yx_checks[i].kind);)
        i++;
    return (yx_check_number)i;
}

size_t yx_check_param(const yx_check *check, yx_str name)
{
    for (size_t i = 0; i < check->n_param; i++)
        if (yx_str_is(name, check->param[i].name))
            return i;
    return SIZE_MAX;
}

void yx_check_defaults(const yx_check *check, double param[YX_CHECK_PARAMS])
{
    for (size_t i = 0; i < YX_CHECK_PARAMS; i++)
        param[i] = i < check->n_param ? check->param[i].dflt : NAN;
}
