/* What regions are made of, on the boundaries of a day. Parts are written as
 *   code[first..end)*share   first or end empty: for ever; no share: whole; ? implied; ! outside */
#include "base/buf.h"
#include "model/boundaries.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char regions_head[] = "code,name_zh,level,parent_code,valid_from,valid_to\n";
static const char lineage_head[] = "day,kind,from_code,to_code,weight,source\n";

static yx_code read_part(yx_catalog *catalog, yx_catalog_kind kind, const char *head,
                         const char *rows)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    char *text = malloc(strlen(head) + strlen(rows) + 1);
    size_t n = 0;
    yx_code rc;

    T_OK(text != NULL);
    memcpy(text, head, strlen(head));
    memcpy(text + strlen(head), rows, strlen(rows) + 1);
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(yx_str_of(text), &input, NULL) == YX_OK);
    rc = yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL);
    yx_input_close(input);
    yx_faults_free(faults);
    free(text);
    return rc;
}

static yx_catalog *catalog_of(const char *regions, const char *lineage)
{
    yx_catalog *catalog = NULL;

    T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
    T_OK(read_part(catalog, YX_REGIONS, regions_head, regions) == YX_OK);
    T_OK(read_part(catalog, YX_LINEAGE, lineage_head, lineage) == YX_OK);
    return catalog;
}

static yx_day day_of(const char *text)
{
    yx_day d = 0;

    T_OK(yx_day_read(yx_str_of(text), &d));
    return d;
}

static void part_text(const yx_part *p, yx_buf *out)
{
    char day[YX_DAY_TEXT], size[YX_DECIMAL_TEXT];

    yx_buf_f(out, "%s%s[%s..", out->n ? " " : "", p->code,
             p->first > YX_DAY_MIN ? yx_day_text(p->first, day) : "");
    yx_buf_f(out, "%s)", p->end <= YX_DAY_MAX ? yx_day_text(p->end, day) : "");
    if (p->from != 0 || p->to != YX_SHARE_ALL)
        yx_buf_f(out, "*%s", yx_decimal_text(yx_share_size(p->from, p->to), size));
    yx_buf_f(out, "%s%s", p->implied ? "?" : "", p->outside ? "!" : "");
}

static void check(const char *regions, const char *lineage, const char *on, const char *code,
                  const char *want, const char *why)
{
    yx_catalog *catalog = catalog_of(regions, lineage);
    yx_boundaries *b = NULL;
    yx_buf got = {0};
    uint32_t region;
    size_t n;

    T_OK(yx_boundaries_new(catalog, day_of(on), &b, NULL) == YX_OK);
    T_OK(yx_boundaries_day(b) == day_of(on));
    region = yx_boundaries_find(b, yx_str_of(code));
    T_OK(region != YX_REGION_NONE);
    const yx_part *part = yx_boundaries_parts(b, region, &n);
    for (size_t i = 0; i < n; i++)
        part_text(&part[i], &got);
    yx_buf_char(&got, 0);
    if (strcmp(got.at, want) != 0)
        fail_msg("%s: %s on %s is\n  %s\nnot\n  %s", why, code, on, got.at, want);
    yx_buf_free(&got);
    yx_boundaries_free(b);
    yx_catalog_free(catalog);
}

/* --- what a region is made of --- */

#define AB   "A,甲,c,,,\nB,乙,c,,,\n"
#define DAB  "A,甲,c,,,2015-01-01\nB,乙,c,,,2015-01-01\n"
#define C15  "C,丙,c,,2015-01-01,\n"
#define IN15 "2015-01-01,merge,A,C,,\n2015-01-01,merge,B,C,,\n"

static const struct {
    const char *why, *regions, *lineage, *on, *code, *want;
} cases[] = {
    {"no lineage", AB, "", "2020-01-01", "A", "A[..)"},
    {"a new code", "421023,监利县,c,,,2020-01-01\n421088,监利市,c,,2020-01-01,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2022-01-01", "421088",
     "421023[..2020-01-01) 421088[2020-01-01..)"},
    {"its old code is nobody's now", "421023,监利县,c,,,2020-01-01\n421088,监利市,c,,2020-01-01,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2022-01-01", "421023", ""},
    {"the same, on old boundaries", "421023,监利县,c,,,2020-01-01\n421088,监利市,c,,2020-01-01,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2019-12-31", "421023",
     "421023[..2020-01-01) 421088[2020-01-01..)"},
    {"the first day of the new code",
     "421023,监利县,c,,,2020-01-01\n421088,监利市,c,,2020-01-01,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2020-01-01", "421088",
     "421023[..2020-01-01) 421088[2020-01-01..)"},
    {"a new code without dates", "421023,监利县,c,,,\n421088,监利市,c,,,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2022-01-01", "421088",
     "421023[..2020-01-01) 421088[..2020-01-01)! 421088[2020-01-01..)"},
    {"a new code whose old one is not in the tree", "421088,监利市,c,,2020-01-01,\n",
     "2020-01-01,recode,421023,421088,1,\n", "2022-01-01", "421088",
     "421023[..2020-01-01) 421088[2020-01-01..)"},
    {"a rename goes on", "A,旧,c,,,2010-12-01\nA,新,c,,2010-12-01,\n", "2010-12-01,rename,A,A,1,\n",
     "2022-01-01", "A", "A[..2010-12-01) A[2010-12-01..)"},
    {"two rows of a code without lineage are two regions",
     "A,旧,c,,,2010-12-01\nA,新,c,,2010-12-01,\n", "", "2022-01-01", "A", "A[2010-12-01..)"},
    {"a code used again: 江陵",
     "421024,松滋县,c,,,1995-12-01\n421024,江陵县,c,,1998-12-01,\n"
     "421087,松滋市,c,,1995-12-01,\n421004,江陵区,c,,1994-12-01,1998-12-01\n",
     "1995-12-01,recode,421024,421087,1,\n1998-12-01,recode,421004,421024,1,\n", "2022-01-01",
     "421024", "421004[1994-12-01..1998-12-01) 421024[1998-12-01..)"},
    {"a code used again: 松滋",
     "421024,松滋县,c,,,1995-12-01\n421024,江陵县,c,,1998-12-01,\n"
     "421087,松滋市,c,,1995-12-01,\n421004,江陵区,c,,1994-12-01,1998-12-01\n",
     "1995-12-01,recode,421024,421087,1,\n1998-12-01,recode,421004,421024,1,\n", "2022-01-01",
     "421087", "421024[..1995-12-01) 421087[1995-12-01..)"},
    {"a merged pair adds", DAB C15, IN15, "2020-01-01", "C",
     "A[..2015-01-01) B[..2015-01-01) C[2015-01-01..)"},
    {"without dates the pair is the new one, if it was not there", AB "C,丙,c,,,\n", IN15,
     "2020-01-01", "C", "A[..2015-01-01) B[..2015-01-01) C[..2015-01-01)? C[2015-01-01..)"},
    {"one joined to another needs the other", AB, "2015-01-01,merge,A,B,,\n", "2020-01-01", "B",
     "A[..2015-01-01) B[..2015-01-01) B[2015-01-01..)"},
    {"a merge is not undone: the part", DAB C15, IN15, "2010-01-01", "A", "A[..2015-01-01)"},
    {"a merge is not undone: the whole stays apart", DAB C15, IN15, "2010-01-01", "C",
     "C[2015-01-01..)!"},
    {"nor where the code goes on", AB, "2015-01-01,merge,A,B,,\n", "2010-01-01", "B",
     "B[..2015-01-01) B[2015-01-01..)!"},
    {"a split uses its weights", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n", "2020-01-01", "C",
     "A[..2015-01-01)*0.6 C[2015-01-01..)"},
    {"and is whole on old boundaries", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n", "2010-01-01", "A",
     "A[..2015-01-01) B[2015-01-01..) C[2015-01-01..)"},
    {"a part of one goes to another: who gets", AB,
     "2015-01-01,split,A,A,0.9,\n2015-01-01,split,A,B,0.1,\n", "2020-01-01", "B",
     "A[..2015-01-01)*0.1 B[..2015-01-01)? B[2015-01-01..)"},
    {"a part of one goes to another: who gives", AB,
     "2015-01-01,split,A,A,0.9,\n2015-01-01,split,A,B,0.1,\n", "2020-01-01", "A",
     "A[..2015-01-01)*0.9 A[2015-01-01..)"},
    {"a split after a merge",
     DAB "C,丙,c,,2015-01-01,2018-01-01\nD,丁,c,,2018-01-01,\nE,戊,c,,2018-01-01,\n",
     IN15 "2018-01-01,split,C,D,0.25,\n2018-01-01,split,C,E,0.75,\n", "2020-01-01", "D",
     "A[..2015-01-01)*0.25 B[..2015-01-01)*0.25 C[2015-01-01..2018-01-01)*0.25 D[2018-01-01..)"},
    {"a merge after a split makes it whole again",
     "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,2018-01-01\nC,丙,c,,2015-01-01,2018-01-01\n"
     "D,丁,c,,2018-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n2018-01-01,merge,B,D,,\n"
     "2018-01-01,merge,C,D,,\n",
     "2020-01-01", "D",
     "A[..2015-01-01) B[2015-01-01..2018-01-01) C[2015-01-01..2018-01-01) D[2018-01-01..)"},
    {"and on the boundaries before the split",
     "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,2018-01-01\nC,丙,c,,2015-01-01,2018-01-01\n"
     "D,丁,c,,2018-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n2018-01-01,merge,B,D,,\n"
     "2018-01-01,merge,C,D,,\n",
     "2010-01-01", "A",
     "A[..2015-01-01) B[2015-01-01..2018-01-01) C[2015-01-01..2018-01-01) D[2018-01-01..)"},
    {"a split in two steps multiplies",
     "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,2018-01-01\n" C15
     "D,丁,c,,2018-01-01,\nE,戊,c,,2018-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n2018-01-01,split,B,D,0.5,\n"
     "2018-01-01,split,B,E,0.5,\n",
     "2020-01-01", "E", "A[..2015-01-01)*0.2 B[2015-01-01..2018-01-01)*0.5 E[2018-01-01..)"},
    {"what half of it became is not told: the split stays whole until a mixture",
     "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,2018-01-01\nC,丙,c,,2015-01-01,\nX,他,c,,,2018-01-01\n"
     "D,丁,c,,2018-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n2018-01-01,merge,B,D,,\n"
     "2018-01-01,merge,X,D,,\n",
     "2010-01-01", "A", "A[..2015-01-01) B[2015-01-01..2018-01-01) C[2015-01-01..2018-01-01)"},
    {"and its other half stays apart from then on",
     "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,2018-01-01\nC,丙,c,,2015-01-01,\nX,他,c,,,2018-01-01\n"
     "D,丁,c,,2018-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n2018-01-01,merge,B,D,,\n"
     "2018-01-01,merge,X,D,,\n",
     "2010-01-01", "C", "C[2018-01-01..)!"},
    {"two swap codes on following days", AB "T,,c,,2014-12-31,2015-01-02\n",
     "2014-12-31,recode,A,T,1,\n2015-01-01,recode,B,A,1,\n2015-01-02,recode,T,B,1,\n", "2020-01-01",
     "A", "A[2014-12-31..2015-01-01)! A[2015-01-01..) B[..2015-01-01)"},
    {"a chain on one day",
     "A,甲,c,,,2015-01-01\nB,乙,c,,,2015-01-01\n" C15 "B,新乙,c,,2015-01-01,\n",
     "2015-01-01,recode,A,B,1,\n2015-01-01,recode,B,C,1,\n", "2020-01-01", "B",
     "A[..2015-01-01) B[2015-01-01..)"},
    {"a region that ended stays apart", "A,甲,c,,,2015-01-01\nB,乙,c,,,\n", "", "2020-01-01", "A",
     "A[..2015-01-01)!"},
    {"broken weights are left out", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.5,\n", "2020-01-01", "B",
     "B[2015-01-01..)"},
    {"and what they were of stays apart", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.5,\n", "2020-01-01", "A",
     "A[..2015-01-01)!"},
    {"a weight of 0 is none", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
     "2015-01-01,split,A,B,0,\n2015-01-01,split,A,C,1,\n", "2020-01-01", "B", "B[2015-01-01..)"},
    {"a part that goes to an unknown code stays", "A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n",
     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,X,0.6,\n", "2020-01-01", "A",
     "A[..2015-01-01)*0.6!"},
};

static void parts_are_as_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        check(cases[i].regions, cases[i].lineage, cases[i].on, cases[i].code, cases[i].want,
              cases[i].why);
}

static void heirs_are_found(void **state)
{
    yx_catalog *catalog = catalog_of("A,甲,c,,,2015-01-01\nB,乙,c,,2015-01-01,\n" C15,
                                     "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n");
    yx_boundaries *b = NULL;
    uint32_t heir[4];

    (void)state;
    T_OK(yx_boundaries_new(catalog, day_of("2020-01-01"), &b, NULL) == YX_OK);
    T_OK(yx_boundaries_heirs(b, yx_str_of("A"), heir, 4) == 2 && heir[0] == 1 && heir[1] == 2);
    T_OK(yx_boundaries_heirs(b, yx_str_of("A"), heir, 1) == 1);
    T_OK(yx_boundaries_heirs(b, yx_str_of("X"), heir, 4) == 0);
    T_OK(yx_boundaries_find(b, yx_str_of("X")) == YX_REGION_NONE);
    yx_boundaries_free(b);
    yx_catalog_free(catalog);
}

/* --- shares --- */

static void shares_of_a_figure(void **state)
{
    static const int64_t tenth = YX_SHARE_ALL / 10, third = YX_SHARE_ALL / 3;
    static const struct {
        const char *figure;
        int64_t from, to;
        const char *want;
    } share[] = {
        {"100", 0, 4 * tenth, "40"},
        {"100", 4 * tenth, YX_SHARE_ALL, "60"},
        {"101", 0, 4 * tenth, "40.4"},
        {"1.50", 0, 5 * tenth, "0.75"},
        {"2.50", 0, 4 * tenth, "1.00"}, /* no fewer digits than were typed */
        {"-7", 0, 5 * tenth, "-3.5"},
        {"0", 0, 5 * tenth, "0"},
        {"12.340", 0, YX_SHARE_ALL, "12.340"}, /* all: as typed */
        /* a third of 1 to six digits; the last of three takes the remainder */
        {"1", 0, third, "0.333333"},
        {"1", third, 2 * third, "0.333334"}, /* 0.666667 - 0.333333 */
        {"1", 2 * third, YX_SHARE_ALL, "0.333333"},
        /* no room for further digits: whole units, none is lost */
        {"1000000000000000001", 0, 5 * tenth, "500000000000000001"},
        {"1000000000000000001", 5 * tenth, YX_SHARE_ALL, "500000000000000000"},
        {"9223372036854775807", 5 * tenth, YX_SHARE_ALL, "4611686018427387903"},
        {"-9223372036854775807", 0, 5 * tenth, "-4611686018427387904"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(share); i++) {
        yx_decimal v = {0, 0};
        char text[YX_DECIMAL_TEXT];
        T_OK(yx_decimal_read(yx_str_of(share[i].figure), &v) == YX_DECIMAL_OK);
        T_TEXT(yx_decimal_text(yx_share_of(v, share[i].from, share[i].to), text), share[i].want);
    }
}

/* --- what is broken --- */

static void check_faults(const char *regions, const char *lineage, bool all, const char *want)
{
    yx_catalog *catalog = catalog_of(regions, lineage);
    yx_faults *faults = NULL;
    yx_buf got = {0};

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_lineage_check(catalog, "l.csv", all, faults, NULL) == YX_OK);
    for (size_t i = 0; i < yx_faults_count(faults); i++)
        yx_buf_f(&got, "%s%s %.*s", got.n ? "; " : "", yx_faults_at(faults, i)->code,
                 (int)yx_faults_at(faults, i)->text.n, yx_faults_at(faults, i)->text.at);
    yx_buf_char(&got, 0);
    T_TEXT(got.at, want);
    yx_buf_free(&got);
    yx_faults_free(faults);
    yx_catalog_free(catalog);
}

static void broken_lineage_is_told(void **state)
{
    (void)state;
    check_faults(DAB C15, IN15, true, "");
    check_faults(AB C15, "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.5,\n", false,
                 "lineage.weights A");
    check_faults(AB C15, "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.600000000000000001,\n",
                 false, "lineage.weights A");
    check_faults(AB C15, "2015-01-01,split,A,B,0.4,\n", false, "lineage.weights A");
    check_faults(AB C15, "2015-01-01,recode,A,B,1,\n2015-01-01,recode,B,A,1,\n", false,
                 "lineage.cycle A; lineage.cycle B");
    /* X leads into the circle and Y out of it: neither is part of it. C stays itself. */
    check_faults(AB C15 "X,,c,,,\nY,,c,,,\n",
                 "2015-01-01,merge,X,A,1,\n2015-01-01,merge,A,B,1,\n2015-01-01,split,B,A,0.5,\n"
                 "2015-01-01,split,B,Y,0.5,\n2015-01-01,rename,C,C,1,\n",
                 false, "lineage.cycle A; lineage.cycle B");
    check_faults(AB, "2015-01-01,recode,A,B,1,\n2015-01-02,recode,B,A,1,\n", false, "");
    check_faults(AB, "2015-01-01,recode,A,Z,1,\n", false, "lineage.unknown Z");
    check_faults(AB, "2015-01-01,recode,Z,A,1,\n", false, "");
    check_faults(AB, "2015-01-01,recode,Z,A,1,\n", true, "lineage.unknown Z");
    check_faults(DAB C15, "2015-01-01,merge,A,C,1,\n", true, "region.ended B");
}

static void reference_regions_stay_apart(void **state)
{
    yx_catalog *catalog = NULL;
    yx_faults *faults = NULL;

    (void)state;
    T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
    T_OK(read_part(catalog, YX_REGIONS, "code,name_zh,level,parent_code,reference\n",
                   "A,甲,c,,\nCN,全国,n,,1\n") == YX_OK);
    T_OK(read_part(catalog, YX_LINEAGE, lineage_head, "2015-01-01,merge,CN,A,1,\n") == YX_OK);
    T_OK(!yx_region_is_reference(yx_region_at(catalog, 0)));
    T_OK(yx_region_is_reference(yx_region_at(catalog, 1)));
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_lineage_check(catalog, "l.csv", false, faults, NULL) == YX_OK);
    T_OK(yx_faults_errors(faults) == 1);
    T_TEXT(yx_faults_at(faults, 0)->code, "lineage.reference");
    yx_faults_free(faults);
    yx_catalog_free(catalog);
}

/* Codes that split in two and merge again and again: each step doubles the ways, not the parts. And
 * one that takes a share of every one of 1200 others has too many. */
static void hostile_lineage_ends(void **state)
{
    yx_buf regions = {0}, lineage = {0};
    yx_catalog *catalog;
    yx_boundaries *b = NULL;
    yx_faults *faults = NULL;
    char day[YX_DAY_TEXT];
    size_t n;

    (void)state;
    yx_buf_text(&regions, "S0,,c,,,\nBIG,,c,,2010-01-01,\n");
    for (int i = 0; i < 60; i++) {
        yx_day d = day_of("2000-01-01") + 2 * i;
        yx_buf_f(&regions, "S%d,,c,,%s,\n", i + 1, yx_day_text(d + 1, day));
        yx_buf_f(&lineage, "%s,split,S%d,L%d,0.5,\n%s,split,S%d,R%d,0.5,\n", yx_day_text(d, day), i,
                 i, day, i, i);
        yx_buf_f(&lineage, "%s,merge,L%d,S%d,1,\n%s,merge,R%d,S%d,1,\n", yx_day_text(d + 1, day), i,
                 i + 1, day, i, i + 1);
    }
    for (int i = 0; i < 1200; i++)
        yx_buf_f(&lineage, "2010-01-01,merge,M%d,BIG,1,\n", i);
    yx_buf_char(&regions, 0);
    yx_buf_char(&lineage, 0);
    catalog = catalog_of(regions.at, lineage.at);
    T_OK(yx_boundaries_new(catalog, day_of("2020-01-01"), &b, NULL) == YX_OK);
    (void)yx_boundaries_parts(b, yx_boundaries_find(b, yx_str_of("S60")), &n);
    T_OK(n == 60 * 3 + 1);
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_lineage_check(catalog, "l.csv", false, faults, NULL) == YX_OK);
    T_OK(yx_faults_errors(faults) == 1);
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++)
        T_OK(strcmp(yx_faults_at(faults, i)->code, "lineage.deep") != 0 ||
             yx_str_is(yx_faults_at(faults, i)->text, "BIG"));
    yx_faults_free(faults);
    yx_boundaries_free(b);
    yx_catalog_free(catalog);
    yx_buf_free(&regions);
    yx_buf_free(&lineage);
}

/* --- whatever the lineage: every code on every day is shared out once, and whole --- */

static uint32_t rng;

static uint32_t any(uint32_t n)
{
    rng = rng * 1664525u + 1013904223u;
    return (rng >> 8) % n;
}

enum { CODES = 9, SPAN = 40 /* days, in which everything happens */ };

static void random_catalog(yx_buf *regions, yx_buf *lineage, yx_day from)
{
    char day[YX_DAY_TEXT], until[YX_DAY_TEXT];

    for (char c = 'A'; c < 'A' + CODES; c++) {
        yx_day first = from + (yx_day)any(SPAN / 2), end = first + 1 + (yx_day)any(SPAN / 2);
        switch (any(4)) {
        case 0:
            yx_buf_f(regions, "%c,,c,,%s,%s\n", c, yx_day_text(first, day),
                     yx_day_text(end, until));
            break;
        case 1: /* used twice */
            yx_buf_f(regions, "%c,,c,,,%s\n", c, yx_day_text(first, day));
            yx_buf_f(regions, "%c,,c,,%s,\n", c, yx_day_text(any(2) ? first : end, day));
            break;
        case 2:
            yx_buf_f(regions, "%c,,c,,%s,\n", c, yx_day_text(first, day));
            break;
        default:
            yx_buf_f(regions, "%c,,c,,,\n", c);
        }
    }
    for (uint32_t i = 0, n = any(12); i < n; i++) {
        static const char *const kind[] = {"rename", "recode", "move", "merge"};
        char a = (char)('A' + any(CODES)), b = (char)('A' + any(CODES)),
             c = (char)('A' + (b - 'A' + 1 + (int)any(CODES - 1)) % CODES);
        (void)yx_day_text(from + (yx_day)any(SPAN), day);
        if (any(2)) {
            unsigned w = any(1000);
            yx_buf_f(lineage, "%s,split,%c,%c,0.%03u,\n", day, a, b, w);
            yx_buf_f(lineage, "%s,split,%c,%c,%u.%03u,\n", day, a, c, w == 0, w ? 1000 - w : 0);
        } else {
            yx_buf_f(lineage, "%s,%s,%c,%c,1,\n", day, kind[any(4)], a, b);
        }
    }
    yx_buf_char(regions, 0);
    yx_buf_char(lineage, 0);
}

/* The shares of a code on a day, over all regions, as a sum; each region's row must be a share. */
static int64_t shared_out(const yx_catalog *catalog, const yx_boundaries *b, const char *code,
                          yx_day day)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < yx_n_region(catalog); i++) {
        size_t n;
        const yx_part *p = yx_boundaries_parts(b, i, &n);
        for (size_t k = 0; k < n; k++) {
            T_OK(0 <= p[k].from && p[k].from < p[k].to && p[k].to <= YX_SHARE_ALL);
            T_OK(p[k].first < p[k].end);
            if (strcmp(p[k].code, code) == 0 && p[k].first <= day && day < p[k].end)
                sum += p[k].to - p[k].from;
        }
    }
    return sum;
}

static void everything_is_shared_out_once(void **state)
{
    yx_day from = day_of("2000-01-01");
    size_t checked = 0;

    (void)state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        yx_buf regions = {0}, lineage = {0};
        yx_catalog *catalog = NULL;
        yx_boundaries *b = NULL;
        rng = seed;
        random_catalog(&regions, &lineage, from);
        T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
        T_OK(read_part(catalog, YX_REGIONS, regions_head, regions.at) == YX_OK);
        /* two changes may have one key: that file is refused, and there is no lineage */
        (void)read_part(catalog, YX_LINEAGE, lineage_head, lineage.at);
        T_OK(yx_boundaries_new(catalog, from + (yx_day)any(SPAN), &b, NULL) == YX_OK);
        for (char c = 'A'; c < 'A' + CODES; c++)
            for (yx_day d = from - 1; d <= from + SPAN; d++) {
                const char code[2] = {c, 0};
                uint32_t found;
                if (yx_region_find(catalog, yx_str_of(code), (yx_period){d, d}, &found) !=
                    YX_REGION_OK)
                    continue;
                if (shared_out(catalog, b, code, d) != YX_SHARE_ALL)
                    fail_msg("seed %u: %c on day %d is shared out as %lld\n%s%s", seed, c, d - from,
                             (long long)shared_out(catalog, b, code, d), regions.at, lineage.at);
                checked++;
            }
        yx_boundaries_free(b);
        yx_catalog_free(catalog);
        yx_buf_free(&regions);
        yx_buf_free(&lineage);
    }
    T_OK(checked > 10000);
}

static bool make_or_nothing(void *arg)
{
    yx_boundaries *b = NULL;
    yx_err err = {0};
    yx_code rc = yx_boundaries_new(arg, 20000, &b, &err);
    bool held = rc == YX_OK ? b != NULL : !b && rc == YX_E_NOMEM && err.code == YX_E_NOMEM;

    yx_boundaries_free(b);
    return held;
}

static void memory_may_fail(void **state)
{
    yx_catalog *catalog = catalog_of(AB "C,丙,c,,2015-01-01,\nD,丁,c,,2018-01-01,\n",
                                     "2015-01-01,split,A,A,0.4,\n2015-01-01,split,A,C,0.6,\n"
                                     "2018-01-01,merge,B,D,,\n2018-01-01,merge,C,D,,\n");

    (void)state;
    T_OK(t_every_alloc(make_or_nothing, catalog) > 10);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_as_told),
        cmocka_unit_test(heirs_are_found),
        cmocka_unit_test(shares_of_a_figure),
        cmocka_unit_test(broken_lineage_is_told),
        cmocka_unit_test(reference_regions_stay_apart),
        cmocka_unit_test(hostile_lineage_ends),
        cmocka_unit_test(everything_is_shared_out_once),
        cmocka_unit_test(memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
