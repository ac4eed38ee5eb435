#include "base/zip.h"

#include "base/buf.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(const char *name, char out[512])
{
    T_OK(snprintf(out, 512, "%s/%s", t_folder(), name) < 512);
    return out;
}

/* An archive of some entries, "name=text name=text". */
static void write_zip(const char *path, const char *const entries[][2], size_t n)
{
    yx_zip_writer *w = NULL;
    yx_err err = {0};

    T_OK(yx_zip_writer_new(&w, NULL) == YX_OK);
    for (size_t i = 0; i < n; i++)
        T_OK(yx_zip_add(w, entries[i][0], yx_str_of(entries[i][1]), i % 2 == 0, NULL) == YX_OK);
    if (yx_zip_write(w, path, &err))
        fail_msg("%s", err.text);
    yx_zip_writer_free(w);
}

static void read_file(const char *path, yx_buf *out)
{
    char piece[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    T_OK(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        yx_buf_add(out, piece, n);
    T_OK(!fclose(f) && !out->failed);
}

static yx_code read_entry(yx_zip *zip, const char *name, size_t step, yx_buf *out,
                          yx_zip_wrong *wrong)
{
    yx_zip_entry *e = NULL;
    char at[4096];
    size_t n = 1;
    yx_code rc = yx_zip_entry_open(zip, name, &e, wrong, NULL);

    if (rc)
        return rc;
    while (!rc && n) {
        rc = yx_zip_entry_read(e, at, step, &n, NULL);
        if (!rc)
            yx_buf_add(out, at, n);
    }
    *wrong = yx_zip_entry_wrong(e);
    if (rc) /* stays so */
        T_OK(yx_zip_entry_read(e, at, step, &n, NULL) == rc);
    yx_zip_entry_close(e);
    return rc;
}

static const char *const some[][2] = {
    {"a.txt", "one"}, {"folder/b.xml", "<two/>"}, {"汉.txt", "三"}, {"empty", ""}};

static void there_and_back(void **state)
{
    char path[512];
    yx_buf bytes = {0};

    (void)state;
    write_zip(path_of("some.zip", path), some, YX_COUNT(some));
    read_file(path, &bytes);
    for (int memory = 0; memory < 2; memory++) {
        yx_zip *zip = NULL;
        yx_zip_wrong wrong = YX_ZIP_BOMB;
        T_OK((memory ? yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL)
                     : yx_zip_open(path, &zip, &wrong, NULL)) == YX_OK);
        T_OK(wrong == YX_ZIP_RIGHT && yx_zip_count(zip) == YX_COUNT(some));
        for (size_t i = 0; i < YX_COUNT(some); i++) {
            yx_buf out = {0};
            T_TEXT(yx_zip_name(zip, i), some[i][0]);
            T_OK(read_entry(zip, some[i][0], 1 + i, &out, &wrong) == YX_OK);
            T_OK(yx_str_is(yx_buf_view(&out), some[i][1]));
            yx_buf_free(&out);
        }
        T_OK(!yx_zip_name(zip, YX_COUNT(some)));
        T_OK(yx_zip_has(zip, "A.TXT") && yx_zip_has(zip, "folder\\B.xml"));
        T_OK(!yx_zip_has(zip, "a.tx") && !yx_zip_has(zip, "a.txt2") && !yx_zip_has(zip, ""));
        T_OK(read_entry(zip, "none", 9, NULL, &wrong) == YX_E_ABSENT);
        yx_zip_close(zip);
    }
    yx_zip_close(NULL);
    yx_zip_entry_close(NULL);
    yx_zip_writer_free(NULL);
    yx_buf_free(&bytes);
}

static void the_same_bytes_again(void **state)
{
    char one[512], two[512];
    yx_buf a = {0}, b = {0};

    (void)state;
    write_zip(path_of("one.zip", one), some, YX_COUNT(some));
    write_zip(path_of("two.zip", two), some, 1);
    write_zip(two, some, YX_COUNT(some)); /* in place of the other */
    read_file(one, &a);
    read_file(two, &b);
    T_OK(yx_str_same(yx_buf_view(&a), yx_buf_view(&b)));
    yx_buf_free(&a);
    yx_buf_free(&b);
}

static void names_that_leave_the_folder(void **state)
{
    static const char *const bad[] = {"",     "/a",  "a/../b", "..",   "a//b", "a/",
                                      "a\\b", "./a", "a/.",    "\xFF", "good"};
    yx_zip_writer *w = NULL;
    char path[512];

    (void)state;
    T_OK(yx_zip_writer_new(&w, NULL) == YX_OK);
    T_OK(yx_zip_write(w, path_of("none.zip", path), NULL) == YX_E_RANGE); /* nothing in it */
    T_OK(access(path, F_OK) != 0);
    T_OK(yx_zip_add(w, "good", yx_str_of("x"), true, NULL) == YX_OK);
    for (size_t i = 0; i < YX_COUNT(bad); i++) /* the last one stands already */
        T_OK(yx_zip_add(w, bad[i], yx_str_of("x"), true, NULL) == YX_E_RANGE);
    T_OK(yx_zip_write(w, "/nonexistent/folder/x.zip", NULL) == YX_E_IO);
    T_OK(yx_zip_write(w, t_folder(), NULL) == YX_E_IO);
    T_OK(yx_zip_write(w, path, NULL) == YX_OK && access(path, R_OK) == 0);
    yx_zip_writer_free(w);
}

static yx_code open_bytes(const void *at, size_t n, yx_zip_wrong *wrong)
{
    yx_zip *zip = NULL, *file = NULL;
    yx_zip_wrong other;
    yx_code rc = yx_zip_memory((yx_str){at, n}, &zip, wrong, NULL);

    /* A file is judged alike. */
    T_OK(yx_zip_open(t_file("x.zip", at, n), &file, &other, NULL) == rc);
    T_OK(other == *wrong);
    yx_zip_close(zip);
    yx_zip_close(file);
    return rc;
}

static void what_is_none(void **state)
{
    char path[512];
    yx_zip *zip = NULL;
    yx_zip_wrong wrong;
    yx_buf bytes = {0};

    (void)state;
    write_zip(path_of("some.zip", path), some, YX_COUNT(some));
    read_file(path, &bytes);
    T_OK(open_bytes("", 0, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_NOT);
    T_OK(open_bytes("hello", 5, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_NOT);
    /* Its list stands at the end. */
    T_OK(open_bytes(bytes.at, bytes.n - 30, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_BROKEN);
    T_OK(open_bytes(bytes.at, bytes.n, &wrong) == YX_OK);
    /* 65535 entries, says the end. */
    memset(bytes.at + bytes.n - 12, 0xFF, 2);
    T_OK(open_bytes(bytes.at, bytes.n, &wrong) == YX_E_RANGE && wrong == YX_ZIP_BOMB);
    T_OK(yx_zip_open("/nonexistent", &zip, &wrong, NULL) == YX_E_IO && wrong == YX_ZIP_RIGHT);
    T_OK(yx_zip_open(t_folder(), &zip, &wrong, NULL) == YX_E_IO);
    yx_buf_free(&bytes);
}

/* Entries whose bytes are not those that were packed. */
static void broken_entries(void **state)
{
    static const char *const one[][2] = {{"packed", "aaaaaaaaaaaaaaaaaaaaaaaa"}};
    static const char *const two[][2] = {{"x", "x"}, {"kept", "bbbbbbbb"}};
    char path[512];
    yx_buf bytes = {0}, out = {0};
    yx_zip *zip = NULL;
    yx_zip_wrong wrong;
    char *at;

    (void)state;
    write_zip(path_of("b.zip", path), two, 2);
    read_file(path, &bytes);
    at = memmem(bytes.at, bytes.n, "bbbbbbbb", 8);
    T_OK(at);
    at[3] = 'c'; /* its checksum is another */
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "kept", 100, &out, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_BROKEN);
    yx_zip_close(zip);
    yx_buf_free(&bytes);

    write_zip(path, one, 1);
    read_file(path, &bytes);
    /* 30 bytes of head and 6 of its name; then a block of deflate of kind 3, which there is not. */
    bytes.at[36] = 7;
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "packed", 100, &out, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_BROKEN);
    yx_zip_close(zip);
    yx_buf_free(&bytes);
    yx_buf_free(&out);
}

static char *central(yx_buf *bytes) /* the list's first entry */
{
    char *at = memmem(bytes->at, bytes->n, "PK\1\2", 4);

    T_OK(at);
    return at;
}

static void locked_and_strange_entries(void **state)
{
    static const char *const one[][2] = {{"packed", "aaaaaaaaaaaaaaaaaaaaaaaa"}};
    char path[512];
    yx_buf bytes = {0}, out = {0};
    yx_zip *zip = NULL;
    yx_zip_wrong wrong;

    (void)state;
    write_zip(path_of("l.zip", path), one, 1);
    read_file(path, &bytes);
    bytes.at[6] |= 1; /* flag 0: encrypted, in the head of the entry and in the list */
    central(&bytes)[8] |= 1;
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "packed", 100, &out, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_ENCRYPTED);
    yx_zip_close(zip);
    bytes.at[6] &= ~1;
    central(&bytes)[8] &= ~1;
    bytes.at[8] = central(&bytes)[10] = 97; /* packed as WavPack */
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "packed", 100, &out, &wrong) == YX_E_FORMAT && wrong == YX_ZIP_METHOD);
    yx_zip_close(zip);
    yx_buf_free(&bytes);
    yx_buf_free(&out);
}

/* 32 MB of one letter pack to about 32 kB, a thousandth. */
static void bombs(void **state)
{
    const size_t big = 32 << 20, fine = 8 << 20;
    char *zeros = calloc(1, big), path[512];
    yx_zip_writer *w = NULL;
    yx_zip_wrong wrong;
    yx_zip *zip = NULL;
    yx_buf bytes = {0}, out = {0};
    char *list;

    (void)state;
    T_OK(zeros && yx_zip_writer_new(&w, NULL) == YX_OK);
    T_OK(yx_zip_add(w, "big", (yx_str){zeros, big}, true, NULL) == YX_OK);
    T_OK(yx_zip_add(w, "fine", (yx_str){zeros, fine}, true, NULL) == YX_OK);
    T_OK(yx_zip_write(w, path_of("bomb.zip", path), NULL) == YX_OK);
    yx_zip_writer_free(w);
    read_file(path, &bytes);
    T_OK(bytes.n < 100000);
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "big", 4096, &out, &wrong) == YX_E_RANGE && wrong == YX_ZIP_BOMB);
    T_OK(out.n == 0);
    T_OK(read_entry(zip, "fine", 4096, &out, &wrong) == YX_OK && out.n == fine);
    yx_zip_close(zip);
    yx_buf_clear(&out);

    /* The same, but it says that it holds 1000 bytes: it is stopped while it is read. */
    list = central(&bytes);
    memcpy(list + 24, "\xE8\x03\0\0", 4);
    T_OK(yx_zip_memory(yx_buf_view(&bytes), &zip, &wrong, NULL) == YX_OK);
    T_OK(read_entry(zip, "big", 4096, &out, &wrong) != YX_OK);
    T_OK(wrong == YX_ZIP_BOMB || wrong == YX_ZIP_BROKEN);
    T_OK(out.n <= YX_ZIP_FREE + 4096);
    yx_zip_close(zip);
    yx_buf_free(&bytes);
    yx_buf_free(&out);
    free(zeros);
}

static bool write_and_read(void *arg)
{
    yx_zip_writer *w = NULL;
    yx_zip *zip = NULL;
    yx_zip_entry *e = NULL;
    yx_zip_wrong wrong = YX_ZIP_RIGHT;
    char at[16];
    size_t n = 0;
    yx_err err = {0};
    yx_code rc = yx_zip_writer_new(&w, &err);

    if (!rc)
        rc = yx_zip_add(w, "a", yx_str_of("one"), true, &err);
    if (!rc)
        rc = yx_zip_write(w, arg, &err);
    yx_zip_writer_free(w);
    if (!rc)
        rc = yx_zip_open(arg, &zip, &wrong, &err);
    if (!rc)
        rc = yx_zip_entry_open(zip, "a", &e, &wrong, &err);
    if (!rc)
        rc = yx_zip_entry_read(e, at, sizeof at, &n, &err);
    yx_zip_entry_close(e);
    yx_zip_close(zip);
    return rc ? rc == YX_E_NOMEM && err.code == rc && wrong == YX_ZIP_RIGHT
              : n == 3 && memcmp(at, "one", 3) == 0;
}

static void every_allocation(void **state)
{
    char path[512];

    (void)state;
    path_of("alloc.zip", path);
    T_OK(t_every_alloc(write_and_read, path) > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(the_same_bytes_again),
        cmocka_unit_test(names_that_leave_the_folder),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(broken_entries),
        cmocka_unit_test(locked_and_strange_entries),
        cmocka_unit_test(bombs),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
