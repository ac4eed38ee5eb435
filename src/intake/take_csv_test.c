#include "intake/take_csv.h"

#include "base/buf.h"
#include "tests/support/take_sample.h"

#include <stdio.h>
#include <string.h>

#define BYTES(text) text, sizeof(text) - 1
/* One line a fault: code line:column field 'text' <expected> ~nearest */
static void print_faults(yx_faults *faults, yx_buf *out)
{
    for (size_t i = 0; i < yx_faults_count(faults); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        yx_buf_f(out, "%s %zu:%zu %s '", f->code, f->line, f->column, f->field ? f->field : "-");
        yx_buf_str(out, f->text);
        yx_buf_f(out, "'");
        if (f->expected)
            yx_buf_f(out, " <%s>", f->expected);
        if (f->nearest)
            yx_buf_f(out, " ~%s", f->nearest);
        yx_buf_char(out, '\n');
    }
    yx_buf_char(out, 0);
}

/* One line a figure: region indicator period value as_of status contributors release line:column */
static void print_batch(const yx_batch *batch, yx_buf *out)
{
    char text[YX_DECIMAL_TEXT], period[YX_PERIOD_TEXT], day[YX_DAY_TEXT];

    for (size_t i = 0; i < batch->n; i++) {
        const yx_obs *o = &batch->obs[i];
        yx_str code = yx_names_at(batch->indicator, o->indicator);
        bool ytd = yx_str_is(code, "gdp");
        yx_buf_str(out, yx_names_at(batch->region, o->region));
        yx_buf_f(out, " %s %s %s %s", code.at, yx_period_text(o->period, ytd, period),
                 yx_decimal_text(yx_obs_value(o), text), yx_day_text(o->as_of, day));
        yx_buf_f(out, " %c", o->status ? o->status : '-');
        if (o->contributors != YX_CONTRIBUTORS_NONE)
            yx_buf_f(out, " n%u", o->contributors);
        if (o->release != YX_DAY_NONE)
            yx_buf_f(out, " %s", yx_day_text(o->release, day));
        yx_buf_f(out, " %u:%u\n", o->line, o->column);
    }
    yx_buf_char(out, 0);
}

typedef struct file_case {
    const char *why, *bytes;
    size_t n;
    const char *want; /* the figures, or the faults */
} file_case;

static void take_and_compare(const file_case *c, const char *path, yx_code want_code)
{
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_err err = {0};
    yx_buf out = {0};
    yx_code rc;

    T_OK(!yx_faults_new(&faults, NULL));
    rc = yx_take_csv(path, &o, &seen, faults, &batch, &err);
    if (rc == YX_OK)
        print_batch(batch, &out);
    else
        print_faults(faults, &out);
    if (rc != want_code || strcmp(out.at, c->want) != 0)
        print_error("%s: %d\n%s", c->why, (int)rc, rc ? out.at : "");
    T_OK(rc == want_code && err.code == rc);
    T_TEXT(out.at, c->want);
    T_OK(rc ? !batch : batch != NULL);
    yx_buf_free(&out);
    yx_batch_free(batch);
    yx_faults_free(faults);
    yx_seen_free(seen);
}

/* --- what is taken --- */

static const file_case good[] = {
    {"the long form", BYTES(HEAD "420100,sales,2022-03,12.50\n"),
     "420100 sales 2022-03 12.50 2022-05-01 - 2:4\n"},
    {"columns in any order", BYTES("value,period,indicator,region_code\n-0.5,2022,price,42\n"),
     "42 price 2022 -0.5 2022-05-01 - 2:1\n"},
    {"a byte order mark and CRLF",
     BYTES("\xEF\xBB\xBF"
           "region_code,indicator,period,value\r\n42,price,2022-W01,1\r\n"),
     "42 price 2022-W01 1 2022-05-01 - 2:4\n"},
    {"quotes",
     BYTES("\"region_code\",\"indicator\",\"period\",\"value\"\n"
           "\"42\",\"price\",\"2022-W01\",\"1\"\n"),
     "42 price 2022-W01 1 2022-05-01 - 2:4\n"},
    {"nothing reported is no zero", BYTES(HEAD "42,price,2022-W01,\n42,price,2022-W02,0\n"),
     "42 price 2022-W02 0 2022-05-01 - 3:4\n"},
    {"nothing reported at all", BYTES(HEAD "42,price,2022-W01,\n"), ""},
    {"all columns", BYTES(FULL "42,price,2022,1,2022-06-01,P,0,2022-07-01\n42,price,2021,2,,,,\n"),
     "42 price 2022 1 2022-06-01 P n0 2022-07-01 2:4\n42 price 2021 2 2022-05-01 - 3:4\n"},
    {"a withdrawn value", BYTES(FULL "42,price,2022,,,W,,\n"),
     "42 price 2022 0 2022-05-01 W 2:4\n"},
    {"ytd starts in January",
     BYTES(HEAD "42,gdp,2022-Q1,1\n42,gdp,2022-H1,2\n42,gdp,2021,4\n42,gdp,2022-01,5\n"),
     "42 gdp 2022-01..03 1 2022-05-01 - 2:4\n42 gdp 2022-01..06 2 2022-05-01 - 3:4\n"
     "42 gdp 2021-01..12 4 2022-05-01 - 4:4\n42 gdp 2022-01 5 2022-05-01 - 5:4\n"},
    {"the same key on another publication day",
     BYTES(FULL "42,price,2022,1,2022-03-01,,,\n42,price,2022,2,2022-04-01,,,\n"),
     "42 price 2022 1 2022-03-01 - 2:4\n42 price 2022 2 2022-04-01 - 3:4\n"},
    {"each region in its time",
     BYTES(HEAD "420697,price,2010-11,1\n420600,price,2010-12,2\n420606,price,2019,3\n"),
     "420697 price 2010-11 1 2022-05-01 - 2:4\n420600 price 2010-12 2 2022-05-01 - 3:4\n"
     "420606 price 2019 3 2022-05-01 - 4:4\n"},
    {"January and February together, the year before apart",
     BYTES(HEAD "42,sales,2022-01..02,1\n42,sales,2021-01,2\n42,sales,2021-02,3\n"
                "420100,sales,2022-01,4\n42,price,2022-01,5\n42,price,2022-01..02,6\n"),
     "42 sales 2022-01..02 1 2022-05-01 - 2:4\n42 sales 2021-01 2 2022-05-01 - 3:4\n"
     "42 sales 2021-02 3 2022-05-01 - 4:4\n420100 sales 2022-01 4 2022-05-01 - 5:4\n"
     "42 price 2022-01 5 2022-05-01 - 6:4\n42 price 2022-01..02 6 2022-05-01 - 7:4\n"},
    {"February withdrawn for both together",
     BYTES(FULL "42,sales,2022-02,,,W,,\n42,sales,2022-01..02,6,,,,\n"),
     "42 sales 2022-02 0 2022-05-01 W 2:4\n42 sales 2022-01..02 6 2022-05-01 - 3:4\n"},
    {"periods as headers",
     BYTES("region_code,indicator,2022-01,2022年2月,202203\n42,sales,1,,3\n420100,gdp,4,5,\n"),
     "42 sales 2022-01 1 2022-05-01 - 2:3\n42 sales 2022-03 3 2022-05-01 - 2:5\n"
     "420100 gdp 2022-01 4 2022-05-01 - 3:3\n420100 gdp 2022-01..02 5 2022-05-01 - 3:4\n"},
    {"indicators as headers",
     BYTES("region_code,status,period,gdp,sales\n42,P,2022-Q1,1,2\n420100,,2022-03,,4\n"),
     "42 gdp 2022-01..03 1 2022-05-01 P 2:4\n42 sales 2022-Q1 2 2022-05-01 P 2:5\n"
     "420100 sales 2022-03 4 2022-05-01 - 3:5\n"},
    {"GB18030, and the Chinese names of periods",
     BYTES(HEAD "42,price,2022\xC4\xEA"
                "1\xD4\xC2,1\n"),
     "42 price 2022-01 1 2022-05-01 - 2:4\n"},
    {"gzip: the first case",
     BYTES(
         "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x05\xc1\x61\x0a\x80\x30\x08\x06\xd0\xff\x3b\x8b\xc5\x37\xab\xf3\x84\x4c\x09\x61\xcc\x70\xd5\xf9\x7b\x2f\xed\xf2\x18\x67\x0b\x35\xf2\xa1\xde\xe4\x89\xa4\xdb\xd2\x43\xe9\x93\xfe\x5a\xd9\x19\x15\xa0\x29\xdd\x26\x31\x98\x17\x6c\x54\x79\x3d\x50\x7e\xca\x7f\xee\x6a\x3e\x00\x00\x00"),
     "420100 sales 2022-03 12.50 2022-05-01 - 2:4\n"},
    {"empty lines", BYTES("\n" HEAD "\n42,price,2022,1\n\n"), "42 price 2022 1 2022-05-01 - 4:4\n"},
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(good); i++)
        take_and_compare(&good[i], t_file("good.csv", good[i].bytes, good[i].n), YX_OK);
}

static void test_batch(void **state)
{
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    const char *path = t_file_text("ignored.csv", "region_code,indicator,period,value,note,as-of\n"
                                                  "42,price,2022,1,x,\n");

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_take_csv(path, &o, &seen, faults, &batch, NULL));
    T_TEXT(batch->file, "ignored.csv");
    T_TEXT(batch->source, "a test");
    T_OK(yx_faults_count(faults) == 2 && yx_faults_errors(faults) == 0); /* warnings */
    T_TEXT(yx_faults_at(faults, 0)->code, "header.ignored");
    T_OK(yx_faults_at(faults, 0)->line == 1 && yx_faults_at(faults, 0)->column == 5);
    T_OK(!yx_faults_at(faults, 0)->nearest);
    T_TEXT(yx_faults_at(faults, 1)->nearest, "as_of");
    yx_batch_free(batch);
    yx_faults_free(faults);
    yx_seen_free(seen);
}

/* --- what is refused --- */

static const file_case bad[] = {
    {"an unknown region, with the nearest",
     BYTES(HEAD "42010,price,2022,1\n42,price,2022,1\n42010,price,2021,1\nZZZZZZ,price,2022,1\n"),
     "region.unknown 2:1 region_code '42010' <the code of a region> ~420100 武汉市\n"
     "region.unknown 4:1 region_code '42010' <the code of a region> ~420100 武汉市\n"
     "region.unknown 5:1 region_code 'ZZZZZZ' <the code of a region>\n"},
    {"a region outside its time",
     BYTES(
         HEAD
         "420606,price,2020,1\n420606,price,1999-12,1\n420600,price,2010-11,1\n420697,price,2010-12,1\n"),
     "region.not_then 2:1 region_code '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "region.not_then 3:1 region_code '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "region.not_then 4:1 region_code '420600' <a period from 2010-12-09 on: the code is valid from then>\n"
     "region.not_then 5:1 region_code '420697' <a period until 2010-12-08: the code is valid until then>\n"},
    {"an unknown indicator, with the nearest", BYTES(HEAD "42,sale,2022,1\n42,zzzzzz,2022,1\n"),
     "indicator.unknown 2:2 indicator 'sale' <the code of an indicator> ~sales 零售额\n"
     "indicator.unknown 3:2 indicator 'zzzzzz' <the code of an indicator>\n"},
    {"no region, no indicator, no period", BYTES(HEAD ",price,2022,1\n42,,2022,1\n42,price,,1\n"),
     "region.empty 2:1 region_code '' <the code of a region>\n"
     "indicator.empty 3:2 indicator '' <the code of an indicator>\n"
     "period.bad 4:3 period '' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"},
    {"bad periods",
     BYTES(HEAD
           "42,price,2031-13-01,1\n42,price,2031-02-30,1\n42,price,2022-W53,1\n42,price, 2022,1\n"),
     "period.bad 2:3 period '2031-13-01' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "period.bad 3:3 period '2031-02-30' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "period.bad 4:3 period '2022-W53' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "period.bad 5:3 period ' 2022' <no blanks>\n"},
    {"ytd that does not start in January",
     BYTES(HEAD "42,gdp,2022-02..03,1\n42,gdp,2022-W05,1\n42,gdp,2022-Q1,1\n"),
     "period.kind 2:3 period '2022-02..03' <a period from January on, such as 2021-01..11>\n"
     "period.kind 3:3 period '2022-W05' <a period from January on, such as 2021-01..11>\n"},
    {"bad numbers",
     BYTES(
         HEAD
         "42,price,2022-01,\"1,234\"\n42,price,2022-02,１２\n42,price,2022-03,1e309\n42,price,2022-04,0x1F\n42,price,2022-05,nan\n42,price,2022-06,--\n42,price,2022-07,+5\n42,price,2022-08,1e6\n42,price,2022-09,12345678901234567890\n42,price,2022-10, 5\n42,price,2022-11,.5\n42,price,2022-12,\"1,5\"\n"),
     "value.separator 2:4 value '1,234' <write 1234>\n"
     "value.full_width 3:4 value '１２' <write 12>\n"
     "value.exponent 4:4 value '1e309' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "value.not_number 5:4 value '0x1F' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "value.not_number 6:4 value 'nan' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "value.not_number 7:4 value '--' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "value.plus 8:4 value '+5' <write 5>\n"
     "value.exponent 9:4 value '1e6' <write 1000000>\n"
     "value.too_long 10:4 value '12345678901234567890' <at most 18 digits, and 30 behind the point>\n"
     "value.not_number 11:4 value ' 5' <no blanks: write 5>\n"
     "value.not_number 12:4 value '.5' <write 0.5>\n"
     "value.separator 13:4 value '1,5' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"a key twice", BYTES(HEAD "42,price,2022-Q1,1\n42,price,2022,1\n42,price,2022-01..03,1\n"),
     "key.twice 4:4 value '2022-Q1' <each figure once; see line 2>\n"},
    {"a key twice, ytd", BYTES(HEAD "42,gdp,2022-Q1,1\n42,gdp,2022-03,1\n42,gdp,2022-01..03,2\n"),
     "key.twice 3:4 value '2022-01..03' <each figure once; see line 2>\n"
     "key.twice 4:4 value '2022-01..03' <each figure once; see line 2>\n"},
    {"a key twice, one with a bad number", BYTES(HEAD "42,price,2022-Q1,x\n42,price,2022Q1,1\n"),
     "value.not_number 2:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "key.twice 3:4 value '2022-Q1' <each figure once; see line 2>\n"},
    {"January and February, together first",
     BYTES(HEAD
           "42,sales,2022-01..02,1\n42,sales,2022-01,1\n42,sales,2022-02,1\n42,sales,2022-03,1\n"),
     "period.overlap 3:4 value '2022-01' <January and February either together or apart; see line 2>\n"
     "period.overlap 4:4 value '2022-02' <January and February either together or apart; see line 2>\n"},
    {"January and February, apart first",
     BYTES(HEAD "42,sales,2022-02,1\n42,sales,2022-01,1\n42,sales,2022-01..02,1\n"),
     "period.overlap 4:4 value '2022-01..02' <January and February either together or apart; see line 2>\n"},
    {"a short row and a long one",
     BYTES(HEAD "42,price,2022\n42,price,2022,1,2\n42,price,2022,1\n42,price,2022,1,234\n"),
     "csv.short_row 2:4 value '' <4 fields, not 3>\n"
     "csv.long_row 3:5 - '2' <4 fields, not 5>\n"
     "csv.long_row 5:5 - '234' <4 fields, not 5>\n"},
    {"a stray quote", BYTES(HEAD "42,price,2022,1\"\n42,price,2022,x\n"),
     "csv.stray_quote 2:4 value '1\"' <quotes around the whole field, and \"\" for one inside>\n"
     "value.not_number 3:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"text after a closing quote", BYTES(HEAD "\"42\"x,price,2022,1\n42,price,2022,x\n"),
     "csv.stray_quote 2:1 region_code '\"42\"x,price,2022,1' <quotes around the whole field, and \"\" for one inside>\n"
     "value.not_number 3:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"a quote that does not close",
     BYTES(HEAD "42,\"price,2022,1\n42,price,2022,x\n42,price,2022,1\n"),
     "csv.open_quote 2:2 indicator '\"price,2022,1' <a closing quote>\n"
     "value.not_number 3:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "key.twice 4:4 value '2022' <each figure once; see line 3>\n"},
    {"a NUL", BYTES(HEAD "42,price,2022,1\0\n42,price,2022,x\n"),
     "csv.nul 2:4 value '1\\x00' <text>\n"
     "value.not_number 3:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"a stray carriage return", BYTES(HEAD "42,pri\rce,2022,1\n42,price,2022,x\n"),
     "csv.stray_cr 2:2 indicator 'pri\\x0Dce,2022,1' <lines that end with LF or CRLF>\n"
     "value.not_number 3:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"bytes of no encoding",
     BYTES(HEAD "42,price,2022,\xFF\n\xFF"
                "42,price,\xCE\xE4\x80,1\n42,price,2021,y\n42,\x80,2020,1\n"),
     "text.encoding 2:4 value '\\xFF' <UTF-8 or GB18030>\n"
     "text.encoding 3:1 region_code '\\xFF42' <UTF-8 or GB18030>\n"
     "text.encoding 3:3 period '\\xCE\\xE4\\x80' <UTF-8 or GB18030>\n"
     "value.not_number 4:4 value 'y' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "text.encoding 5:2 indicator '\\x80' <UTF-8 or GB18030>\n"},
    {"bytes of no encoding in a column that is ignored",
     BYTES("region_code,indicator,period,value,note\n42,price,2022,1,\xFF\n42,price,2021,1,ok\n"),
     "header.ignored 1:5 note 'note'\n"
     "text.encoding 2:5 note '\\xFF' <UTF-8 or GB18030>\n"},
    {"nothing", BYTES(""), "file.empty 1:0 - '' <a header and rows below it>\n"},
    {"only a header", BYTES(HEAD), "file.empty 1:0 - '' <a header and rows below it>\n"},
    {"only blank lines", BYTES("\n\n"), "file.empty 1:0 - '' <a header and rows below it>\n"},
    {"gzip that is cut off",
     BYTES(
         "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x05\xc1\x61\x0a\x80\x30\x08\x06\xd0\xff\x3b\x8b\xc5\x37\xab\xf3\x84\x4c\x09\x61\xcc\x70\xd5\xf9\x7b\x2f\xed\xf2\x18\x67\x0b\x35\xf2\xa1\xde\xe4\x89\xa4\xdb\xd2\x43\xe9\x93\xfe\x5a\xd9\x19\x15\xa0\x29\xdd\x26\x31\x98\x17\x6c\x54\x79\x3d\x50\x7e\xca\x7f\xee"),
     "file.packed 0:0 - 'the gzip data is cut off' <whole gzip or zstd data>\n"},
    {"a publication day to come",
     BYTES(
         FULL
         "42,price,2022,1,2022-06-02,,,\n42,price,2022,1,2022-6-1,,,\n42,price,2022,1,2022-06-01,,,\n"),
     "as_of.future 2:5 as_of '2022-06-02' <a day until 2022-06-01>\n"
     "as_of.bad 3:5 as_of '2022-6-1' <a day such as 2021-12-31>\n"},
    {"status, contributors, release",
     BYTES(
         FULL
         "42,price,2022,1,,X,,\n42,price,2022,1,,PP,,\n42,price,2022,1,,W,,\n42,price,2022,1,,,-1,\n42,price,2022,1,,,1.5,\n42,price,2022,1,,,4294967295,\n42,price,2022,1,,,,soon\n"),
     "status.bad 2:6 status 'X' <A, E, P, F, W or nothing>\n"
     "status.bad 3:6 status 'PP' <A, E, P, F, W or nothing>\n"
     "status.value 4:4 value '1' <nothing>\n"
     "contributors.bad 5:7 contributors '-1' <a whole number, 0 or more>\n"
     "contributors.bad 6:7 contributors '1.5' <a whole number, 0 or more>\n"
     "contributors.bad 7:7 contributors '4294967295' <a whole number, 0 or more>\n"
     "release.bad 8:8 release 'soon' <a day such as 2021-12-31>\n"},
    {"several faults in a row", BYTES(FULL "x,y,z,q,r,s,t,u\n"),
     "as_of.bad 2:5 as_of 'r' <a day such as 2021-12-31>\n"
     "status.bad 2:6 status 's' <A, E, P, F, W or nothing>\n"
     "contributors.bad 2:7 contributors 't' <a whole number, 0 or more>\n"
     "release.bad 2:8 release 'u' <a day such as 2021-12-31>\n"
     "region.unknown 2:1 region_code 'x' <the code of a region>\n"
     "indicator.unknown 2:2 indicator 'y' <the code of an indicator>\n"
     "period.bad 2:3 period 'z' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "value.not_number 2:4 value 'q' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"a column is missing, the others are checked",
     BYTES("region_code,indicator,periode,value\n42,prices,2022,x\n"),
     "header.ignored 1:3 periode 'periode' ~period\n"
     "header.missing 1:3 period 'periode' <a column period> ~period\n"
     "indicator.unknown 2:2 indicator 'prices' <the code of an indicator> ~price 价格\n"
     "value.not_number 2:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"a column is there twice",
     BYTES("region_code,indicator,period,value,value\n42,price,2022,1,2\n"),
     "header.twice 1:5 value 'value' <each column once>\n"},
    {"no header of ours", BYTES("code;indicator;period;value\n42;price;2022;1\n"),
     "header.form 1:1 - 'code;indicator;period;value' <region_code,indicator,period,value; or region_code,indicator and periods; or region_code,period and indicators; with commas between them>\n"},
    {"no column of figures", BYTES("region_code,indicator,note\n42,price,x\n"),
     "header.ignored 1:3 note 'note'\n"
     "header.form 1:0 - '' <region_code,indicator,period,value; or region_code,indicator and periods; or region_code,period and indicators; with commas between them>\n"},
    {"a header with a stray quote",
     BYTES("region_code,indi\"cator,period,value\n42,price,2022,1\n42,\"x\"y,2022,1\n"),
     "csv.stray_quote 1:2 - 'indi\"cator,period,value' <quotes around the whole field, and \"\" for one inside>\n"
     "csv.stray_quote 3:2 - '\"x\"y,2022,1' <quotes around the whole field, and \"\" for one inside>\n"},
    {"a header with bytes of no encoding",
     BYTES("region_code,indicator,period,value,\xFF\n42,price,2022,x,\n"),
     "text.encoding 1:5 \\xFF '\\xFF' <UTF-8 or GB18030>\n"
     "value.not_number 2:4 value 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"periods as headers: a bad one, and one twice",
     BYTES("region_code,indicator,2022-13,2022-01,202201,2022-02\n42,price,1,2,3,4\n"),
     "period.bad 1:3 2022-13 '2022-13' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "header.twice 1:5 202201 '202201' <each period once>\n"},
    {"periods as headers: cells",
     BYTES(
         "region_code,indicator,2019,2020,2021-W05\n420606,gdp,1,2,\n420606,gdp,,,3\n420606,price,,x,\nZZ,price,,,y\n"),
     "region.not_then 2:4 2020 '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "region.not_then 3:5 2021-W05 '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "region.not_then 4:4 2020 '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "value.not_number 4:4 2020 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "region.unknown 5:1 region_code 'ZZ' <the code of a region>\n"
     "value.not_number 5:5 2021-W05 'y' <digits and one point, such as 1234.5; nothing if not reported>\n"},
    {"indicators as headers: a bad one, and one twice",
     BYTES("region_code,period,price,pric,price,note\n42,2022,1,2,3,x\n"),
     "indicator.unknown 1:4 pric 'pric' <the code of an indicator> ~price 价格\n"
     "header.twice 1:5 price 'price' <each indicator once>\n"
     "header.ignored 1:6 note 'note'\n"},
    {"indicators as headers: cells",
     BYTES(
         "region_code,period,price,gdp\n420606,2021,1,2\n42,2022-02..05,1,2\n42,2022-13,x,1\n42,2021,1,\n42,2021,1,2\n"),
     "region.not_then 2:1 region_code '420606' <a period from 2000-01-01 to 2019-12-31: the code is valid then>\n"
     "period.kind 3:2 period '2022-02..05' <a period from January on, such as 2021-01..11>\n"
     "period.bad 4:2 period '2022-13' <a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31>\n"
     "value.not_number 4:3 price 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"
     "key.twice 6:3 price '2021' <each figure once; see line 5>\n"},
    {"blanks around codes, which are certain, and figures, which are not cleaned",
     BYTES(HEAD "42 ,price,2022,1\n42, price,2021,1\n42,price,2020, 1\n42, price,2019,1\n"),
     "text.cleaned 2:1 region_code '42 ' <read as 42>\n"
     "text.cleaned 3:2 indicator ' price' <read as price>\n"
     "value.not_number 4:4 value ' 1' <no blanks: write 1>\n"},
    {"mangled names",
     BYTES(HEAD "武(wǔ)汉巿,Retail  sales,2022-01,1\n襄??市,price,2022,1\n樊？区,price,2019,1\n"
                "樊?区,price,2022,1\n??市,price,2022,1\n"),
     "text.cleaned 2:1 region_code '武(wǔ)汉巿' <read as 420100>\n"
     "text.cleaned 2:2 indicator 'Retail  sales' <read as sales>\n"
     "region.unknown 3:1 region_code '襄??市' <the code of a region> ~420600 襄阳市\n"
     "text.lost 4:1 region_code '樊？区' <read as 420606>\n"
     "text.lost 5:1 region_code '樊?区' <read as 420606>\n"
     "region.not_then 5:1 region_code '樊?区' <a period from 2000-01-01 to 2019-12-31: the code is "
     "valid then>\n"
     "region.unknown 6:1 region_code '??市' <the code of a region>\n"},
    {"mangled headers",
     BYTES("ｒegion_code ,\u200Bperiod, price,价(jia)格\n42,2022,1,2\n42,2021,x,\n"),
     "text.cleaned 1:1 ｒegion_code  'ｒegion_code ' <read as region_code>\n"
     "text.cleaned 1:2 \u200Bperiod '\u200Bperiod' <read as period>\n"
     "text.cleaned 1:3  price ' price' <read as price>\n"
     "text.cleaned 1:4 价(jia)格 '价(jia)格' <read as price>\n"
     "header.twice 1:4 价(jia)格 'price' <each indicator once>\n"
     "value.not_number 3:3  price 'x' <digits and one point, such as 1234.5; nothing if not reported>\n"},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++)
        take_and_compare(&bad[i], t_file("bad.csv", bad[i].bytes, bad[i].n), YX_E_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_batch),
        cmocka_unit_test(test_bad),
    };

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}
