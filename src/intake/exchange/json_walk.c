#include "intake/exchange/json_walk.h"

yx_code yx_json_walk_open(yx_foreign *f, yx_json_walk *ret, yx_err *err)
{
    yx_code rc;

    *ret = (yx_json_walk){.f = f};
    rc = yx_foreign_open(f, &ret->input, err);
    return rc ? rc : yx_json_pull_open(ret->input, &ret->pull, err);
}

void yx_json_walk_close(yx_json_walk *w)
{
    yx_json_pull_close(w->pull);
    yx_input_close(w->input);
    *w = (yx_json_walk){0};
}

static void blame(yx_json_walk *w, bool was_broken)
{
    if (w->item.what == YX_PULL_BROKEN && !was_broken)
        yx_foreign_fault(w->f, "json.syntax", w->item.line, w->item.column, w->item.text, NULL);
}

yx_code yx_json_walk_next(yx_json_walk *w, yx_err *err)
{
    bool broken = w->item.what == YX_PULL_BROKEN;
    yx_code rc = yx_json_pull_next(w->pull, &w->item, err);

    if (!rc)
        blame(w, broken);
    return rc;
}

yx_code yx_json_walk_skip(yx_json_walk *w, yx_err *err)
{
    bool broken = w->item.what == YX_PULL_BROKEN;
    yx_code rc = YX_OK;

    if (yx_json_walk_opens(w))
        rc = yx_json_pull_skip(w->pull, &w->item, err);
    if (!rc)
        blame(w, broken);
    return rc;
}

bool yx_json_walk_inside(const yx_json_walk *w)
{
    return w->item.what > YX_PULL_BROKEN && w->item.what != YX_PULL_OBJECT_END &&
           w->item.what != YX_PULL_LIST_END;
}

bool yx_json_walk_opens(const yx_json_walk *w)
{
    return w->item.what == YX_PULL_OBJECT || w->item.what == YX_PULL_LIST;
}

yx_str yx_json_walk_text(const yx_json_walk *w)
{
    switch (w->item.what) {
    case YX_PULL_TEXT:
    case YX_PULL_NUMBER:
        return w->item.text;
    case YX_PULL_TRUE:
        return yx_str_of("true");
    case YX_PULL_FALSE:
        return yx_str_of("false");
    case YX_PULL_END:
    case YX_PULL_BROKEN:
    case YX_PULL_OBJECT:
    case YX_PULL_OBJECT_END:
    case YX_PULL_LIST:
    case YX_PULL_LIST_END:
    case YX_PULL_NULL:
        break;
    }
    return (yx_str){"", 0};
}

yx_cell yx_json_walk_cell(const yx_json_walk *w, const char *field)
{
    return (yx_cell){.text = yx_json_walk_text(w),
                     .line = w->item.line,
                     .column = w->item.column,
                     .field = field};
}

void yx_json_walk_wrong(yx_json_walk *w, const char *what)
{
    yx_foreign_fault(w->f, "json.syntax", w->item.line, w->item.column, yx_json_walk_text(w), what);
}
