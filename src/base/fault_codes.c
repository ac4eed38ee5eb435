/* The codes of faults: stable, sorted, each with one sentence in every language. */
#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

const yx_fault_code yx_fault_codes[] = {
    {"as_of.bad", YX_ERROR, {"not a day", "不是日期"}},
    {"as_of.future", YX_ERROR, {"published later than today", "发布日晚于今天"}},
    {"code.bad", YX_ERROR, {"not a code", "不是有效代码"}},
    {"code.empty", YX_ERROR, {"the code is empty", "代码为空"}},
    {"contributors.bad", YX_ERROR, {"not a number of contributors", "不是填报单位数"}},
    {"csv.long_record", YX_ERROR, {"the row is too long", "该行过长"}},
    {"csv.long_row", YX_ERROR, {"more fields than the header has", "列数多于表头"}},
    {"csv.nul", YX_ERROR, {"a NUL byte", "含有空字节"}},
    {"csv.open_quote", YX_ERROR, {"the file ends inside quotes", "文件在引号内结束"}},
    {"csv.short_row", YX_ERROR, {"fewer fields than the header has", "列数少于表头"}},
    {"csv.stray_cr", YX_ERROR, {"a carriage return inside a line", "行内有多余的回车符"}},
    {"csv.stray_quote", YX_ERROR, {"a stray quote", "引号位置不对"}},
    {"day.bad", YX_ERROR, {"not a day", "不是日期"}},
    {"file.empty", YX_ERROR, {"nothing to read", "没有内容"}},
    {"file.large", YX_ERROR, {"the file is too large", "文件过大"}},
    {"file.packed", YX_ERROR, {"the gzip data is broken", "压缩数据损坏"}},
    {"file.unreadable", YX_ERROR, {"the file cannot be read", "文件无法读取"}},
    {"header.form",
     YX_ERROR,
     {"the header is neither of the long nor of a wide form", "表头既非长表也非宽表"}},
    {"header.ignored", YX_WARNING, {"column ignored", "忽略该列"}},
    {"header.missing", YX_ERROR, {"a column is missing", "缺少列"}},
    {"header.twice", YX_ERROR, {"the column stands twice", "列重复"}},
    {"indicator.direction", YX_ERROR, {"unknown direction", "未知方向"}},
    {"indicator.empty", YX_ERROR, {"the indicator is empty", "指标为空"}},
    {"indicator.frequency", YX_ERROR, {"the frequency is empty", "频率为空"}},
    {"indicator.kind", YX_ERROR, {"unknown kind of indicator", "未知指标类型"}},
    {"indicator.scope",
     YX_ERROR,
     {"the code exists with another scope: a new scope needs a new code",
      "该代码已有另一口径，新口径须用新代码"}},
    {"indicator.unknown", YX_ERROR, {"unknown indicator", "未知指标"}},
    {"key.twice",
     YX_ERROR,
     {"the same region, indicator and period again", "同一地区、指标、时期重复"}},
    {"lineage.kind", YX_ERROR, {"unknown kind of change", "未知变更类型"}},
    {"note.empty", YX_ERROR, {"the reason is missing", "缺少原因"}},
    {"period.bad", YX_ERROR, {"not a period", "不是有效时期"}},
    {"period.kind", YX_ERROR, {"a year-to-date figure starts in January", "累计数须从1月起"}},
    {"period.overlap", YX_ERROR, {"months reported together and apart", "合并月份与单月同时报送"}},
    {"post.unknown", YX_ERROR, {"unknown post", "未知岗位"}},
    {"region.cycle", YX_ERROR, {"the region lies below itself", "地区隶属关系成环"}},
    {"region.empty", YX_ERROR, {"the region is empty", "地区为空"}},
    {"region.not_then", YX_ERROR, {"the code was not valid at that time", "该代码当时无效"}},
    {"region.overlap",
     YX_ERROR,
     {"the code is given to two regions at one time", "同一代码同时指两个地区"}},
    {"region.parent", YX_ERROR, {"unknown parent region", "未知上级地区"}},
    {"region.unknown", YX_ERROR, {"unknown region", "未知地区"}},
    {"relation.kind", YX_ERROR, {"unknown kind of relation", "未知关系类型"}},
    {"release.bad", YX_ERROR, {"not a day", "不是日期"}},
    {"row.twice", YX_ERROR, {"the same key again", "主键重复"}},
    {"rule.detector", YX_ERROR, {"unknown detector", "未知检测方法"}},
    {"rule.groups",
     YX_ERROR,
     {"more groups asked for than the rule has", "要求的组数多于规则所含的组"}},
    {"rule.indicator", YX_ERROR, {"unknown indicator", "未知指标"}},
    {"rule.option", YX_ERROR, {"the detector takes no such option", "检测方法没有该选项"}},
    {"rule.option_value", YX_ERROR, {"the option does not take this value", "选项值无效"}},
    {"rule.stream", YX_ERROR, {"unknown stream", "未知数据流"}},
    {"rule.version", YX_ERROR, {"a changed rule needs a higher version", "规则有改动须提高版本号"}},
    {"status.bad", YX_ERROR, {"unknown status", "未知状态"}},
    {"status.value", YX_ERROR, {"a withdrawn value is given as an empty cell", "撤回的数值须留空"}},
    {"text.encoding", YX_ERROR, {"neither UTF-8 nor GB18030", "既非UTF-8也非GB18030编码"}},
    {"value.exponent", YX_ERROR, {"a number with an exponent", "不接受科学计数法"}},
    {"value.full_width", YX_ERROR, {"full-width digits", "全角数字"}},
    {"value.not_number", YX_ERROR, {"not a number", "不是数字"}},
    {"value.plus", YX_ERROR, {"a plus sign", "不写正号"}},
    {"value.separator", YX_ERROR, {"a separator inside the number", "数字内有分隔符"}},
    {"value.too_long", YX_ERROR, {"too many digits to be kept exactly", "位数过多，无法精确保存"}},
    {"weight.bad", YX_ERROR, {"not a weight from 0 to 1", "不是0到1之间的权重"}},
    {"yaml.key_twice", YX_ERROR, {"the key stands twice", "键重复"}},
    {"yaml.kind", YX_ERROR, {"another kind of value is expected", "值的类型不对"}},
    {"yaml.missing_key", YX_ERROR, {"a key is missing", "缺少键"}},
    {"yaml.syntax", YX_ERROR, {"the YAML cannot be read", "YAML语法错误"}},
    {"yaml.unknown_key", YX_ERROR, {"unknown key", "未知键"}},
    {"yaml.unsupported", YX_ERROR, {"not used in rule files", "规则文件不支持该写法"}},
    {"yaml.value", YX_ERROR, {"not a valid value", "值无效"}},
};

const size_t yx_n_fault_code = YX_COUNT(yx_fault_codes);

static int by_code(const void *key, const void *row)
{
    return strcmp(key, ((const yx_fault_code *)row)->code);
}

const yx_fault_code *yx_fault_code_find(const char *code)
{
    return bsearch(code, yx_fault_codes, yx_n_fault_code, sizeof yx_fault_codes[0], by_code);
}
