#include "intake/map/region_names.h"

#include "base/mem.h"
#include "base/names.h"
#include "intake/map/form_text.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* A region that has a name. */
typedef struct entry {
    uint32_t region, next;
    bool brief; /* the name lacks its end */
} entry;

struct yx_region_names {
    const yx_catalog *catalog;
    yx_names *text;
    uint32_t *first; /* entry of each name */
    size_t cap_first;
    entry *entry;
    size_t n_entry, cap_entry;
    yx_buf buf, other;
};

void yx_region_names_free(yx_region_names *names)
{
    if (!names)
        return;
    yx_names_free(names->text);
    free(names->first);
    free(names->entry);
    yx_buf_free(&names->buf);
    yx_buf_free(&names->other);
    free(names);
}

static yx_code add(yx_region_names *names, yx_str text, uint32_t region, bool brief, yx_err *err)
{
    size_t before = yx_names_count(names->text);
    uint32_t i = 0;
    yx_code rc;

    if (!text.n)
        return YX_OK;
    rc = yx_names_add(names->text, text, &i, err);
    if (!rc)
        rc = yx_grow(&names->first, &names->cap_first, (size_t)i + 1, sizeof *names->first, err);
    if (!rc)
        rc = yx_grow(&names->entry, &names->cap_entry, names->n_entry + 1, sizeof *names->entry,
                     err);
    if (rc)
        return rc;
    if (i == before)
        names->first[i] = NONE;
    names->entry[names->n_entry] = (entry){region, names->first[i], brief};
    names->first[i] = (uint32_t)names->n_entry++;
    return YX_OK;
}

static bool cut(yx_str *text, const char *end)
{
    size_t n = strlen(end);

    if (text->n <= n || memcmp(text->at + text->n - n, end, n) != 0)
        return false;
    text->n -= n;
    return true;
}

static const char *const ends_zh[] = {"特别行政区", "自治区", "自治州", "自治县", "自治旗", "林区",
                                      "特区",       "矿区",   "新区",   "地区",   "街道",   "省",
                                      "市",         "县",     "区",     "旗",     "盟",     "州",
                                      "镇",         "乡",     NULL};
static const char *const ends_en[] = {" province", " prefecture",   " city",
                                      " county",   " district",     " state",
                                      " region",   " municipality", NULL};
/* Peoples that names of autonomous regions carry. */
static const char *const peoples[] = {
    "维吾尔", "壮族",   "回族",   "藏族",     "苗族",     "土家族",   "彝族",   "蒙古族", "蒙古",
    "朝鲜族", "满族",   "侗族",   "布依族",   "瑶族",     "白族",     "哈尼族", "傣族",   "黎族",
    "傈僳族", "景颇族", "羌族",   "哈萨克",   "哈萨克族", "柯尔克孜", "畲族",   "仫佬族", "毛南族",
    "各族",   "土族",   "撒拉族", "拉祜族",   "佤族",     "纳西族",   "布朗族", "仡佬族", "水族",
    "裕固族", "东乡族", "保安族", "达斡尔族", "鄂温克族", "鄂伦春",   "普米族", "怒族",   "独龙族",
    "塔吉克", "锡伯",   "多民族", NULL};

/* 恩施土家族苗族自治州 is 恩施, 恩施州 and 恩施自治州 too. */
static yx_code add_brief_zh(yx_region_names *names, yx_str text, uint32_t region, yx_err *err)
{
    yx_str stem = text;
    size_t end = 0;
    bool more = true, people = false;
    yx_code rc = YX_OK;

    while (ends_zh[end] && !cut(&stem, ends_zh[end]))
        end++;
    if (!ends_zh[end] || stem.n < 6) /* one character is left: 通 would be too little */
        return YX_OK;
    while (strncmp(ends_zh[end], "自治", strlen("自治")) == 0 && more) {
        more = false;
        for (size_t i = 0; peoples[i] && !more; i++)
            more = stem.n >= strlen(peoples[i]) + 6 && cut(&stem, peoples[i]);
        people |= more;
    }
    rc = add(names, stem, region, true, err);
    if (!rc && people) {
        yx_buf_clear(&names->other);
        yx_buf_str(&names->other, stem);
        yx_buf_text(&names->other, ends_zh[end] + strlen("自治"));
        rc = yx_buf_check(&names->other, err);
        if (!rc)
            rc = add(names, yx_buf_view(&names->other), region, true, err);
    }
    return rc;
}

static void lower(yx_buf *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->at[i] >= 'A' && b->at[i] <= 'Z')
            b->at[i] = (char)(b->at[i] + ('a' - 'A'));
}

static yx_code add_name(yx_region_names *names, const char *name, uint32_t region, yx_err *err)
{
    yx_str text;
    yx_code rc;

    yx_buf_clear(&names->buf);
    yx_form_clean(yx_str_of(name), &names->buf);
    lower(&names->buf);
    rc = yx_buf_check(&names->buf, err);
    text = yx_buf_view(&names->buf);
    if (!rc)
        rc = add(names, text, region, false, err);
    if (!rc)
        rc = add_brief_zh(names, text, region, err);
    for (size_t i = 0; ends_en[i] && !rc; i++)
        if (cut(&text, ends_en[i]))
            return add(names, text, region, true, err);
    return rc;
}

yx_code yx_region_names_new(const yx_catalog *catalog, yx_region_names **ret_names, yx_err *err)
{
    yx_region_names *names = calloc(1, sizeof *names);
    yx_code rc;

    if (!names)
        return yx_fail(err, YX_E_NOMEM, "no memory for names of regions");
    names->catalog = catalog;
    rc = yx_names_new(&names->text, err);
    for (uint32_t i = 0; i < yx_n_region(catalog) && !rc; i++) {
        const yx_region *region = yx_region_at(catalog, i);
        rc = add_name(names, region->name_zh, i, err);
        if (!rc && strcmp(region->name_en, region->name_zh) != 0)
            rc = add_name(names, region->name_en, i, err);
    }
    if (rc) {
        yx_region_names_free(names);
        return rc;
    }
    *ret_names = names;
    return YX_OK;
}

/* --- looking up --- */

typedef struct search {
    uint32_t below;
    const yx_period *when;
    uint32_t one, other; /* regions of different codes */
} search;

static bool same_code(const yx_catalog *catalog, uint32_t a, uint32_t b)
{
    return strcmp(yx_region_at(catalog, a)->code, yx_region_at(catalog, b)->code) == 0;
}

/* Looks at all regions of a name. */
static void look(const yx_region_names *names, yx_str text, bool brief, bool then, search *s)
{
    uint32_t i = yx_names_find(names->text, text);

    s->one = s->other = NONE;
    for (uint32_t e = i == YX_NAME_NONE ? NONE : names->first[i]; e != NONE;
         e = names->entry[e].next) {
        uint32_t region = names->entry[e].region;
        const yx_region *r = yx_region_at(names->catalog, region);
        if (names->entry[e].brief != brief ||
            (s->below != YX_REGION_NONE && !yx_region_within(names->catalog, region, s->below)) ||
            (then && (s->when->last < r->valid_from || s->when->last >= r->valid_to)))
            continue;
        if (s->one == NONE)
            s->one = region;
        else if (s->other == NONE && !same_code(names->catalog, s->one, region))
            s->other = region;
    }
}

/* Whole names first, then brief ones; those valid then before others. */
static bool search_name(const yx_region_names *names, yx_str text, search *s)
{
    for (int step = 0; step < 4; step++) {
        bool brief = step == 1 || step == 3, then = step < 2;
        if ((then && !s->when) || (brief && s->below == YX_REGION_NONE))
            continue;
        look(names, text, brief, then, s);
        if (s->one != NONE)
            return true;
    }
    return false;
}

/* 湖北省武汉市: a whole name, then one of what lies below it. */
static bool search_path(const yx_region_names *names, yx_str text, search *s)
{
    size_t len;

    for (size_t i = 0; i + 1 < text.n && i < 96; i += len) {
        search head = {.below = YX_REGION_NONE}, tail = *s;
        (void)yx_utf8_char((yx_str){text.at + i, text.n - i}, &len);
        if (i < 6)
            continue;
        look(names, (yx_str){text.at, i}, false, false, &head);
        if (head.one == NONE || head.other != NONE)
            continue;
        tail.below = head.one;
        if (!search_name(names, (yx_str){text.at + i, text.n - i}, &tail) ||
            (s->below != YX_REGION_NONE && !yx_region_within(names->catalog, tail.one, s->below)))
            continue;
        s->one = tail.one;
        s->other = tail.other;
        return true;
    }
    return false;
}

yx_named yx_region_named(const yx_region_names *names, yx_str text, uint32_t below,
                         const yx_period *when, uint32_t *ret, uint32_t *ret_other)
{
    search s = {.below = below, .when = when};
    uint32_t newest = text.n ? yx_region_newest(names->catalog, text) : YX_REGION_NONE;
    char low[256];

    if (newest != YX_REGION_NONE) {
        *ret = newest;
        return YX_NAMED_ONE;
    }
    if (!text.n || text.n > sizeof low)
        return YX_NAMED_NONE;
    for (size_t i = 0; i < text.n; i++)
        low[i] =
            (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] + ('a' - 'A') : text.at[i]);
    if (!search_name(names, (yx_str){low, text.n}, &s) &&
        !search_path(names, (yx_str){low, text.n}, &s))
        return YX_NAMED_NONE;
    *ret = s.one;
    if (s.other == NONE)
        return YX_NAMED_ONE;
    *ret_other = s.other;
    return YX_NAMED_SEVERAL;
}

/* --- the region above --- */

static size_t depth_of(const yx_catalog *catalog, uint32_t region)
{
    size_t depth = 0;

    for (; region != YX_REGION_NONE && depth < 64; depth++)
        region = yx_region_at(catalog, region)->parent;
    return depth;
}

/* Gives every region above one that a text may name a vote, one a text. */
static void vote(const yx_region_names *names, yx_str text, uint32_t turn, uint32_t *votes,
                 uint32_t *last)
{
    uint32_t i = yx_names_find(names->text, text);
    uint32_t code = text.n ? yx_region_newest(names->catalog, text) : YX_REGION_NONE;

    for (uint32_t e = i == YX_NAME_NONE ? NONE : names->first[i]; e != NONE || code != NONE;) {
        uint32_t region = code != NONE ? code : names->entry[e].region;
        region = yx_region_at(names->catalog, region)->parent;
        for (size_t up = 0; region != YX_REGION_NONE && up < 64; up++) {
            if (last[region] != turn)
                votes[region]++;
            last[region] = turn;
            region = yx_region_at(names->catalog, region)->parent;
        }
        if (code != NONE)
            code = NONE;
        else
            e = names->entry[e].next;
    }
}

yx_code yx_region_common(const yx_region_names *names, const yx_str *text, size_t n, uint32_t *ret,
                         yx_err *err)
{
    size_t n_region = yx_n_region(names->catalog), depth = 0;
    uint32_t *votes = calloc(n_region + 1, sizeof *votes);
    uint32_t *last = calloc(n_region + 1, sizeof *last);
    uint32_t most = 1;

    if (!votes || !last) {
        free(votes);
        free(last);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", n_region);
    }
    for (size_t i = 0; i < n; i++)
        vote(names, text[i], (uint32_t)i + 1, votes, last);
    *ret = YX_REGION_NONE;
    for (uint32_t i = 0; i < n_region; i++) {
        if (votes[i] < 2 || votes[i] < most ||
            (votes[i] == most && depth_of(names->catalog, i) <= depth))
            continue;
        most = votes[i];
        depth = depth_of(names->catalog, i);
        *ret = i;
    }
    free(votes);
    free(last);
    return YX_OK;
}
