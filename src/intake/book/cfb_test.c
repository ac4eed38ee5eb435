#include "intake/book/cfb.h"

#include "base/fault.h"
#include "intake/book/workbook.h"
#include "intake/book/xlsx.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_faults *faults;

static int set_up(void **state)
{
    (void)state;
    return yx_faults_new(&faults, NULL) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_faults_free(faults);
    return 0;
}

static const char *first_fault(void)
{
    return yx_faults_count(faults) ? yx_faults_at(faults, 0)->code : "";
}

static void read_file(const char *name, yx_buf *out)
{
    char piece[4096], path[512];
    size_t n;
    FILE *f;

    T_OK(snprintf(path, sizeof path, "%s/book/%s", getenv("YX_TEST_DATA"), name) < 512);
    f = fopen(path, "rb");
    T_OK(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        yx_buf_add(out, piece, n);
    T_OK(!fclose(f) && !out->failed);
}

enum { SECTOR = 512, BIG = 8 /* sectors of a stream of 4096 bytes */ };

static void put16(char *at, uint32_t v)
{
    at[0] = (char)v;
    at[1] = (char)(v >> 8);
}

static void put32(char *at, uint32_t v)
{
    put16(at, v);
    put16(at + 2, v >> 16);
}

/* A file of one stream of 4096 bytes: head, FAT, directory, stream. */
static void make_cfb(char file[SECTOR * (3 + BIG)], const char *name, yx_str stream)
{
    char *head = file, *fat = file + SECTOR, *root = file + 2 * SECTOR, *entry = root + 128;

    memset(file, 0, SECTOR * (3 + BIG));
    memcpy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put16(head + 0x1E, 9);
    put16(head + 0x20, 6);
    put32(head + 0x2C, 1);
    put32(head + 0x30, 1);
    put32(head + 0x38, 4096);
    put32(head + 0x3C, 0xFFFFFFFE);
    put32(head + 0x44, 0xFFFFFFFE);
    memset(head + 0x4C, 0xFF, 4 * 109);
    put32(head + 0x4C, 0);
    memset(fat, 0xFF, SECTOR);
    put32(fat, 0xFFFFFFFD);
    put32(fat + 4, 0xFFFFFFFE);
    for (uint32_t i = 0; i < BIG; i++)
        put32(fat + 4 * (2 + i), i + 1 < BIG ? 3 + i : 0xFFFFFFFE);
    root[0x42] = 5;
    put32(root + 0x44, 0xFFFFFFFF);
    put32(root + 0x48, 0xFFFFFFFF);
    put32(root + 0x4C, 1);
    put32(root + 0x74, 0xFFFFFFFE);
    for (size_t i = 0; name[i]; i++)
        entry[2 * i] = name[i];
    put16(entry + 0x40, 2 * (uint32_t)(strlen(name) + 1));
    entry[0x42] = 2;
    put32(entry + 0x44, 0xFFFFFFFF);
    put32(entry + 0x48, 0xFFFFFFFF);
    put32(entry + 0x4C, 0xFFFFFFFF);
    put32(entry + 0x74, 2);
    put32(entry + 0x78, 4096);
    T_OK(stream.n <= 4096);
    memcpy(file + 3 * SECTOR, stream.at, stream.n);
}

static void compound_files(void **state)
{
    char file[SECTOR * (3 + BIG)];
    yx_str bytes = {file, sizeof file};
    yx_cfb *cfb = NULL;
    yx_buf out = {0}, real = {0};

    (void)state;
    make_cfb(file, "Some", yx_str_of("text"));
    T_OK(!yx_cfb_open(bytes, &cfb, NULL));
    T_OK(yx_cfb_has(cfb, "some") && !yx_cfb_has(cfb, "Som") && !yx_cfb_has(cfb, "Some1"));
    T_OK(yx_cfb_stream(cfb, "none", &out, NULL) == YX_E_ABSENT);
    T_OK(!yx_cfb_stream(cfb, "Some", &out, NULL) && out.n == 4096);
    T_OK(memcmp(out.at, "text\0\0", 6) == 0);
    yx_cfb_close(cfb);
    yx_cfb_close(NULL);
    /* A small stream, of LibreOffice: it lies in pieces of the root's. */
    read_file("form.xls", &real);
    T_OK(!yx_cfb_open(yx_buf_view(&real), &cfb, NULL));
    yx_buf_clear(&out);
    T_OK(!yx_cfb_stream(cfb, "\001CompObj", &out, NULL));
    T_OK(out.n > 64 && out.n < 4096 && memmem(out.at, out.n, "Excel", 5));
    yx_cfb_close(cfb);
    yx_buf_free(&out);
    yx_buf_free(&real);
}

/* A chain in a circle, one that leaves the file, a directory in a circle, a stream that is longer
 * than its chain. */
static void damaged_compound_files(void **state)
{
    static const struct {
        size_t at;
        uint32_t v;
        bool opens;
    } cases[] = {
        {SECTOR + 4 * 5, 99, true},         /* ... leads outside */
        {SECTOR + 4 * 4, 0xFFFFFFFE, true}, /* ... ends too early */
        {2 * SECTOR + 128 + 0x78, 9999, true},
        {2 * SECTOR + 128 + 0x74, 0xFFFFFFF0, true},
        {SECTOR + 4, 1, false}, /* the directory follows itself */
        {0x30, 77, false},
        {0x4C, 77, false},
        {0x44, 0, true}, /* a list of FAT sectors that goes on in a FAT sector */
        {0x1E, 10, false},
        {2 * SECTOR + 0x42, 2, false},
    };
    char file[SECTOR * (3 + BIG)];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_cfb *cfb = NULL;
        yx_buf out = {0};
        yx_code rc;
        make_cfb(file, "Some", yx_str_of("text"));
        put32(file + cases[i].at, cases[i].v);
        rc = yx_cfb_open((yx_str){file, sizeof file}, &cfb, NULL);
        if (cases[i].at != 0x44)
            T_OK(rc == (cases[i].opens ? YX_OK : YX_E_FORMAT));
        if (!rc && cases[i].at != 0x44)
            T_OK(yx_cfb_stream(cfb, "Some", &out, NULL) == YX_E_FORMAT);
        yx_cfb_close(cfb);
        yx_buf_free(&out);
    }
    for (size_t n = 0; n < sizeof file; n += 100) { /* cut off */
        yx_cfb *cfb = NULL;
        make_cfb(file, "Some", yx_str_of("text"));
        if (!yx_cfb_open((yx_str){file, n}, &cfb, NULL)) {
            yx_buf out = {0};
            T_OK(yx_cfb_stream(cfb, "Some", &out, NULL) == YX_E_FORMAT);
            yx_buf_free(&out);
        }
        yx_cfb_close(cfb);
    }
}

static void locked_files(void **state)
{
    static const char pass[] = "\x09\x08\x10\0\0\x06\x05\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\x2F\0\2\0\0\0\x0A\0\0";
    char file[SECTOR * (3 + BIG)];
    yx_workbook book = {0};

    (void)state;
    make_cfb(file, "EncryptedPackage", yx_str_of("x"));
    T_OK(yx_workbook_read(t_file("a.xlsx", file, sizeof file), faults, &book, NULL) ==
         YX_E_REFUSED);
    T_TEXT(first_fault(), "book.encrypted");
    yx_faults_clear(faults);
    T_OK(yx_xlsx_read(t_file("b.xlsx", file, sizeof file), faults, &book, NULL) == YX_E_REFUSED);
    T_TEXT(first_fault(), "book.encrypted");
    yx_faults_clear(faults);
    /* An old workbook with a password says so in its first records. */
    make_cfb(file, "Workbook", (yx_str){pass, sizeof pass - 1});
    T_OK(yx_workbook_read(t_file("c.xls", file, sizeof file), faults, &book, NULL) == YX_E_REFUSED);
    T_TEXT(first_fault(), "book.encrypted");
    yx_faults_clear(faults);
    make_cfb(file, "WordDocument", yx_str_of("x"));
    T_OK(yx_workbook_read(t_file("d.xls", file, sizeof file), faults, &book, NULL) == YX_E_REFUSED);
    T_TEXT(first_fault(), "book.none");
}

static bool open_some(void *arg)
{
    yx_cfb *cfb = NULL;
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = yx_cfb_open((yx_str){arg, SECTOR * (3 + BIG)}, &cfb, &err);
    bool right;

    if (!rc)
        rc = yx_cfb_stream(cfb, "Some", &out, &err);
    right = rc ? rc == YX_E_NOMEM && err.code == rc : out.n == 4096;
    yx_cfb_close(cfb);
    yx_buf_free(&out);
    return right;
}

static void every_allocation(void **state)
{
    char file[SECTOR * (3 + BIG)];

    (void)state;
    make_cfb(file, "Some", yx_str_of("text"));
    T_OK(t_every_alloc(open_some, file) > 5);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(compound_files),
        CASE(damaged_compound_files),
        CASE(locked_files),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
