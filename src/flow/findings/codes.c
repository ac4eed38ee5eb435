/* codes.c - codes and names: Q21 codes that name no region, C05 names that are not the
 * code's, C06 codes that changed between two publications. */
#include "flow/findings/inside.h"

#include "base/json_pull.h"
#include "check/code_form.h"
#include "flow/take.h"
#include "intake/clean.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- codes under which figures stand that name no region then --- */

static yx_code add_code(yx_looking *l, const char *code, const yx_period *period, const char *en,
                        const char *zh, yx_err *err)
{
    uint32_t region = yx_region_newest(l->catalog, yx_str_of(code));
    yx_finding *f;
    yx_code rc = yx_found(l, YX_CHECK_CODE, region, code, NULL, period, "", &f, err);

    l->to->rate[YX_CHECK_CODE].asked++;
    if (!rc)
        rc = yx_keep(l, &f->found, err, "%s", code);
    if (!rc)
        rc = yx_keep_detail(l, f, en, zh, err);
    return rc;
}

/* One question a code: strays of a code stand together. */
static yx_code look_strays(yx_looking *l, yx_err *err)
{
    const yx_held *h = &l->held;
    yx_code rc = YX_OK;

    for (size_t i = 0, j; i < h->n_stray && !rc; i = j) {
        char first[YX_PERIOD_TEXT], last[YX_PERIOD_TEXT], en[240], zh[240];
        yx_period from = h->stray[i].version.period, to = from;
        for (j = i; j < h->n_stray && h->stray[j].code == h->stray[i].code; j++) {
            yx_period p = h->stray[j].version.period;
            from = yx_period_order(p, from) < 0 ? p : from;
            to = yx_period_order(p, to) > 0 ? p : to;
        }
        (void)yx_period_text(from, false, first);
        (void)yx_period_text(to, false, last);
        (void)snprintf(en, sizeof en, "no region %s this code: %zu figures of %s to %s",
                       h->stray[i].known ? "had" : "has", j - i, first, last);
        (void)snprintf(zh, sizeof zh, "该代码%s无对应地区：%s至%s共%zu个数",
                       h->stray[i].known ? "当期" : "", first, last, j - i);
        rc = add_code(l, h->stray[i].code, &from, en, zh, err);
    }
    return rc;
}

/* --- codes of rows that were refused, and kept as a report --- */

typedef struct refusal {
    size_t rows, line;
    bool then; /* the code is known, but not at that time */
    const char *file;
} refusal;

typedef struct refusals {
    yx_names *code;
    refusal *at;
    size_t cap;
} refusals;

/* One fault of a report. */
typedef struct fault_seen {
    char code[40], text[204], file[256];
    size_t line;
} fault_seen;

static void copy_text(char *out, size_t size, yx_str text)
{
    size_t n = text.n < size ? text.n : size - 1;

    memcpy(out, text.at, n);
    out[n] = 0;
}

static yx_code note_refusal(yx_looking *l, refusals *r, const fault_seen *seen, yx_err *err)
{
    size_t before = yx_names_count(r->code);
    uint32_t i;
    yx_code rc;
    bool then = strcmp(seen->code, "region.not_then") == 0;
    bool unknown = yx_region_newest(l->catalog, yx_str_of(seen->text)) == YX_REGION_NONE;

    if (!seen->text[0] || (!then && strcmp(seen->code, "region.unknown") != 0) || unknown == then)
        return YX_OK; /* it is known by now */
    rc = yx_names_add(r->code, yx_str_of(seen->text), &i, err);
    if (!rc)
        rc = yx_grow(&r->at, &r->cap, (size_t)i + 1, sizeof *r->at, err);
    if (rc)
        return rc;
    if (i == before) {
        r->at[i] = (refusal){.line = seen->line, .then = then};
        rc = yx_keep(l, &r->at[i].file, err, "%s", seen->file);
    }
    r->at[i].rows++;
    return rc;
}

static size_t number_of(yx_str text)
{
    size_t v = 0;

    for (size_t i = 0; i < text.n && i < 15 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        v = v * 10 + (size_t)(text.at[i] - '0');
    return v;
}

/* The faults of a report: {"format":1,...,"faults":[{...},...]}. */
static yx_code read_report(yx_looking *l, refusals *r, yx_str payload, yx_err *err)
{
    yx_input *input = NULL;
    yx_json_pull *pull = NULL;
    yx_json_item item = {0};
    fault_seen seen = {.line = 0};
    yx_code rc = yx_input_memory(payload, &input, err);

    if (!rc)
        rc = yx_json_pull_open(input, &pull, err);
    while (!rc) {
        rc = yx_json_pull_next(pull, &item, err);
        if (rc || item.what == YX_PULL_END || item.what == YX_PULL_BROKEN)
            break;
        if (item.depth == 2 && item.what == YX_PULL_OBJECT)
            memset(&seen, 0, sizeof seen);
        else if (item.depth == 2 && item.what == YX_PULL_OBJECT_END)
            rc = note_refusal(l, r, &seen, err);
        else if (item.depth == 3 && yx_str_is(item.key, "code"))
            copy_text(seen.code, sizeof seen.code, item.text);
        else if (item.depth == 3 && yx_str_is(item.key, "text"))
            copy_text(seen.text, sizeof seen.text, item.text);
        else if (item.depth == 3 && yx_str_is(item.key, "file"))
            copy_text(seen.file, sizeof seen.file, item.text);
        else if (item.depth == 3 && yx_str_is(item.key, "line"))
            seen.line = number_of(item.text);
    }
    yx_json_pull_close(pull);
    yx_input_close(input);
    return rc;
}

static yx_code read_reports(yx_looking *l, refusals *r, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(l->ws->store, YX_ENTRY_REFUSED, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > l->ask->known.seq)
            break;
        if (l->ask->as_of == YX_DAY_MAX || yx_day_of_ms(entry.time) <= l->ask->as_of)
            rc = read_report(l, r, entry.payload, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

static yx_code ask_refusals(yx_looking *l, const refusals *r, yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    yx_code_forms forms = {.n = 0};
    yx_code rc = YX_OK;

    yx_tuned(l, YX_CHECK_CODE, NULL, YX_DAY_MAX, param);
    for (uint32_t i = 0; i < yx_n_region(l->catalog); i++)
        yx_code_forms_add(&forms, yx_str_of(yx_region_at(l->catalog, i)->code));
    for (uint32_t i = 0; i < yx_names_count(r->code) && !rc; i++) {
        yx_str code = yx_names_at(r->code, i);
        bool form = yx_code_forms_has(&forms, code, (uint32_t)param[0]);
        char en[480], zh[480];
        (void)snprintf(en, sizeof en,
                       "no region %s this code%s: %zu rows refused, first %.200s:%zu",
                       r->at[i].then ? "had" : "has", form ? "" : ", nor of the form of one",
                       r->at[i].rows, r->at[i].file, r->at[i].line);
        (void)snprintf(zh, sizeof zh, "该代码%s无对应地区%s：退回%zu行，首见%.200s:%zu",
                       r->at[i].then ? "当期" : "", form ? "" : "，也不合编码规则", r->at[i].rows,
                       r->at[i].file, r->at[i].line);
        rc = add_code(l, code.at, NULL, en, zh, err);
    }
    return rc;
}

/* Codes with figures that stand in the tree but are not of the form of its codes, where nothing
 * lies below them: invented to have a place for figures. */
static yx_code look_forms(yx_looking *l, yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    yx_code_forms forms = {.n = 0};
    const char *before = "";
    unsigned char *above = calloc(yx_n_region(l->catalog) + 1, 1);
    yx_code rc = above ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the findings");

    yx_tuned(l, YX_CHECK_CODE, NULL, YX_DAY_MAX, param);
    for (uint32_t i = 0; i < yx_n_region(l->catalog) && !rc; i++) {
        const yx_region *r = yx_region_at(l->catalog, i);
        yx_code_forms_add(&forms, yx_str_of(r->code));
        if (r->parent != YX_REGION_NONE)
            above[r->parent] = 1;
    }
    for (size_t i = 0; i < l->held.n_series && !rc; i++) {
        const yx_region *r = yx_region_at(l->catalog, l->held.series[i].region);
        bool again = strcmp(r->code, before) == 0;
        before = r->code;
        if (again)
            continue;
        l->to->rate[YX_CHECK_CODE].judged++;
        if (!above[l->held.series[i].region] &&
            !yx_code_forms_has(&forms, yx_str_of(r->code), (uint32_t)param[0]))
            rc = add_code(l, r->code, NULL, "the code is not of the form of the other ones",
                          "该代码不合编码规则", err);
    }
    free(above);
    return rc;
}

static yx_code look_refused(yx_looking *l, yx_err *err)
{
    refusals r = {0};
    yx_code rc = yx_names_new(&r.code, err);

    if (!rc)
        rc = read_reports(l, &r, err);
    if (!rc)
        rc = ask_refusals(l, &r, err);
    if (!rc)
        l->to->rate[YX_CHECK_CODE].judged += yx_names_count(r.code);
    yx_names_free(r.code);
    free(r.at);
    return rc;
}

/* --- names --- */

static bool same_plain(const char *a, const char *b)
{
    char x[YX_CLEAN_TEXT + 1], y[YX_CLEAN_TEXT + 1];
    size_t n, m;

    return strcmp(a, b) == 0 || (yx_clean_plain(yx_str_of(a), x, &n) &&
                                 yx_clean_plain(yx_str_of(b), y, &m) && strcmp(x, y) == 0);
}

typedef enum likeness { NONE, PLAIN, EXACT } likeness;

/* How a name is like one that the code has or had. */
static likeness like(const yx_catalog *catalog, uint32_t region, const char *name)
{
    const char *code = yx_region_at(catalog, region)->code;
    likeness best = NONE;

    while (region > 0 && strcmp(yx_region_at(catalog, region - 1)->code, code) == 0)
        region--;
    for (; region < yx_n_region(catalog); region++) {
        const yx_region *r = yx_region_at(catalog, region);
        if (strcmp(r->code, code) != 0)
            break;
        if (strcmp(name, r->name_zh) == 0 || strcmp(name, r->name_en) == 0)
            return EXACT;
        if (same_plain(name, r->name_zh) || same_plain(name, r->name_en))
            best = PLAIN;
    }
    return best;
}

/* Rows of the names are in order of period, then code: those of one period. */
static size_t end_of_period(const yx_catalog *catalog, size_t from)
{
    size_t i = from, n = yx_n_published_name(catalog);
    yx_period period = yx_published_name_at(catalog, from)->period;

    while (i < n && yx_period_order(yx_published_name_at(catalog, i)->period, period) == 0)
        i++;
    return i;
}

/* Another publication calls the code by a name that it has: a renaming, which C06 asks about. */
static bool is_renaming(const yx_catalog *catalog, const yx_published_name *p, uint32_t region)
{
    for (size_t i = 0; i < yx_n_published_name(catalog); i++) {
        const yx_published_name *q = yx_published_name_at(catalog, i);
        if (strcmp(q->region, p->region) == 0 && like(catalog, region, q->name) != NONE)
            return true;
    }
    return false;
}

static yx_code look_name(yx_looking *l, const yx_published_name *p, bool only_period, yx_err *err)
{
    uint32_t region = YX_REGION_NONE;
    yx_region_found found = yx_region_find(l->catalog, yx_str_of(p->region), p->period, &region);
    const yx_region *r;
    yx_finding *f;
    likeness how;
    yx_code rc;

    if (found == YX_REGION_UNKNOWN)
        return only_period && yx_wanted(l, YX_CHECK_CODE)
                   ? add_code(l, p->region, &p->period, "no region has this code",
                              "该代码无对应地区", err)
                   : YX_OK;
    l->to->rate[YX_CHECK_NAME].judged++;
    how = like(l->catalog, region, p->name);
    if (how == EXACT || (how == NONE && is_renaming(l->catalog, p, region)) ||
        !yx_wanted(l, YX_CHECK_NAME))
        return YX_OK;
    r = yx_region_at(l->catalog, region);
    rc = yx_found(l, YX_CHECK_NAME, region, p->region, NULL, &p->period, "", &f, err);
    if (rc)
        return rc;
    l->to->rate[YX_CHECK_NAME].asked++;
    f->grade = how == PLAIN ? YX_GRADE_WARN : YX_GRADE_DOUBT;
    rc = yx_keep(l, &f->found, err, "%s", p->name);
    if (!rc)
        rc = yx_keep(l, &f->expected, err, "%s", r->name_zh[0] ? r->name_zh : r->name_en);
    if (!rc && how == PLAIN)
        rc = yx_keep_detail(l, f, ", which only looks the same", "，形近字", err);
    return rc;
}

/* --- what changed from one publication to the next --- */

/* What the lineage says of a code between two days; NULL: nothing. */
static const yx_lineage *lineage_of(const yx_catalog *catalog, const char *code, yx_day from,
                                    yx_day to)
{
    for (size_t i = 0; i < yx_n_lineage(catalog); i++) {
        const yx_lineage *a = yx_lineage_at(catalog, i);
        if (a->day >= from && a->day <= to &&
            (strcmp(a->from_code, code) == 0 || strcmp(a->to_code, code) == 0))
            return a;
    }
    return NULL;
}

static yx_code add_change(yx_looking *l, const yx_published_name *p, const yx_published_name *then,
                          const char *what, yx_period before, yx_period after, yx_err *err)
{
    char a[YX_PERIOD_TEXT], b[YX_PERIOD_TEXT], day[YX_DAY_TEXT], en[700], zh[700];
    const yx_lineage *said = lineage_of(l->catalog, p->region, before.first, after.last);
    uint32_t region = yx_region_newest(l->catalog, yx_str_of(p->region));
    yx_finding *f;
    yx_code rc =
        yx_found(l, YX_CHECK_CODE_CHANGE, region, p->region, NULL, &p->period, what, &f, err);

    if (rc)
        return rc;
    l->to->rate[YX_CHECK_CODE_CHANGE].asked++;
    (void)yx_period_text(before, false, a);
    (void)yx_period_text(after, false, b);
    if (then) {
        (void)snprintf(en, sizeof en, "%.255s in %s is %.255s in %s", then->name, a, p->name, b);
        (void)snprintf(zh, sizeof zh, "%s%.255s，%s%.255s", a, then->name, b, p->name);
    } else {
        bool gone = strcmp(what, "gone") == 0;
        (void)snprintf(en, sizeof en, "%.255s is only in %s, not in %s", p->name, gone ? a : b,
                       gone ? b : a);
        (void)snprintf(zh, sizeof zh, "%.255s仅见于%s，不见于%s", p->name, gone ? a : b,
                       gone ? b : a);
    }
    rc = yx_keep_detail(l, f, en, zh, err);
    if (!rc)
        rc = yx_keep(l, &f->found, err, "%s", p->name);
    if (!rc && then)
        rc = yx_keep(l, &f->expected, err, "%s", then->name);
    if (!rc && said) {
        f->state = YX_FINDING_CLOSED;
        rc = yx_keep(l, &f->reason, err, "lineage: %s %s %s -> %s", yx_day_text(said->day, day),
                     yx_lineage_name[said->kind], said->from_code, said->to_code);
    }
    return rc;
}

/* Walks through the codes of two publications side by side. */
static yx_code look_change(yx_looking *l, size_t i, size_t end_i, size_t j, size_t end_j,
                           yx_err *err)
{
    yx_period before = yx_published_name_at(l->catalog, i)->period;
    yx_period after = yx_published_name_at(l->catalog, j)->period;
    yx_code rc = YX_OK;

    while ((i < end_i || j < end_j) && !rc) {
        const yx_published_name *a = i < end_i ? yx_published_name_at(l->catalog, i) : NULL;
        const yx_published_name *b = j < end_j ? yx_published_name_at(l->catalog, j) : NULL;
        int way = !a ? 1 : !b ? -1 : strcmp(a->region, b->region);
        l->to->rate[YX_CHECK_CODE_CHANGE].judged++;
        if (way < 0)
            rc = add_change(l, a, NULL, "gone", before, after, err);
        else if (way > 0)
            rc = add_change(l, b, NULL, "new", before, after, err);
        else if (!same_plain(a->name, b->name))
            rc = add_change(l, b, a, "renamed", before, after, err);
        i += way <= 0;
        j += way >= 0;
    }
    return rc;
}

static yx_code look_names(yx_looking *l, yx_err *err)
{
    size_t n = yx_n_published_name(l->catalog), end;
    bool only = n && end_of_period(l->catalog, 0) == n;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++)
        rc = look_name(l, yx_published_name_at(l->catalog, i), only, err);
    for (size_t i = 0; i < n && !rc && yx_wanted(l, YX_CHECK_CODE_CHANGE); i = end) {
        end = end_of_period(l->catalog, i);
        if (end < n)
            rc = look_change(l, i, end, end, end_of_period(l->catalog, end), err);
    }
    return rc;
}

yx_code yx_look_codes(yx_looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    if (yx_wanted(l, YX_CHECK_CODE)) {
        rc = look_strays(l, err);
        if (!rc)
            rc = look_forms(l, err);
        if (!rc)
            rc = look_refused(l, err);
    }
    return rc ? rc : look_names(l, err);
}
