#include "base/hash.h"

#include "tests/support/t.h"

#include <string.h>

static const char *hex_of(yx_hasher *h)
{
    static char hex[YX_HASH_HEX];
    yx_hash hash = yx_hash_end(h);

    return yx_hash_hex(&hash, hex);
}

/* Each vector is what b2sum of coreutils says; a length is eight bytes, the lowest first. */
static void vectors(void **state)
{
    yx_hasher h;

    (void)state;
    /* printf '' | b2sum -l 256 */
    yx_hash_start(&h);
    T_TEXT(hex_of(&h), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    /* printf '\3\0\0\0\0\0\0\0abc' | b2sum -l 256 */
    yx_hash_start(&h);
    yx_hash_field(&h, "abc", 3);
    T_TEXT(hex_of(&h), "3bdc62cfd65e3b78e3d90e32e0a91ebfbc229c30abe54e6abd16c5d4def0db7b");
    /* printf '\3\0\0\0\0\0\0\0abc\0\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\376\377\377\377\377\377\377\377'
     * | b2sum -l 256 */
    yx_hash_start(&h);
    yx_hash_field(&h, "abc", 3);
    yx_hash_field(&h, NULL, 0);
    yx_hash_int(&h, -2);
    T_TEXT(hex_of(&h), "d91783153e656c6fa343ee61515411c41f5af1e678486e6cd1566e6f749976f5");
    /* (printf '\240\206\1\0\0\0\0\0'; head -c 100000 /dev/zero) | b2sum -l 256 */
    static const char zeros[100000];
    yx_hash_start(&h);
    yx_hash_field(&h, zeros, sizeof zeros);
    T_TEXT(hex_of(&h), "0c8367b37d111185de1f5728dd5d8546647c1bc5daa02e98ef0b78de60bc8854");
}

static void lists_of_fields_differ(void **state)
{
    yx_hasher h;
    yx_hash ab_c, a_bc, abc;

    (void)state;
    yx_hash_start(&h);
    yx_hash_field(&h, "ab", 2);
    yx_hash_field(&h, "c", 1);
    ab_c = yx_hash_end(&h);
    yx_hash_start(&h);
    yx_hash_field(&h, "a", 1);
    yx_hash_field(&h, "bc", 2);
    a_bc = yx_hash_end(&h);
    yx_hash_start(&h);
    yx_hash_field(&h, "abc", 3);
    abc = yx_hash_end(&h);
    T_OK(!yx_hash_same(&ab_c, &a_bc) && !yx_hash_same(&ab_c, &abc) && !yx_hash_same(&a_bc, &abc));
    T_OK(yx_hash_same(&abc, &abc));
}

static void hex(void **state)
{
    yx_hash hash, back;
    char text[YX_HASH_HEX + 1], upper[YX_HASH_HEX];

    (void)state;
    for (size_t i = 0; i < YX_HASH; i++)
        hash.at[i] = (uint8_t)(i * 9);
    T_OK(yx_hash_hex(&hash, text) == text && strlen(text) == 64);
    T_OK(memcmp(text, "0009121b", 8) == 0);
    T_OK(yx_hash_read(yx_str_of(text), &back) && yx_hash_same(&hash, &back));
    for (size_t i = 0; i < 65; i++)
        upper[i] = text[i] >= 'a' && text[i] <= 'f' ? (char)(text[i] - 32) : text[i];
    memset(&back, 0, sizeof back);
    T_OK(yx_hash_read(yx_str_of(upper), &back) && yx_hash_same(&hash, &back));

    memset(&back, 7, sizeof back);
    T_OK(!yx_hash_read((yx_str){text, 63}, &back));
    text[64] = '0';
    T_OK(!yx_hash_read((yx_str){text, 65}, &back));
    text[63] = 'g';
    T_OK(!yx_hash_read((yx_str){text, 64}, &back));
    text[63] = ':';
    T_OK(!yx_hash_read((yx_str){text, 64}, &back));
    T_OK(!yx_hash_read((yx_str){NULL, 0}, &back));
    T_OK(back.at[0] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(lists_of_fields_differ),
        cmocka_unit_test(hex),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
