/* A unit is a power of ten and what it counts: 万元 is 4 and 元, million EUR is 6 and EUR. Behind a
 * slash stands what it is counted per, which must be written alike. */
#include "intake/map/unit.h"

#include "base/err.h"

#include <string.h>

enum { TEXT = 64 }; /* longer texts are no units */

typedef struct word {
    const char *text;
    int power;
} word;

/* In front; several may follow each other: 百万, 十亿. */
static const word before[] = {
    {"十", 1},       {"百", 2},        {"千", 3},       {"万", 4},       {"亿", 8},
    {"hundred ", 2}, {"thousand ", 3}, {"million ", 6}, {"billion ", 9}, {"trillion ", 12},
    {"1000 ", 3},    {"10000 ", 4},    {"mn ", 6},      {"bn ", 9},      {"mio ", 6},
};

/* Behind a blank: EUR million. */
static const word behind[] = {
    {" hundred", 2}, {" thousand", 3}, {" million", 6}, {" billion", 9}, {" trillion", 12},
    {" mn", 6},      {" bn", 9},       {" mio", 6},     {" mio.", 6},
};

/* What is counted, under all its names. The first of those with one name and no power is kept. */
static const struct base {
    const char *text, *is;
    int power;
} bases[] = {
    {"元", "元", 0},
    {"人民币", "元", 0},
    {"圆", "元", 0},
    {"美元", "美元", 0},
    {"欧元", "欧元", 0},
    {"港元", "港元", 0},
    {"人", "人", 0},
    {"人次", "人次", 0},
    {"户", "户", 0},
    {"户次", "户次", 0},
    {"家", "家", 0},
    {"个", "个", 0},
    {"件", "件", 0},
    {"起", "起", 0},
    {"例", "例", 0},
    {"次", "次", 0},
    {"项", "项", 0},
    {"处", "处", 0},
    {"所", "所", 0},
    {"份", "份", 0},
    {"张", "张", 0},
    {"盒", "盒", 0},
    {"台", "台", 0},
    {"辆", "辆", 0},
    {"套", "套", 0},
    {"头", "头", 0},
    {"只", "只", 0},
    {"羽", "羽", 0},
    {"箱", "箱", 0},
    {"架", "架", 0},
    {"艘", "艘", 0},
    {"座", "座", 0},
    {"宗", "宗", 0},
    {"天", "天", 0},
    {"日", "天", 0},
    {"工作日", "工作日", 0},
    {"小时", "小时", 0},
    {"分钟", "分钟", 0},
    {"年", "年", 0},
    {"克", "克", 0},
    {"公斤", "克", 3},
    {"吨", "克", 6},
    {"斤", "斤", 0},
    {"吨标准煤", "克标准煤", 6},
    {"吨标煤", "克标准煤", 6},
    {"瓦时", "瓦时", 0},
    {"度", "瓦时", 3},
    {"kWh", "瓦时", 3},
    {"MWh", "瓦时", 6},
    {"GWh", "瓦时", 9},
    {"瓦", "瓦", 0},
    {"kW", "瓦", 3},
    {"MW", "瓦", 6},
    {"米", "米", 0},
    {"公里", "米", 3},
    {"平方米", "平方米", 0},
    {"㎡", "平方米", 0},
    {"m2", "平方米", 0},
    {"平方公里", "平方米", 6},
    {"平方千米", "平方米", 6},
    {"公顷", "平方米", 4},
    {"亩", "亩", 0},
    {"立方米", "立方米", 0},
    {"m3", "立方米", 0},
    {"升", "立方米", -3},
    {"标准箱", "标准箱", 0},
    {"吨公里", "吨公里", 0},
    {"人公里", "人公里", 0},
    {"册", "册", 0},
    {"%", "%", 0},
    {"％", "%", 0},
    {"百分比", "%", 0},
    {"percent", "%", 0},
    {"‰", "%", -1},
    {"百分点", "百分点", 0},
    {"个百分点", "百分点", 0},
    {"比值", "比值", 0},
    {"指数", "指数", 0},
    {"点", "指数", 0},
    {"EUR", "欧元", 0},
    {"euro", "欧元", 0},
    {"USD", "美元", 0},
    {"yuan", "元", 0},
    {"CNY", "元", 0},
    {"RMB", "元", 0},
    {"persons", "人", 0},
    {"people", "人", 0},
    {"cases", "例", 0},
    {"households", "户", 0},
    {"days", "天", 0},
    {"hours", "小时", 0},
    {"t", "克", 6},
    {"tonnes", "克", 6},
    {"tons", "克", 6},
    {"kg", "克", 3},
    {"km", "米", 3},
    {"km2", "平方米", 6},
    {"ha", "平方米", 4},
};

typedef struct parsed {
    int power;
    yx_str base; /* of the table, or as it is written */
    yx_str per;  /* with its slash */
    bool known;
} parsed;

static bool starts(yx_str text, const char *with)
{
    size_t n = strlen(with);

    return text.n >= n && strncmp(text.at, with, n) == 0;
}

static bool ends(yx_str text, const char *with)
{
    size_t n = strlen(with);

    return text.n >= n && strncmp(text.at + text.n - n, with, n) == 0;
}

static bool find_base(yx_str text, parsed *p)
{
    for (size_t i = 0; i < YX_COUNT(bases); i++) {
        if (!yx_str_is(text, bases[i].text))
            continue;
        p->base = yx_str_of(bases[i].is);
        p->power += bases[i].power;
        return true;
    }
    return false;
}

/* Takes one word of size off the text. */
static bool take_word(yx_str *text, int *power)
{
    for (size_t i = 0; i < YX_COUNT(before); i++)
        if (starts(*text, before[i].text) && text->n > strlen(before[i].text)) {
            *text = (yx_str){text->at + strlen(before[i].text), text->n - strlen(before[i].text)};
            *power += before[i].power;
            return true;
        }
    for (size_t i = 0; i < YX_COUNT(behind); i++)
        if (ends(*text, behind[i].text) && text->n > strlen(behind[i].text)) {
            text->n -= strlen(behind[i].text);
            *power += behind[i].power;
            return true;
        }
    return false;
}

/* 千瓦时 is a thousand 瓦时, but 百分点 is no hundred: at each step the whole is looked up first.
 */
static parsed parse(yx_str unit)
{
    parsed p = {.base = yx_str_trim(unit)};
    const char *slash = p.base.n ? memchr(p.base.at, '/', p.base.n) : NULL;

    if (slash) {
        p.per = (yx_str){slash, (size_t)(p.base.at + p.base.n - slash)};
        p.base.n -= p.per.n;
    }
    if (p.base.n > TEXT || p.per.n > TEXT)
        return p;
    do {
        if (find_base(p.base, &p)) {
            p.known = true;
            return p;
        }
    } while (take_word(&p.base, &p.power));
    return p;
}

/* Spellings of what stands behind the slash. */
static bool same_per(yx_str a, yx_str b)
{
    static const char *const kilo[] = {"/公斤", "/千克", "/kg", NULL};
    size_t of[2] = {0, 0};

    if (yx_str_same(a, b))
        return true;
    for (size_t i = 0; kilo[i]; i++) {
        of[0] += yx_str_is(a, kilo[i]);
        of[1] += yx_str_is(b, kilo[i]);
    }
    return of[0] && of[1];
}

bool yx_unit_shift(yx_str from, yx_str to, int *ret)
{
    parsed a, b;

    from = yx_str_trim(from);
    to = yx_str_trim(to);
    if (from.n && yx_str_same(from, to)) {
        *ret = 0;
        return true;
    }
    a = parse(from);
    b = parse(to);
    if (!from.n || !to.n || !yx_str_same(a.base, b.base) || !same_per(a.per, b.per))
        return false;
    *ret = b.power - a.power;
    return true;
}

bool yx_unit_known(yx_str unit)
{
    return parse(unit).known;
}
