#include "intake/opening.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((uint64_t)4 << 30) /* so that a line number fits 32 bits */

enum {
    LOOK = 256 * 1024, /* bytes of a file that are looked at for names */
    ENOUGH = 64,       /* names that are found: more say nothing new */
};

/* Words of headers that stand in no catalogue. */
static const char *const words[] = {
    "地区", "地區", "区域", "區域", "县区", "縣區", "市县",     "市縣", "单位", "單位",
    "名称", "名稱", "指标", "指標", "项目", "項目", "时间",     "時間", "时期", "時期",
    "期间", "期間", "年份", "月份", "数值", "數值", "数据",     "數據", "合计", "合計",
    "全省", "全市", "全县", "全縣", "备注", "備註", "代码",     "代碼", "日期", "年",
    "月",   "累计", "累計", "增速", "同比", "人口", "地区代码",
};

/* All names of a catalogue, to be found by their text. */
static yx_code names_of(const yx_catalog *catalog, yx_names *names, yx_err *err)
{
    uint32_t number;
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(catalog) && !rc; i++)
        rc = yx_names_add(names, yx_str_of(yx_region_at(catalog, i)->name_zh), &number, err);
    for (uint32_t i = 0; i < yx_n_indicator(catalog) && !rc; i++) {
        const yx_indicator *x = yx_indicator_at(catalog, i);
        rc = yx_names_add(names, yx_str_of(x->name_zh), &number, err);
        if (!rc)
            rc = yx_names_add(names, yx_str_of(x->unit), &number, err);
    }
    for (size_t i = 0; i < YX_COUNT(words) && !rc; i++)
        rc = yx_names_add(names, yx_str_of(words[i]), &number, err);
    return rc;
}

static bool any_beyond_ascii(yx_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return true;
    return false;
}

/* One cell: is it a name, or a period in words? */
static bool known(const yx_names *names, yx_str cell)
{
    yx_period p;

    if (cell.n >= 2 && cell.at[0] == '"' && cell.at[cell.n - 1] == '"')
        cell = (yx_str){cell.at + 1, cell.n - 2};
    cell = yx_str_trim(cell);
    return any_beyond_ascii(cell) && yx_utf8_valid(cell.at, cell.n) == cell.n &&
           (yx_names_find(names, cell) != YX_NAME_NONE || yx_period_read(cell, &p));
}

/* Counts the cells of a text that stand in the catalogues. */
static size_t count_known(const yx_names *names, yx_str text)
{
    size_t found = 0, from = 0;

    for (size_t i = 0; i <= text.n && found < ENOUGH; i++) {
        if (i < text.n && !memchr(",;\t\r\n", text.at[i], 5))
            continue;
        found += known(names, (yx_str){text.at + from, i - from});
        from = i + 1;
    }
    return found;
}

static yx_code look(const char *path, yx_encoding encoding, uint64_t max, const yx_names *names,
                    size_t *ret_found, yx_err *err)
{
    char *at = malloc(LOOK);
    yx_input *in = NULL;
    size_t have = 0, n = 1;
    yx_code rc = at ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory to look at a file");

    if (!rc)
        rc = yx_input_open(path, encoding, max, &in, err);
    while (!rc && n && have < LOOK) {
        rc = yx_input_read(in, at + have, LOOK - have, &n, err);
        have += rc ? 0 : n;
    }
    if (!rc)
        *ret_found = count_known(names, (yx_str){at, have});
    yx_input_close(in);
    free(at);
    return rc;
}

static yx_code by_names(const char *path, uint64_t max, const yx_catalog *catalog, yx_encoding *ret,
                        yx_err *err)
{
    size_t gb = 0, big5 = 0;
    yx_names *names = NULL;
    yx_code rc = yx_names_new(&names, err);

    if (!rc)
        rc = names_of(catalog, names, err);
    if (!rc)
        rc = look(path, YX_ENCODING_GB18030, max, names, &gb, err);
    if (!rc)
        rc = look(path, YX_ENCODING_BIG5, max, names, &big5, err);
    yx_names_free(names);
    if (!rc)
        *ret = gb && !big5 ? YX_ENCODING_GB18030 : big5 && !gb ? YX_ENCODING_BIG5 : YX_ENCODING_ANY;
    return rc;
}

yx_code yx_encoding_find(const char *path, uint64_t max_bytes, const yx_catalog *catalog,
                         yx_encoding *ret, yx_err *err)
{
    bool utf8 = false, gb = false, big5 = false;
    yx_code rc = yx_input_fits(path, YX_ENCODING_UTF8, max_bytes, &utf8, err);

    if (!rc && !utf8)
        rc = yx_input_fits(path, YX_ENCODING_GB18030, max_bytes, &gb, err);
    if (!rc && !utf8)
        rc = yx_input_fits(path, YX_ENCODING_BIG5, max_bytes, &big5, err);
    if (!rc && !utf8 && gb && big5)
        return by_names(path, max_bytes, catalog, ret, err);
    if (!rc) /* neither: the reader will meet the bad bytes */
        *ret = gb ? YX_ENCODING_GB18030 : big5 ? YX_ENCODING_BIG5 : YX_ENCODING_UTF8;
    return rc;
}

yx_code yx_opening(yx_taking *t, yx_encoding encoding, yx_input **ret, yx_err *err)
{
    uint64_t max = t->options->max_bytes;
    yx_code rc = YX_OK;

    if (!max || max > BYTES_MAX)
        max = BYTES_MAX;
    if (encoding == YX_ENCODING_ANY)
        encoding = t->options->encoding;
    if (encoding == YX_ENCODING_ANY) {
        rc = yx_encoding_find(t->to.file, max, t->options->catalog, &encoding, err);
        if (!rc && encoding == YX_ENCODING_ANY) {
            yx_faults_add(t->faults, &(yx_fault){.code = "file.encoding",
                                                 .file = t->to.file,
                                                 .expected = "take --encoding gb18030, or big5"});
            encoding = YX_ENCODING_GB18030;
        }
    }
    return rc ? rc : yx_input_open(t->to.file, encoding, max, ret, err);
}
