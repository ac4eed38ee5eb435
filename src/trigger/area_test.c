/* Areas drawn by hand, on Hubei's own borders, and on random maps against every subset there is. */
#include "trigger/area.h"

#include "base/buf.h"
#include "tests/support/catalog.h"
#include "trigger/area_tree.h"

/* What an area is, as a text: codes in order, a letter for why each is in it, the parent. */
static void say(const yx_catalog *c, const yx_area *a, yx_buf *out)
{
    static const char letter[] = {'e', 'b', 'o', 'r'};

    yx_buf_clear(out);
    for (size_t i = 0; i < a->n; i++)
        yx_buf_f(out, "%s:%c ", yx_region_at(c, a->region[i])->code, letter[a->why[i]]);
    yx_buf_f(out, "< %s", a->parent == YX_REGION_NONE ? "-" : yx_region_at(c, a->parent)->code);
    if (!a->connected)
        yx_buf_text(out, " apart");
    if (!a->exact)
        yx_buf_text(out, " about");
}

static size_t numbers(const yx_catalog *c, const char *codes, uint32_t *ret)
{
    size_t n = 0;

    while (*codes) {
        size_t length = strcspn(codes, " ");
        ret[n] = yx_region_newest(c, (yx_str){codes, length});
        T_OK(ret[n++] != YX_REGION_NONE);
        codes += length + (codes[length] == ' ');
    }
    return n;
}

static void check(const yx_catalog *c, const char *why, const char *codes, const char *want)
{
    uint32_t region[64];
    yx_area a = {0};
    yx_buf out = {0};
    size_t n = numbers(c, codes, region);

    T_OK(yx_area_find(c, yx_day_of(2022, 6, 1), region, n, &a, NULL) == YX_OK);
    say(c, &a, &out);
    if (strcmp(out.at, want) != 0)
        print_error("%s\n", why);
    T_TEXT(out.at, want);
    yx_area_free(&a);
    yx_buf_free(&out);
}

#define HEAD "code,name_zh,level,parent_code,valid_from,valid_to,virtual\n"

/* Two prefectures of a province:
 *
 *     A1 - A2 - A3      B1 - B2
 *      |         |  \   /     |
 *     A4 - A5   A6 - B3 ---- B4        A5 borders nobody else; B5 borders nobody
 *
 * and beside them a province Q, whose parts have no borders loaded. */
static yx_catalog *drawn(void)
{
    yx_catalog *c = new_catalog();

    take(c, YX_REGIONS,
         HEAD "P,省,province,,,,\nA,甲,prefecture,P,,,\nB,乙,prefecture,P,,,\n"
              "A1,a,county,A,,,\nA2,a,county,A,,,\nA3,a,county,A,,,\nA4,a,county,A,,,\n"
              "A5,a,county,A,,,\nA6,a,county,A,,,\nB1,b,county,B,,,\nB2,b,county,B,,,\n"
              "B3,b,county,B,,,\nB4,b,county,B,,,\nB5,b,county,B,,,\n"
              "A1t,t,township,A1,,,\nA1v,v,village,A1t,,,\nA2v,v,村,A2,,,\n"
              "Q,省,province,,,,\nC,丙,prefecture,Q,,,\nD,丁,prefecture,Q,,,\n"
              "C1,c,county,C,,,\nC2,c,county,C,,,\nC3,c,county,C,,,\nD1,d,county,D,,,\n"
              "V,组,group,P,,,1\nV1,v,county,V,,,\nV2,v,county,V,,,\n");
    take(c, YX_NEIGHBOURS,
         "a,b\nA1,A2\nA2,A3\nA1,A4\nA4,A5\nA3,A6\nA3,B3\nA6,B3\nB1,B2\nB1,B3\nB3,B4\nB2,B4\n"
         "V1,A5\n");
    return c;
}

static void draws(void **state)
{
    static const struct {
        const char *why, *evidence, *want;
    } cases[] = {
        {"nothing", "", "< -"},
        {"one county is the area", "A2", "A2:e < A2"},
        {"twice is once", "A2 A2", "A2:e < A2"},
        {"two that border each other", "A2 A1", "A1:e A2:e < A"},
        {"one lies between", "A1 A3", "A1:e A2:b A3:e < A"},
        {"the short way round", "A4 A3", "A1:b A2:b A3:e A4:e < A"},
        {"three", "A5 A2 A6", "A1:b A2:e A3:b A4:b A5:e A6:e < A"},
        {"two prefectures that touch", "A3 B3", "A3:e B3:e < P"},
        {"through one of either", "A6 B1", "A6:e B1:e B3:b < P"},
        {"two ways as long: the one that comes first", "B3 B2", "B1:b B2:e B3:e < B"},
        {"a prefecture stands for all of it", "A B1", "A:e B1:e B3:b < P"},
        {"and a county in it is named as well", "A A2 B3", "A:e A2:e B3:e < P"},
        {"prefectures border where counties do", "A B", "A:e B:e < P"},
        {"the whole province holds all", "P A1 B5", "A1:e B5:e P:e < P"},
        {"an island has no way", "A1 B5", "A1:e B5:e < P apart"},
        {"the rest is still connected", "A1 A3 B5", "A1:e A2:b A3:e B5:e < P apart"},
        {"a township may be an area", "A1t", "A1t:e < A1t"},
        {"a village is raised to it", "A1v", "A1t:r < A1t"},
        {"or to the county", "A2v A1", "A1:e A2:r < A"},
        {"which may have signals itself", "A2v A2", "A2:e < A2"},
        {"no borders loaded: siblings touch", "C1 C3", "C1:e C3:e < C"},
        {"and prefectures", "C D", "C:e D:e < Q"},
        {"but not their counties", "C1 D1", "C1:e D1:e < Q apart"},
        {"counties of one beside the other", "C1 D", "C1:e D:e < Q apart"},
        {"two provinces", "A1 C1", "A1:e C1:e < - apart"},
        {"a group node is no parent", "V1 A5", "A5:e V1:e < P"},
        {"and makes no siblings", "V1 V2", "V1:e V2:e < P apart"},
    };
    yx_catalog *c = drawn();

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        check(c, cases[i].why, cases[i].evidence, cases[i].want);
    yx_catalog_free(c);
}

/*   A1   A2     the two ends of A touch only through B1, or through B2 - A3
 *    | \ / |
 *    | B1  |    so the area is wider than A, and says why */
static void leaves_the_parent_for_a_reason(void **state)
{
    yx_catalog *c = new_catalog();

    (void)state;
    take(c, YX_REGIONS,
         HEAD "P,省,province,,,,\nA,甲,prefecture,P,,,\nB,乙,prefecture,P,,,\n"
              "A1,a,county,A,,,\nA2,a,county,A,,,\nA3,a,county,A,,,\nA4,a,county,A,,,\n"
              "A5,a,county,A,,,\nB1,b,county,B,,,\nB2,b,county,B,,,\nB3,b,county,B,,,\n");
    take(c, YX_NEIGHBOURS, "a,b\nA1,B1\nA2,B1\nA1,A3\nA3,B2\nA2,B2\n");
    check(c, "outside, by the shortest way", "A1 A2", "A1:e A2:e B1:o < P");
    check(c, "its own connect first", "A1 A3", "A1:e A3:e < A");
    take(c, YX_NEIGHBOURS, "a,b\nA3,A4\nA4,A5\nA5,A2\n");
    check(c, "three of its own before one from outside", "A1 A2", "A1:e A2:e A3:b A4:b A5:b < A");
    T_TEXT(yx_area_why_name[YX_AREA_OUTSIDE], "outside");
    for (int w = 0; w < YX_N_AREA_WHY; w++)
        T_OK(yx_area_why_name[w] && strcmp(yx_area_why_say((yx_area_why)w, YX_EN),
                                           yx_area_why_say((yx_area_why)w, YX_ZH_HANS)) != 0);
    yx_catalog_free(c);
}

/* 江陵县 took a code in 1998 that was 松滋县's until 1995: borders are those of the day. */
static void borders_of_the_day(void **state)
{
    yx_catalog *c = new_catalog();
    uint32_t region[2];
    yx_area a = {0};

    (void)state;
    take(c, YX_REGIONS,
         HEAD
         "1,城,city,,,,\n421024,松滋县,county,1,,1995-12-01,\n421024,江陵县,county,1,1998-12-01,,\n"
         "2,x,county,1,,,\n3,y,county,1,,,\n");
    take(c, YX_NEIGHBOURS, "a,b\n2,421024\n421024,3\n");
    T_OK(numbers(c, "2 3", region) == 2);
    T_OK(yx_area_find(c, yx_day_of(2000, 1, 1), region, 2, &a, NULL) == YX_OK);
    T_OK(a.n == 3 && a.connected);
    T_TEXT(yx_region_at(c, a.region[2])->name_zh, "江陵县");
    yx_area_free(&a);
    T_OK(yx_area_find(c, yx_day_of(1997, 1, 1), region, 2, &a, NULL) == YX_OK);
    T_OK(a.n == 2 && !a.connected); /* nobody lies between */
    yx_area_free(&a);
    yx_catalog_free(c);
}

/* --- Hubei --- */

static yx_catalog *hubei(void)
{
    yx_catalog *c = new_catalog();

    take_file(c, YX_REGIONS, "regions.csv");
    take_file(c, YX_NEIGHBOURS, "neighbours.csv");
    return c;
}

static void on_hubei(void **state)
{
    yx_catalog *c = hubei();

    (void)state;
    /* 江岸区 and 江汉区 of 武汉 border each other */
    check(c, "in Wuhan", "420102 420103", "420102:e 420103:e < 420100");
    /* 监利 and 洪湖, both of 荆州 */
    check(c, "in Jingzhou", "421088 421083", "421083:e 421088:e < 421000");
    /* all of 武汉 and all of 十堰: a chain of counties across the province, none of them wasted */
    {
        uint32_t region[2];
        yx_area a = {0};
        T_OK(numbers(c, "420100 420300", region) == 2);
        T_OK(yx_area_find(c, yx_day_of(2022, 6, 1), region, 2, &a, NULL) == YX_OK);
        T_OK(a.connected && a.exact && a.n > 2 && a.n < 12);
        T_TEXT(yx_region_at(c, a.parent)->code, "420000");
        for (size_t i = 0; i < a.n; i++)
            T_OK(a.why[i] == YX_AREA_EVIDENCE || a.why[i] == YX_AREA_BETWEEN);
        yx_area_free(&a);
    }
    yx_catalog_free(c);
}

/* Two counties of different prefectures: as many regions as the shortest way has, found by another
 * walk over the same borders. */
static size_t shortest(const yx_catalog *c, uint32_t from, uint32_t to)
{
    static size_t far[400];
    size_t n = yx_n_region(c);

    T_OK(n <= 400);
    for (size_t i = 0; i < n; i++)
        far[i] = i == from ? 1 : SIZE_MAX / 2;
    for (size_t round = 0; round < n; round++) /* every border, until nothing gets nearer */
        for (size_t i = 0; i < yx_n_neighbour(c); i++) {
            uint32_t a = yx_region_newest(c, yx_str_of(yx_neighbour_at(c, i)->a));
            uint32_t b = yx_region_newest(c, yx_str_of(yx_neighbour_at(c, i)->b));
            far[a] = far[b] + 1 < far[a] ? far[b] + 1 : far[a];
            far[b] = far[a] + 1 < far[b] ? far[a] + 1 : far[b];
        }
    return far[to];
}

static uint32_t random_of(uint64_t *seed, uint32_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % n);
}

static void shortest_ways_of_hubei(void **state)
{
    yx_catalog *c = hubei();
    uint64_t seed = 42;
    size_t seen = 0;

    (void)state;
    while (seen < 60) {
        uint32_t pair[2] = {random_of(&seed, (uint32_t)yx_n_region(c)),
                            random_of(&seed, (uint32_t)yx_n_region(c))};
        const yx_region *a = yx_region_at(c, pair[0]), *b = yx_region_at(c, pair[1]);
        yx_area area = {0};
        if (pair[0] == pair[1] || strcmp(a->level, "county") != 0 ||
            strcmp(b->level, "county") != 0 || a->parent == b->parent)
            continue;
        T_OK(yx_area_find(c, yx_day_of(2022, 6, 1), pair, 2, &area, NULL) == YX_OK);
        T_OK(area.connected && area.exact && area.n == shortest(c, pair[0], pair[1]));
        yx_area_free(&area);
        seen++;
    }
    yx_catalog_free(c);
}

/* --- every subset of small random maps --- */

typedef struct map {
    size_t n;
    bool edge[12][12];
    uint64_t cost[12];
    uint32_t from[13], to[144], end[12];
    size_t n_end;
} map;

static bool joined(const map *m, unsigned set)
{
    unsigned seen = set & (0u - set), more = seen;

    while (more) {
        unsigned next = 0;
        for (unsigned v = 0; v < m->n; v++)
            for (unsigned u = 0; u < m->n && (more >> v & 1); u++)
                if (m->edge[v][u])
                    next |= 1u << u;
        more = next & set & ~seen;
        seen |= more;
    }
    return seen == set;
}

static uint64_t weight(const map *m, unsigned set)
{
    uint64_t sum = 0;

    for (unsigned v = 0; v < m->n; v++)
        sum += set >> v & 1 ? m->cost[v] : 0;
    return sum;
}

static bool draw(map *m, uint64_t *seed, size_t n)
{
    unsigned ends = 0;
    size_t at = 0;

    *m = (map){.n = n};
    for (unsigned v = 0; v < n; v++)
        for (unsigned u = v + 1; u < n; u++)
            m->edge[v][u] = m->edge[u][v] = random_of(seed, 100) < 28;
    for (unsigned v = 0; v < n; v++) {
        m->cost[v] = (random_of(seed, 3) ? 1u : 101u) - (random_of(seed, 9) ? 0u : 1u);
        if (random_of(seed, 5) < 2) {
            ends |= 1u << v;
            m->cost[v] = 0;
            m->end[m->n_end++] = v;
        }
    }
    for (unsigned v = 0; v < n; v++) {
        m->from[v] = (uint32_t)at;
        for (unsigned u = 0; u < n; u++)
            if (m->edge[v][u])
                m->to[at++] = u;
    }
    m->from[n] = (uint32_t)at;
    return ends && joined(m, (1u << n) - 1);
}

static void against_every_subset(void **state)
{
    uint64_t seed = 20211228;
    size_t seen = 0, many = 0;

    (void)state;
    for (size_t run = 0; run < 4000; run++) {
        map m;
        uint8_t in[12];
        uint64_t best = UINT64_MAX;
        unsigned ends = 0, set = 0;
        bool exact = false;
        if (!draw(&m, &seed, 4 + run % 7))
            continue;
        for (size_t i = 0; i < m.n_end; i++)
            ends |= 1u << m.end[i];
        for (unsigned s = 1; s < 1u << m.n; s++)
            if ((s & ends) == ends && weight(&m, s) < best && joined(&m, s))
                best = weight(&m, s);
        T_OK(yx_area_tree(&(yx_area_graph){m.n, m.from, m.to, m.cost}, m.end, m.n_end, in, &exact,
                          NULL) == YX_OK);
        for (unsigned v = 0; v < m.n; v++)
            set |= in[v] ? 1u << v : 0;
        T_OK((set & ends) == ends && joined(&m, set) && exact);
        T_OK(weight(&m, set) == best);
        seen++;
        many += m.n_end > 3;
    }
    T_OK(seen > 500 && many > 100);
}

/* On a grid of 30 x 30 with 40 ends far apart: beyond the exact, but connected, without a region
 * that could be left out, and under the sum of ways from one end to all others. */
static void many_ends(void **state)
{
    enum { SIDE = 30, N = SIDE * SIDE, ENDS = 40 };
    static uint32_t from[N + 1], to[4 * N], end[ENDS];
    static uint64_t cost[N];
    static uint8_t in[N];
    uint64_t seed = 7;
    size_t edges = 0, n = 0;
    bool exact = true;

    (void)state;
    for (uint32_t v = 0; v < N; v++) {
        uint32_t x = v % SIDE, y = v / SIDE;
        cost[v] = 1;
        from[v] = (uint32_t)edges;
        if (y > 0)
            to[edges++] = v - SIDE;
        if (x > 0)
            to[edges++] = v - 1;
        if (x + 1 < SIDE)
            to[edges++] = v + 1;
        if (y + 1 < SIDE)
            to[edges++] = v + SIDE;
    }
    from[N] = (uint32_t)edges;
    for (size_t i = 0; i < ENDS;) {
        uint32_t v = random_of(&seed, N);
        if (cost[v] == 0)
            continue;
        cost[v] = 0;
        end[i++] = v;
    }
    T_OK(yx_area_tree(&(yx_area_graph){N, from, to, cost}, end, ENDS, in, &exact, NULL) == YX_OK);
    for (size_t v = 0; v < N; v++)
        n += in[v];
    T_OK(!exact && n > ENDS && n < 300);
    for (size_t i = 0; i < ENDS; i++)
        T_OK(in[end[i]]);
}

static bool find_or_nothing(void *arg)
{
    yx_catalog *c = arg;
    uint32_t region[3];
    yx_area a = {0};
    yx_err err = {0};
    size_t n = numbers(c, "420102 420300 429004", region);
    yx_code rc = yx_area_find(c, yx_day_of(2022, 6, 1), region, n, &a, &err);
    bool held = rc == YX_OK ? a.n >= 3 && a.connected : rc == YX_E_NOMEM && a.n == 0 && !a.region;

    yx_area_free(&a);
    return held;
}

static void every_allocation(void **state)
{
    yx_catalog *c = hubei();

    (void)state;
    T_OK(t_every_alloc(find_or_nothing, c) > 10);
    yx_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws),
        cmocka_unit_test(leaves_the_parent_for_a_reason),
        cmocka_unit_test(borders_of_the_day),
        cmocka_unit_test(on_hubei),
        cmocka_unit_test(shortest_ways_of_hubei),
        cmocka_unit_test(against_every_subset),
        cmocka_unit_test(many_ends),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
