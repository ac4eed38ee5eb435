#include "brief/words.h"

static const char *const words[YX_N_WORD][YX_N_LANG] = {
    [W_TITLE] = {"Brief: %1$s (%2$s)", "%1$s（%2$s）监测简报"},
    [W_AS_OF] = {"Figures as known on %1$s, log entry %2$llu (head %3$s).",
                 "本简报依据%1$s已掌握的数据，日志第%2$llu条（校验值%3$s）。"},
    [W_BOUNDARIES] =
        {"Series are joined on the boundaries of %1$s by lineage; a figure that is joined "
         "or split by weights says so.",
         "各序列按%1$s的行政区划以沿革衔接；衔接或按权重拆分的数据均已注明。"},
    [W_COUNTS] = {"Open alerts: %1$zu. Ended in the last %2$zu periods: %3$zu. Streams with "
                  "missing or silent reports: %4$zu of %5$zu.",
                  "未解除预警%1$zu条；近%2$zu期内解除%3$zu条；监测数据流中有未报或静默的%4$zu个"
                  "，共%5$zu个。"},
    [W_ATTENTION] = {"Needs attention", "一、需要关注"},
    [W_NO_ALERT] = {"No alert is open. How much could have been seen is told below.",
                    "目前没有未解除的预警。实际能监测到多少，见第二部分。"},
    [W_ALERT] = {"%1$s (%2$s): %3$s, %4$s level %5$d", "%1$s（%2$s）：%3$s，%4$s %5$d级"},
    [W_ALERT_SAYS] = {"Since %1$s, last confirmed in %2$s. %3$zu of %4$zu groups agree, %5$zu are "
                      "needed: %6$s. Rule %7$s, version %8$d.",
                      "自%1$s起持续，最近一次确认为%2$s。%4$zu个独立来源组中有%3$zu个一致（须%5$zu"
                      "个）：%6$s。依据规则%7$s第%8$d版。"},
    [W_ALERT_HOLDS] =
        {"Since %1$s, last confirmed in %2$s: %3$s. %4$zu of %5$zu groups bear it: "
         "%6$s. Rule %7$s, version %8$d.",
         "自%1$s起持续，最近一次确认为%2$s，条件：%3$s。%5$zu个独立来源组中有%4$zu个支"
         "持：%6$s。依据规则%7$s第%8$d版。"},
    [W_RECKONED] = {"Reckoned: %1$s", "计算：%1$s"},
    [W_TURN_WORSE] = {"%1$s: raised to %2$s level %3$d.", "%1$s升为%2$s %3$d级。"},
    [W_TURN_BETTER] = {"%1$s: lowered to %2$s level %3$d.", "%1$s降为%2$s %3$d级。"},
    [W_INHIBITED] = {"Covered by the open alert of rule %1$s.", "已由规则%1$s的未解除预警覆盖。"},
    [W_OVER] =
        {"Number %1$zu of its post and week: over the budget of its rule, so nobody is asked to answer it.",
         "本岗位本周第%1$zu条，超出规则的预警限额，不要求答复。"},
    [W_LIFE] = {"Alert %1$s: %2$s. It stands with %3$s.", "预警编号%1$s：%2$s，现由%3$s答复。"},
    [W_LIFE_NOBODY] = {"Alert %1$s: %2$s. It stands with no post by name.",
                       "预警编号%1$s：%2$s，未指定答复岗位。"},
    [W_COUNTY_NO] = {"The county says no (%1$s): %2$s", "所在县（市、区）提出异议（%1$s）：%2$s"},
    [W_COUNTY_ROOM] = {"The county says: nothing against it so far.",
                       "所在县（市、区）意见：暂无异议。"},
    [W_LAPSED] = {"%1$s, lapsed: no fresh evidence", "%1$s失效（无新证据）"},
    [W_ENDED] = {"Ended in the last %1$zu periods", "近%1$zu期内解除的预警"},
    [W_NO_ENDED] = {"No alert ended in the last %1$zu periods.", "近%1$zu期内没有解除的预警。"},
    [W_NOTHING] = {"Where nothing is raised", "二、未触发预警的地区"},
    [W_RULE_NONE] = {"No rule is in force, so nothing was watched.",
                     "没有生效的规则，因此没有进行监测。"},
    [W_RULE_SEEN] = {"Rule %1$s, version %2$d: %3$zu regions watched, %4$zu with an open alert. "
                     "%5$zu of %6$zu streams could have seen something; an alert needs %7$zu "
                     "groups.",
                     "规则%1$s第%2$d版：监测%3$zu个地区，其中%4$zu个有未解除预警。%6$zu个数据流中"
                     "有%5$zu个能够作出判断；触发预警须%7$zu个来源组一致。"},
    [W_RULE_WATCHED] =
        {"Rule %1$s, version %2$d: %3$zu regions watched, %4$zu with an open alert. "
         "%5$zu of %6$zu streams could have seen something.",
         "规则%1$s第%2$d版：监测%3$zu个地区，其中%4$zu个有未解除预警。%6$zu个数据流中"
         "有%5$zu个能够作出判断。"},
    [W_BLIND_NONE] = {"In every region enough groups could see.",
                      "各地区均有足够的来源组能够作出判断。"},
    [W_BLIND] = {"Too few groups could see in %1$zu regions, so their quiet means nothing: %2$s.",
                 "以下%1$zu个地区能够作出判断的来源组不足，未触发不等于正常：%2$s。"},
    [W_UNDEFINED] =
        {"In %1$zu regions the figures are such that the text behind the rule says nothing "
         "of them, so their quiet means nothing: %2$s.",
         "以下%1$zu个地区的数值，规则所依据的文件未作规定，未触发不等于正常：%2$s。"},
    [W_BLIND_ANY] = {"It could not be told in %1$zu regions, so their quiet means nothing: %2$s.",
                     "以下%1$zu个地区无法判断，未触发不等于正常：%2$s。"},
    [W_SILENT] = {"Who has not reported", "三、未报送情况"},
    [W_SILENT_NONE] = {"No stream is watched.", "没有监测中的数据流。"},
    [W_ALL_REPORTED] = {"all %1$zu have reported", "%1$zu个地区均已报送"},
    [W_ALL_SILENT] = {"silent: none of %1$zu since then", "静默：%1$zu个地区此后均未报送"},
    [W_LATE] = {"not reported: %1$zu of %2$zu: %3$s", "%2$zu个地区中%1$zu个未报：%3$s"},
    [W_LATE_ONE] = {"%1$s (%2$s), last %3$s", "%1$s（%2$s，最近报送%3$s）"},
    [W_NEVER] = {"never reported", "从未报送"},
    [W_FIGURES] = {"Figures", "四、最新数据"},
    [W_FIGURES_NONE] = {"No figure is kept for this region.", "没有该地区的数据。"},
    [W_READING] = {"How to read this", "五、说明"},
    [W_HOW_TO_READ] =
        {"A group is one way of reporting; groups are independent of each other, and an alert needs "
         "several of them. In a course, a triangle (in text: ^) marks an alarm, a broken line the "
         "limit, and hatching (in text: a dot) a period in which nothing was reported, which is "
         "not a zero. Every figure stands as it was reported, with the file and line it came from; "
         "expected values and limits are computed.",
         "来源组指一条独立的报送渠道，预警须多个来源组一致。走势图中，三角（文本中为^）为触发点，"
         "虚线为限值，斜线（文本中为点）表示该期未报送，未报不等于零。数据均为报送原值，并注明所"
         "在文件和行号；期望值和限值为计算所得。"},
    [W_RULE_TEXT] = {"Rule %1$s, version %2$d (%9$s): an alert is raised when at least %3$zu of "
                     "%4$zu groups alarm within %5$zu periods of each other. It ends after %6$zu "
                     "periods with fewer, not counting those in which too few groups could see. "
                     "Grade: %7$s level %8$d.",
                     "规则%1$s第%2$d版（%9$s）：%4$zu个来源组中至少%3$zu个在%5$zu期之内触发，即"
                     "发出预警；连续%6$zu期达不到即解除，来源组不足以判断的时期不计。等级：%7$s "
                     "%8$d级。"},
    [W_NOT_APPROVED] = {"Rule %1$s is not approved: its alerts are a trial.",
                        "规则%1$s未经批准，其预警属试行。"},
    [W_APPROVED] = {"Rule %1$s: approved by %2$s on %3$s.", "规则%1$s：%2$s于%3$s批准。"},
    [W_RULE_GRADES] = {"Rule %1$s, version %2$d (%3$s), grades of %4$s, the gravest that holds:",
                       "规则%1$s第%2$d版（%3$s），%4$s，按成立的最高一级定级："},
    [W_GRADE] = {"%1$s level %2$d while %3$s", "%1$s %2$d级：%3$s"},
    [W_EXIT] = {"It ends by %1$s; periods in which it cannot be told are not counted.",
                "解除条件：%1$s；无法判断的时期不计。"},
    [W_OUTSIDE] = {"Rule %1$s, version %2$d: outside its validity, so it raises nothing.",
                   "规则%1$s第%2$d版：不在有效期内，不发出预警。"},
    [W_PLACE] = {"%1$s (%2$s)", "%1$s（%2$s）"},
    [W_MORE] = {", and %1$zu others", "，另有%1$zu个"},
    [W_EVENTS] = {"Known events (left out of every baseline) and limits laid down by analysts:",
                  "已知事件（不计入任何基线）及分析人员设定的限值："},
    [W_EVENT_LIMIT] = {"%1$s, %2$s, %3$s to %4$s: limit %6$s laid down: %5$s",
                       "%1$s，%2$s，%3$s至%4$s：设定限值%6$s：%5$s"},
    [W_EVENT] = {"%1$s, %2$s, %3$s to %4$s: %5$s", "%1$s，%2$s，%3$s至%4$s：%5$s"},
    [W_EVERYWHERE] = {"everywhere", "全部地区"},
    [W_ALL_INDICATORS] = {"all indicators", "全部指标"},
    [W_STILL_ON] = {"now", "今"},
    [W_MORE_ALERTS] = {"%1$zu more open alerts stand in the table above; yixian alerts tells each.",
                       "另有%1$zu条未解除预警列于上表，逐条内容见yixian alerts。"},
    [W_SUM_HIGH] = {"%1$s, %2$s: mean %3$s + %4$s × sd %5$s of %6$s to %7$s = limit %8$s; observed "
                    "%9$s: %10$s.%11$s",
                    "%1$s，%2$s：%6$s至%7$s均值%3$s＋%4$s×标准差%5$s＝限值%8$s；实际值%9$s，"
                    "%10$s。%11$s"},
    [W_SUM_LOW] = {"%1$s, %2$s: mean %3$s − %4$s × sd %5$s of %6$s to %7$s = limit %8$s; observed "
                   "%9$s: %10$s.%11$s",
                   "%1$s，%2$s：%6$s至%7$s均值%3$s－%4$s×标准差%5$s＝限值%8$s；实际值%9$s，"
                   "%10$s。%11$s"},
    [W_LIMIT] = {"%1$s, %2$s: expected %3$s, limit %4$s; observed %5$s: %6$s.%7$s",
                 "%1$s，%2$s：期望值%3$s，限值%4$s；实际值%5$s，%6$s。%7$s"},
    [W_UNJUDGED] = {"%1$s, %2$s: %3$s.%4$s", "%1$s，%2$s：%3$s。%4$s"},
    [W_NEW_OF] = {"new in the period; reported: %1$s", "当期新增；报送值%1$s"},
    [W_COURSE] = {"%1$s, %2$s to %3$s: lowest %4$s, highest %5$s",
                  "%1$s，%2$s至%3$s：最低%4$s，最高%5$s"},
    [W_COURSE_NONE] = {"%1$s, %2$s to %3$s: nothing reported", "%1$s，%2$s至%3$s：未报送"},
    [W_ALARM_HIGH] = {"above the limit", "高于限值"},
    [W_ALARM_LOW] = {"below the limit", "低于限值"},
    [W_QUIET] = {"within the limit", "未超限"},
    [W_GAP] = {"not reported", "未报"},
    [W_TOO_SHORT] = {"history too short", "历史数据不足"},
    [W_NO_ANSWER] = {"no answer", "无法判断"},
    [W_FIGURE_GIVEN] = {"%1$s: %2$s, compared as it stands.%3$s", "%1$s：%2$s，按原值比较。%3$s"},
    [W_SILENT_FIGURE] = {"%1$s: not reported, which is the signal.%2$s",
                         "%1$s：未报，即为触发。%2$s"},
    [W_NO_DETECTOR] = {"none", "无"},
    [W_LOOK_NONE] = {"its figure", "数值本身"},
    [W_LOOK_SILENT] = {"silence", "未报"},
    [W_LOOK_HIGH] = {"too high", "偏高"},
    [W_LOOK_LOW] = {"too low", "偏低"},
    [W_LOOK_BOTH] = {"too high or low", "偏高或偏低"},
    [W_ALL_REGIONS] = {"all", "全部"},
    [W_DAY] = {"%1$04d-%2$02d-%3$02d", "%1$d年%2$d月%3$d日"},
    [W_COMMA] = {", ", "、"},
    [W_SEMICOLON] = {"; ", "；"},
    [C_INDICATOR] = {"Indicator", "指标"},
    [C_GROUP] = {"Group", "来源组"},
    [C_PERIOD] = {"Period", "时期"},
    [C_OBSERVED] = {"Observed", "实际值"},
    [C_EXPECTED] = {"Expected", "期望值"},
    [C_LIMIT] = {"Limit", "限值"},
    [C_COURSE] = {"Course", "走势"},
    [C_FROM] = {"From", "出处"},
    [C_REGION] = {"Region", "地区"},
    [C_HAZARD] = {"Sign of", "事项"},
    [C_GRADE] = {"Grade", "等级"},
    [C_RULE] = {"Rule", "规则"},
    [C_SINCE] = {"Since", "开始"},
    [C_LAST] = {"Last confirmed", "最近确认"},
    [C_END] = {"Ended", "解除"},
    [C_GROUPS] = {"Groups", "来源组"},
    [C_STREAM] = {"Stream", "数据流"},
    [C_NEWEST] = {"Newest", "最新一期"},
    [C_BEHIND] = {"Periods since", "距今期数"},
    [C_REPORTED] = {"Reported", "报送"},
    [C_VALUE] = {"Value", "数值"},
    [C_UNIT] = {"Unit", "单位"},
    [C_NOTE] = {"Said of the source", "来源说明"},
    [C_SOURCE] = {"Source", "来源"},
    [C_DETECTOR] = {"Detector", "检测方法"},
    [C_LOOK] = {"Looks for", "方向"},
    [C_WHERE] = {"Regions", "地区层级"},
};

const char *yx_word_text(yx_word word, yx_lang lang)
{
    return words[word][lang];
}
