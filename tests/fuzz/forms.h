/* forms.h - what the fuzzers of other systems' forms share: any bytes as such a file give a batch
 * whose figures are written as our own CSV and taken again as the same figures, or faults that each
 * have a code, and a line where a reader has seen the file. */
#ifndef YX_TESTS_FUZZ_FORMS_H
#define YX_TESTS_FUZZ_FORMS_H

#include "base/csv.h"
#include "intake/take_csv.h"
#include "intake/take_forms.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const yx_catalog *sample(void)
{
    static yx_catalog *catalog;

    return sample_of(
        &catalog,
        "code,name_zh,name_en,level,parent_code,valid_from,valid_to,dhis2_uid,sdmx_code\n"
        "42,湖北省,Hubei,province,,,,ImspTQPwCqd,HB\n"
        "420100,黄石市,Huangshi,prefecture,42,,,,\n"
        "429001,武汉市,Wuhan,prefecture,42,,,O6uvpzGd5pu,R429001\n"
        "421024,江陵县,Jiangling,county,42,,1994-10-02,,\n"
        "421024,江陵县,Jiangling,county,42,1998-07-08,,,\n",
        "code,name_zh,name_en,unit,frequency,kind,dhis2_uid,sdmx_code\n"
        "IVA_YTD,增加值,Value added,%,M,ytd,,\ngdp,生产总值,GDP,亿元,Q,ytd,FTRrcoaog83,B1GQ\n"
        "sales,零售额,Retail sales,亿元,M,flow,s46m5MS0hxu,\nprice,价格,Price,元,W,price,,\n"
        "cases,病例,Cases,例,W,flow,,\ncases.u5,病例,Cases,例,W,flow,cases.age=u5,\n"
        "COAL_STOCK_DAYS,天数,Days,天,M,stock,h0xKKjijTdI,\n");
}

static yx_code take_bytes(yx_take_form *form, yx_str bytes, yx_faults *faults, yx_batch **ret_batch)
{
    yx_take_options options = {.catalog = sample(),
                               .today = yx_day_of(2022, 6, 1),
                               .as_of = yx_day_of(2022, 5, 1),
                               .max_bytes = 4 << 20};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    yx_seen *seen = NULL;
    char path[64];
    yx_code rc;

    must(fd >= 0 && write(fd, bytes.at, bytes.n) == (ssize_t)bytes.n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    rc = form(path, &options, &seen, faults, ret_batch, NULL);
    yx_seen_free(seen);
    close(fd);
    return rc;
}

static void write_obs(const yx_batch *batch, const yx_obs *o, yx_buf *out)
{
    char text[YX_DECIMAL_TEXT], period[YX_PERIOD_TEXT], day[YX_DAY_TEXT];
    const char status[] = {o->status, 0};
    yx_str code = yx_names_at(batch->indicator, o->indicator);
    const yx_indicator *indicator = yx_indicator_find(sample(), code);

    must(indicator != NULL);
    yx_csv_write(out, yx_names_at(batch->region, o->region), true);
    yx_csv_write(out, code, false);
    yx_buf_f(out, ",%s,", yx_period_text(o->period, indicator->kind == YX_YTD, period));
    if (o->status != YX_STATUS_WITHDRAWN)
        yx_buf_text(out, yx_decimal_text(yx_obs_value(o), text));
    yx_buf_f(out, ",%s,%s,", yx_day_text(o->as_of, day), status);
    if (o->contributors != YX_CONTRIBUTORS_NONE)
        yx_buf_f(out, "%u", o->contributors);
    yx_buf_f(out, ",%s\n", o->release == YX_DAY_NONE ? "" : yx_day_text(o->release, day));
}

static void same_obs(const yx_batch *a, const yx_batch *b)
{
    must(a->n == b->n);
    for (size_t i = 0; i < a->n; i++) {
        const yx_obs *x = &a->obs[i], *y = &b->obs[i];
        must(yx_str_same(yx_names_at(a->region, x->region), yx_names_at(b->region, y->region)));
        must(yx_str_same(yx_names_at(a->indicator, x->indicator),
                         yx_names_at(b->indicator, y->indicator)));
        must(yx_period_order(x->period, y->period) == 0);
        must(x->mantissa == y->mantissa && x->scale == y->scale && x->status == y->status);
        must(x->as_of == y->as_of && x->contributors == y->contributors &&
             x->release == y->release);
    }
}

static void take_again(const yx_batch *batch, yx_faults *faults)
{
    yx_buf out = {0};
    yx_batch *second = NULL;

    yx_buf_text(&out, "region_code,indicator,period,value,as_of,status,contributors,release\n");
    for (size_t i = 0; i < batch->n; i++)
        write_obs(batch, &batch->obs[i], &out);
    must(take_bytes(yx_take_csv, yx_buf_view(&out), faults, &second) == YX_OK);
    same_obs(batch, second);
    yx_batch_free(second);
    yx_buf_free(&out);
}

static void fuzz_form(yx_take_form *form, const uint8_t *data, size_t n)
{
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_code rc;

    must(!yx_faults_new(&faults, NULL));
    rc = take_bytes(form, (yx_str){(const char *)data, n}, faults, &batch);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (batch != NULL) && (rc == YX_OK) == (yx_faults_errors(faults) == 0));
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        char line[4096];
        must(yx_fault_code_find(f->code) != NULL);
        must(f->line >= 1 || form != yx_take_csv || strncmp(f->code, "file.", 5) == 0);
        must(yx_fault_line(f, YX_EN, line, sizeof line, NULL) == YX_OK);
        must(yx_utf8_valid(line, strlen(line)) == strlen(line));
    }
    if (batch && batch->n)
        take_again(batch, faults);
    yx_batch_free(batch);
    yx_faults_free(faults);
}

#endif
