/* A document as JSON: its blocks in order, for programs that set it elsewhere (docs/json.md). */
#include "base/json.h"
#include "brief/doc_model.h"

static const char *const kind_name[] = {
    [YX_BLOCK_LEAD] = "lead",
    [YX_BLOCK_HEADING] = "heading",
    [YX_BLOCK_SUBHEADING] = "subheading",
    [YX_BLOCK_ALERT] = "alert",
    [YX_BLOCK_PARA] = "paragraph",
    [YX_BLOCK_NOTE] = "note",
    [YX_BLOCK_TABLE] = "table",
};

static void spark_json(const yx_spark *spark, yx_json *j)
{
    yx_json_object(j, NULL);
    yx_json_text(j, "title", spark->title);
    yx_json_array(j, "observed");
    for (size_t i = 0; i < spark->n; i++)
        yx_json_number(j, NULL, spark->observed[i]);
    yx_json_end(j);
    yx_json_array(j, "limit");
    for (size_t i = 0; spark->upper && i < spark->n; i++)
        yx_json_number(j, NULL, spark->upper[i]);
    yx_json_end(j);
    yx_json_array(j, "alarm");
    for (size_t i = 0; spark->alarm && i < spark->n; i++)
        yx_json_bool(j, NULL, spark->alarm[i]);
    yx_json_end(j);
    yx_json_end(j);
}

/* One array of heads, then one array a row. */
static void table_json(const yx_block *block, yx_json *j)
{
    const yx_cell *cell = block->cell;

    yx_json_array(j, "columns");
    for (size_t i = 0; i < block->n_column && cell; i++, cell = cell->next)
        yx_json_str(j, NULL, cell->text);
    yx_json_end(j);
    yx_json_array(j, "rows");
    while (cell) {
        yx_json_array(j, NULL);
        for (size_t i = 0; i < block->n_column && cell; i++, cell = cell->next) {
            if (cell->spark)
                spark_json(cell->spark, j);
            else
                yx_json_str(j, NULL, cell->text);
        }
        yx_json_end(j);
    }
    yx_json_end(j);
}

yx_code yx_doc_json(const yx_doc *doc, yx_buf *out, yx_err *err)
{
    static const char *const lang[YX_N_LANG] = {"en", "zh-Hans"};
    yx_json j = {.out = out};

    yx_json_object(&j, NULL);
    yx_json_str(&j, "title", doc->title);
    yx_json_text(&j, "lang", lang[doc->lang]);
    yx_json_array(&j, "blocks");
    for (const yx_block *block = doc->block; block; block = block->next) {
        yx_json_object(&j, NULL);
        yx_json_text(&j, "kind", kind_name[block->kind]);
        if (block->kind == YX_BLOCK_TABLE)
            table_json(block, &j);
        else
            yx_json_str(&j, "text", block->text);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
    return yx_buf_check(out, err);
}
