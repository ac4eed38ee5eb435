#include "intake/exchange/cell_texts.h"

yx_code yx_cell_texts_set(yx_cell_texts *t, size_t i, const yx_cell *cell, yx_err *err)
{
    yx_buf_clear(&t->text[i]);
    yx_buf_str(&t->text[i], cell->text);
    t->cell[i] = *cell;
    t->cell[i].text = yx_buf_view(&t->text[i]);
    return yx_buf_check(&t->text[i], err);
}

yx_code yx_cell_texts_add(yx_cell_texts *t, size_t i, const yx_cell *cell, const char *name,
                          yx_err *err)
{
    yx_buf *text = &t->text[i];

    if (!t->cell[i].field)
        yx_buf_clear(text);
    yx_buf_text(text, text->n ? "," : "");
    yx_buf_text(text, name);
    yx_buf_char(text, '=');
    yx_buf_str(text, cell->text);
    t->cell[i] = *cell;
    t->cell[i].text = yx_buf_view(text);
    return yx_buf_check(text, err);
}

void yx_cell_texts_clear(yx_cell_texts *t)
{
    for (size_t i = 0; i < YX_CELL_TEXTS; i++)
        t->cell[i] = (yx_cell){0};
}

void yx_cell_texts_free(yx_cell_texts *t)
{
    for (size_t i = 0; i < YX_CELL_TEXTS; i++)
        yx_buf_free(&t->text[i]);
}
