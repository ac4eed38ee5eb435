#include "intake/person.h"

#include "base/day.h"
#include "base/mem.h"

#include <string.h>

enum { HEADER = 64, ID = 18, MOBILE = 11, CODE = 12 };

/* Headers as they stand after cleaning; a header is personal when it is one of these words, or has
 * one that is marked as a part. */
static const struct {
    const char *word;
    bool part; /* also as a part of a longer header */
    const char *what;
} headers[] = {
    {"姓名", true, "name of a person"},
    {"人名", false, "name of a person"},
    {"患者", false, "name of a person"},
    {"户主", true, "name of a person"},
    {"身份证", true, "citizen identity number"},
    {"证件号", true, "citizen identity number"},
    {"公民身份号码", true, "citizen identity number"},
    {"手机号", true, "telephone"},
    {"联系电话", true, "telephone"},
    {"联系方式", true, "telephone"},
    {"家庭住址", true, "address of a person"},
    {"家庭地址", true, "address of a person"},
    {"现住址", true, "address of a person"},
    {"出生日期", true, "birthday"},
    {"出生年月", true, "birthday"},
    {"护照号", true, "passport number"},
    {"病历号", true, "patient number"},
    {"住院号", true, "patient number"},
    {"銀行卡號", true, "account of a person"},
    {"银行卡号", true, "account of a person"},
    {"fullname", false, "name of a person"},
    {"firstname", false, "name of a person"},
    {"lastname", false, "name of a person"},
    {"surname", false, "name of a person"},
    {"patientname", false, "name of a person"},
    {"personname", false, "name of a person"},
    {"patientid", false, "patient number"},
    {"idnumber", false, "citizen identity number"},
    {"idcard", true, "citizen identity number"},
    {"nationalid", true, "citizen identity number"},
    {"passport", true, "passport number"},
    {"phone", false, "telephone"},
    {"phonenumber", true, "telephone"},
    {"mobile", false, "telephone"},
    {"mobilenumber", true, "telephone"},
    {"telephone", false, "telephone"},
    {"homeaddress", true, "address of a person"},
    {"birthday", false, "birthday"},
    {"birthdate", false, "birthday"},
    {"dateofbirth", true, "birthday"},
};

static const char *const small_levels[] = {
    "village",  "community", "neighbourhood", "neighborhood", "grid",   "building", "household",
    "村",       "行政村",    "自然村",        "社区",         "居委会", "村委会",   "居民小组",
    "村民小组", "网格",      "小区",          "楼栋",         "户",
};

/* Full-width ASCII (U+FF01..U+FF5E, three bytes EF BC 81..EF BD 9E) as ASCII; 0 for any other. */
static char narrow(const unsigned char *at, size_t left)
{
    if (left < 3 || at[0] != 0xEF)
        return 0;
    if (at[1] == 0xBC && at[2] >= 0x81)
        return (char)(at[2] - 0x81 + 0x21);
    if (at[1] == 0xBD && at[2] <= 0x9E)
        return (char)(at[2] - 0x80 + 0x60);
    return 0;
}

/* Lower case ASCII without blanks, underscores, hyphens and the ideographic blank. */
static size_t clean(yx_str text, char *out, size_t cap)
{
    const unsigned char *at = (const unsigned char *)text.at;
    size_t n = 0;

    for (size_t i = 0; i < text.n && n + 1 < cap; i++) {
        char wide = narrow(at + i, text.n - i);
        char c = wide ? wide : (char)at[i];
        if (wide)
            i += 2;
        if (text.n - i >= 3 && memcmp(at + i, "\xE3\x80\x80", 3) == 0) {
            i += 2;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '_' || c == '-')
            continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out[n] = 0;
    return n;
}

const char *yx_person_header(yx_str header)
{
    char text[HEADER * 4];

    if (header.n > HEADER * 3 || clean(header, text, sizeof text) == 0)
        return NULL;
    for (size_t i = 0; i < YX_COUNT(headers); i++)
        if (headers[i].part ? strstr(text, headers[i].word) != NULL
                            : strcmp(text, headers[i].word) == 0)
            return headers[i].what;
    return NULL;
}

static bool all_digits(const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] < '0' || at[i] > '9')
            return false;
    return true;
}

static int number(const char *at, int n)
{
    int sum = 0;

    for (int i = 0; i < n; i++)
        sum = sum * 10 + (at[i] - '0');
    return sum;
}

/* GB 11643-1999: six digits of a region, eight of a birthday, three of a sequence, and a check
 * digit by ISO 7064 MOD 11-2. One number in eleven has a right one by chance, but few have a
 * birthday. */
static bool is_identity_number(const char *at)
{
    static const int weight[ID - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char check[] = "10X98765432";
    char day[11];
    yx_day birthday;
    int sum = 0, province;

    if (!all_digits(at, ID - 1))
        return false;
    province = number(at, 2);
    (void)memcpy(day, at + 6, 4);
    day[4] = day[7] = '-';
    (void)memcpy(day + 5, at + 10, 2);
    (void)memcpy(day + 8, at + 12, 2);
    day[10] = 0;
    if (province < 11 || province > 91 || number(at + 6, 4) < 1880 || number(at + 6, 4) > 2100 ||
        !yx_day_read((yx_str){day, 10}, &birthday))
        return false;
    for (int i = 0; i < ID - 1; i++)
        sum += weight[i] * (at[i] - '0');
    return check[sum % 11] == (at[ID - 1] == 'x' ? 'X' : at[ID - 1]);
}

/* An identity number anywhere in a text, with other characters than digits around it. */
static bool holds_identity_number(yx_str text)
{
    size_t run = 0;

    for (size_t i = 0; i <= text.n; i++) {
        bool digit = i < text.n && text.at[i] >= '0' && text.at[i] <= '9';
        bool x = i < text.n && (text.at[i] == 'X' || text.at[i] == 'x');
        if (digit) {
            run++;
            continue;
        }
        if (run == ID && is_identity_number(text.at + i - ID))
            return true;
        if (x && run == ID - 1 && is_identity_number(text.at + i - run))
            return true;
        run = 0;
    }
    return false;
}

static bool is_mobile(const char *at, size_t n)
{
    if (n == MOBILE + 3 && memcmp(at, "+86", 3) == 0) {
        at += 3;
        n -= 3;
    }
    return n == MOBILE && all_digits(at, n) && at[0] == '1' && at[1] >= '3';
}

const char *yx_person_text(yx_str text, bool figure)
{
    static const char *const identity = "citizen identity number";
    char at[HEADER];
    size_t n;

    if (text.n < MOBILE)
        return NULL;
    if (text.n > ID * 3)
        return holds_identity_number(text) ? identity : NULL;
    n = clean(text, at, sizeof at);
    if ((n == ID && is_identity_number(at)) || holds_identity_number(text))
        return identity;
    return !figure && is_mobile(at, n) ? "mobile number" : NULL;
}

bool yx_area_too_small(yx_str code)
{
    return code.n == CODE && all_digits(code.at, CODE) && memcmp(code.at + CODE - 3, "000", 3) != 0;
}

bool yx_level_too_small(yx_str level)
{
    for (size_t i = 0; i < YX_COUNT(small_levels); i++)
        if (yx_str_is(level, small_levels[i]))
            return true;
    return false;
}
