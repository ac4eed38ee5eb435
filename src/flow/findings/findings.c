#include "flow/findings/inside.h"

#include "base/hash.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const yx_finding_state_name[YX_N_FINDING_STATE] = {
    [YX_FINDING_OPEN] = "open",
    [YX_FINDING_EXPLAINED] = "explained",
    [YX_FINDING_REVISED] = "revised",
    [YX_FINDING_CLOSED] = "closed",
};

/* --- what the looks share --- */

bool yx_wanted(const yx_looking *l, yx_check_number check)
{
    yx_str name = yx_str_of(l->ask->check);

    return !l->ask->check || yx_str_is(name, yx_checks[check].id) ||
           yx_str_is(name, yx_checks[check].kind);
}

void yx_tuned(const yx_looking *l, yx_check_number check, const yx_indicator *indicator, yx_day day,
              double param[YX_CHECK_PARAMS])
{
    if (l->tuned[check])
        (void)yx_thresholds_at(l->catalog, check, indicator, day, param);
    else
        yx_check_defaults(&yx_checks[check], param);
}

yx_code yx_keep(yx_looking *l, const char **ret, yx_err *err, const char *fmt, ...)
{
    char small[512], *text;
    va_list args, again;
    int n;

    va_start(args, fmt);
    va_copy(again, args);
    n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    text = n < 0 ? NULL : yx_arena_get(&l->to->arena, (size_t)n + 1);
    if (text)
        (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    if (!text)
        return yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    *ret = text;
    return YX_OK;
}

yx_code yx_keep_decimal(yx_looking *l, yx_decimal d, const char **ret, yx_err *err)
{
    char text[YX_DECIMAL_TEXT];

    return yx_keep(l, ret, err, "%s", yx_decimal_text(d, text));
}

yx_code yx_keep_number(yx_looking *l, double v, int digits, const char **ret, yx_err *err)
{
    if (isnan(v) || isinf(v)) {
        *ret = "";
        return YX_OK;
    }
    return yx_keep(l, ret, err, "%.*f", digits < 0 ? 0 : digits > 9 ? 9 : digits, v);
}

yx_code yx_keep_detail(yx_looking *l, yx_finding *f, const char *en, const char *zh, yx_err *err)
{
    yx_code rc = yx_keep(l, &f->detail[YX_EN], err, "%s", en);

    return rc ? rc : yx_keep(l, &f->detail[YX_ZH_HANS], err, "%s", zh);
}

static void make_id(yx_finding *f)
{
    yx_str texts[] = {yx_str_of(yx_checks[f->check].id), yx_str_of(f->relation),
                      yx_str_of(f->region), yx_str_of(f->indicator ? f->indicator->code : "")};
    char hex[YX_HASH_HEX];
    yx_hasher h;
    yx_hash hash;

    yx_hash_start(&h);
    for (size_t i = 0; i < YX_COUNT(texts); i++)
        yx_hash_field(&h, texts[i].at, texts[i].n);
    yx_hash_int(&h, f->has_period ? f->period.first : YX_DAY_NONE);
    yx_hash_int(&h, f->has_period ? f->period.last : YX_DAY_NONE);
    hash = yx_hash_end(&h);
    memcpy(f->id, yx_hash_hex(&hash, hex), YX_FINDING_ID - 1);
    f->id[YX_FINDING_ID - 1] = 0;
}

yx_code yx_found(yx_looking *l, yx_check_number check, uint32_t region, const char *code,
                 const yx_indicator *indicator, const yx_period *period, const char *relation,
                 yx_finding **ret_f, yx_err *err)
{
    yx_findings *to = l->to;
    yx_finding f = {.check = check,
                    .grade = yx_checks[check].grade,
                    .kind = yx_checks[check].kind,
                    .number = region,
                    .logged = -1,
                    .indicator = indicator,
                    .found = "",
                    .expected = "",
                    .difference = "",
                    .detail = {"", ""},
                    .sum = "",
                    .since = "",
                    .explanation = "",
                    .explained_by = "",
                    .reason = "",
                    .closed_by = ""};
    yx_code rc = yx_grow(&to->at, &to->cap, to->n + 1, sizeof *to->at, err);

    if (!rc)
        rc = yx_keep(l, &f.region, err, "%s", code);
    if (!rc)
        rc = yx_keep(l, &f.relation, err, "%s", relation);
    if (rc)
        return rc;
    if (period) {
        f.period = *period;
        f.has_period = true;
    }
    make_id(&f);
    to->at[to->n] = f;
    *ret_f = &to->at[to->n++];
    return YX_OK;
}

/* --- running --- */

static yx_code make_habits(yx_looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    l->habit = calloc(l->held.n_indicator + 1, sizeof *l->habit);
    if (!l->habit)
        return yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    for (size_t i = 0; i < l->held.n_series && !rc; i++) {
        rc = yx_held_run_of(&l->held, &l->held.series[i], &l->run, err);
        if (!rc)
            yx_habit_add(&l->habit[l->held.series[i].indicator], &l->run.run);
    }
    return rc;
}

static int order(const void *a, const void *b)
{
    const yx_finding *x = a, *y = b;
    int way = (x->grade < y->grade) - (x->grade > y->grade);

    if (!way)
        way = strcmp(x->region, y->region);
    if (!way)
        way =
            strcmp(x->indicator ? x->indicator->code : "", y->indicator ? y->indicator->code : "");
    if (!way && x->has_period && y->has_period)
        way = yx_period_order(x->period, y->period);
    if (!way)
        way = (int)x->check - (int)y->check;
    return way ? way : strcmp(x->id, y->id);
}

/* Leaves the region that is asked for, and what lies below it. */
static void keep_region(yx_findings *to, const yx_catalog *catalog, uint32_t above)
{
    size_t n = 0;

    for (size_t i = 0; i < to->n; i++)
        if (to->at[i].number != YX_REGION_NONE &&
            yx_region_within(catalog, to->at[i].number, above))
            to->at[n++] = to->at[i];
    to->n = n;
}

/* The same question twice (two relations that say the same) is asked once; what only came along
 * with a check that was asked for goes. */
static void drop_doubles(yx_looking *l)
{
    yx_findings *to = l->to;
    size_t n = 0;

    for (size_t i = 0; i < to->n; i++)
        if ((n == 0 || strcmp(to->at[n - 1].id, to->at[i].id) != 0) &&
            yx_wanted(l, to->at[i].check))
            to->at[n++] = to->at[i];
    to->n = n;
}

static yx_code look(yx_looking *l, yx_err *err)
{
    yx_code (*const looks[])(yx_looking *, yx_err *) = {
        make_habits,  yx_look_series,    yx_look_relations, yx_look_regions, yx_look_learned,
        yx_look_rows, yx_look_revisions, yx_look_codes,     yx_look_duties,
    };
    yx_code rc = yx_held_read(l->ws, l->ask->known, &l->held, err);

    for (size_t i = 0; i < YX_COUNT(looks) && !rc; i++)
        rc = looks[i](l, err);
    return rc;
}

yx_code yx_findings_run(yx_workspace *ws, const yx_findings_ask *ask, yx_findings *ret, yx_err *err)
{
    bool tuned[YX_N_CHECK] = {false};
    yx_findings findings = {0};
    yx_looking l = {.ws = ws, .catalog = ws->catalog, .ask = ask, .to = &findings, .tuned = tuned};
    uint32_t above = YX_REGION_NONE;
    yx_code rc;

    if (ask->check && yx_check_find(yx_str_of(ask->check)) == YX_N_CHECK)
        return yx_fail(err, YX_E_RANGE, "no check '%.40s' (docs/checks.md)", ask->check);
    if (ask->region)
        above = yx_region_newest(ws->catalog, yx_str_of(ask->region));
    if (ask->region && above == YX_REGION_NONE)
        return yx_fail(err, YX_E_RANGE, "unknown region '%.60s'", ask->region);
    for (size_t i = 0; i < yx_n_threshold(ws->catalog); i++) {
        yx_check_number n = yx_check_find(yx_str_of(yx_threshold_at(ws->catalog, i)->check));
        if (n < YX_N_CHECK)
            tuned[n] = true;
    }
    rc = look(&l, err);
    if (!rc && findings.n)
        qsort(findings.at, findings.n, sizeof *findings.at, order);
    if (!rc)
        drop_doubles(&l);
    if (!rc)
        rc = yx_findings_fold(&l, err);
    if (!rc && findings.n)
        qsort(findings.at, findings.n, sizeof *findings.at, order);
    if (!rc && ask->region)
        keep_region(&findings, ws->catalog, above);
    if (!rc)
        rc = yx_buf_check(&findings.note, err);
    free(l.habit);
    yx_held_run_free(&l.run);
    yx_held_free(&l.held);
    if (rc) {
        yx_findings_free(&findings);
        return rc;
    }
    *ret = findings;
    return YX_OK;
}

void yx_findings_free(yx_findings *findings)
{
    free(findings->at);
    yx_buf_free(&findings->note);
    yx_arena_free(findings->arena);
    *findings = (yx_findings){0};
}

/* --- words --- */

static void fill(const yx_catalog *catalog, const yx_finding *f, yx_lang lang, yx_str name,
                 yx_buf *out)
{
    char period[YX_PERIOD_TEXT];

    if (yx_str_is(name, "region"))
        yx_buf_text(out, f->number == YX_REGION_NONE
                             ? f->region
                             : yx_region_name(yx_region_at(catalog, f->number), lang));
    else if (yx_str_is(name, "indicator"))
        yx_buf_text(out, f->indicator ? yx_indicator_name(f->indicator, lang) : "");
    else if (yx_str_is(name, "period") && f->has_period)
        yx_buf_text(out, yx_period_say(f->period, f->indicator && f->indicator->kind == YX_YTD,
                                       lang, period));
    else if (yx_str_is(name, "found"))
        yx_buf_text(out, f->found);
    else if (yx_str_is(name, "expected"))
        yx_buf_text(out, f->expected);
    else if (yx_str_is(name, "detail"))
        yx_buf_text(out, f->detail[lang]);
}

void yx_finding_say(const yx_catalog *catalog, const yx_finding *f, yx_lang lang, yx_buf *out)
{
    static const char *const lead[YX_N_LANG] = {"{region}, {indicator}, {period}: ",
                                                "{region}{indicator}（{period}）："};
    static const char *const bare[YX_N_LANG] = {"{region}: ", "{region}："};
    const char *texts[] = {f->indicator ? lead[lang] : bare[lang], yx_checks[f->check].ask[lang]};

    for (size_t k = 0; k < YX_COUNT(texts); k++) {
        for (const char *p = texts[k]; *p;) {
            const char *end = *p == '{' ? strchr(p, '}') : NULL;
            if (end) {
                fill(catalog, f, lang, (yx_str){p + 1, (size_t)(end - p - 1)}, out);
                p = end + 1;
            } else {
                yx_buf_char(out, *p++);
            }
        }
    }
}
