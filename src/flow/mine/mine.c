#include "flow/mine/inside.h"

#include <string.h>

yx_code yx_mine_add(yx_mining *m, const char *name, yx_err *err)
{
    yx_code rc = yx_buf_check(&m->out, err);

    if (!rc)
        rc = yx_zip_add(m->zip, name, yx_buf_view(&m->out), true, err);
    yx_buf_clear(&m->out);
    return rc;
}

static bool is_leaf(const yx_mining *m)
{
    for (uint32_t i = 0; i < yx_n_region(m->ws->catalog); i++)
        if (strcmp(yx_region_at(m->ws->catalog, i)->parent_code, m->region) == 0)
            return false;
    return true;
}

static const char *const readme[YX_N_LANG] = {
    [YX_ZH_HANS] =
        "# %s %s：本系统保存的全部内容\n\n"
        "日期 %s，日志第 %lld 条，校验值 %s。\n\n"
        "| 文件 | 内容 |\n|---|---|\n"
        "| figures.csv | 数据的全部版本：数值、状态、发布日、日志号、来源文件与单元格、说明、修改原因 |\n"
        "| indicators.csv | 所涉指标的定义 |\n"
        "| region.csv, lineage.csv, neighbours.csv, posts.csv, events.csv | 目录中的本地区记录 |\n"
        "| findings.json | 对本地区数据的疑问，及其解释与结果 |\n"
        "| alerts.json | 预警 |\n"
        "| refused.json | 被退回的内容（写明本地区代码的） |\n"
        "| log.csv | 提到本地区的日志条目及其校验值 |\n\n"
        "protected 一栏不为空的数值受保护（参与单位不足三个、可推算出此类数值、或尚未发布）。"
        "没有下级的地区可看到自己的“参与单位不足三个”的数值。%zu 个版本未给出数值。\n\n",
    [YX_EN] =
        "# %s %s: everything that is held\n\n"
        "Day %s, log entry %lld, hash %s.\n\n"
        "| file | what |\n|---|---|\n"
        "| figures.csv | all versions of the figures: value, state, day of publication, log entry, file and cell "
        "they came from, what was said, why they were revised |\n"
        "| indicators.csv | what these figures are |\n"
        "| region.csv, lineage.csv, neighbours.csv, posts.csv, events.csv | rows of the catalogues |\n"
        "| findings.json | questions about the figures, their explanations and what became of them |\n"
        "| alerts.json | alerts |\n"
        "| refused.json | what was refused and names the region's code |\n"
        "| log.csv | entries of the log that name the region, with their hashes |\n\n"
        "Values with something in the column `protected` are protected: fewer than three reported into them, they "
        "would give such a figure away, or they are not released. A region with none below it sees its "
        "own figures of fewer than three. %zu versions are without their value.\n",
};

static yx_code read_me(yx_mining *m, yx_day today, yx_err *err)
{
    const yx_workspace *ws = m->ws;
    const yx_region *r =
        yx_region_at(ws->catalog, yx_region_newest(ws->catalog, yx_str_of(m->region)));
    char day[YX_DAY_TEXT], hex[YX_HASH_HEX];

    for (int lang = YX_N_LANG - 1; lang >= 0; lang--) {
        const char *text = readme[lang];
        yx_buf_f(&m->out, text, m->region, yx_region_name(r, (yx_lang)lang),
                 yx_day_text(today, day), (long long)ws->head.seq, yx_hash_hex(&ws->head.hash, hex),
                 m->done.hidden);
    }
    return yx_mine_add(m, "README.md", err);
}

yx_code yx_mine(yx_workspace *ws, const char *region, yx_day today, const char *path, yx_mined *ret,
                yx_err *err)
{
    yx_mining m = {.ws = ws, .region = region, .known = yx_workspace_known(ws, YX_DAY_MAX)};
    yx_code rc;

    if (yx_region_newest(ws->catalog, yx_str_of(region)) == YX_REGION_NONE)
        return yx_fail(err, YX_E_ABSENT, "unknown region '%.40s'", region);
    m.leaf = is_leaf(&m);
    rc = yx_zip_writer_new(&m.zip, err);
    if (!rc)
        rc = yx_mine_figures(&m, err);
    if (!rc)
        rc = yx_mine_catalogue(&m, err);
    if (!rc)
        rc = yx_mine_findings(&m, err);
    if (!rc)
        rc = yx_mine_alerts(&m, err);
    if (!rc)
        rc = yx_mine_log(&m, err);
    if (!rc)
        rc = read_me(&m, today, err);
    if (!rc)
        rc = yx_zip_write(m.zip, path, err);
    yx_zip_writer_free(m.zip);
    yx_buf_free(&m.out);
    if (!rc)
        *ret = m.done;
    return rc;
}
