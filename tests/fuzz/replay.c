/* replay.c - runs a fuzzer's inputs without a fuzzer, so that what was found once stays found:
 * every seed, every beginning of it, and every copy of it with one byte changed. Prints TAP, a case
 * a seed. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { SEED_MAX = 65536, VARIED = 1024 /* bytes at its start that are changed */ };

/* A copy of exactly n bytes, so that a sanitizer sees a read behind its end. */
static void run(const uint8_t *seed, size_t n, size_t changed, uint8_t with)
{
    uint8_t *copy = malloc(n ? n : 1);

    if (!copy)
        abort();
    memcpy(copy, seed, n);
    if (changed < n)
        copy[changed] = with;
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
}

static void run_varied(const uint8_t *seed, size_t n)
{
    static const uint8_t with[] = {0, '\n', '"', '9', 0x80, 0xff};

    run(seed, n, n, 0);
    for (size_t i = 0; i < n && i < VARIED; i++) {
        run(seed, i, i, 0);
        for (size_t k = 0; k < sizeof with; k++)
            run(seed, n, i, with[k]);
    }
}

static size_t read_file(const char *folder, const char *name, uint8_t out[SEED_MAX])
{
    char path[4096];
    size_t n;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (!f)
        return SIZE_MAX;
    n = fread(out, 1, SEED_MAX, f);
    fclose(f);
    return n;
}

int main(int argc, char **argv)
{
    static uint8_t seed[SEED_MAX];
    struct dirent **file = NULL;
    int n = argc == 2 ? scandir(argv[1], &file, NULL, alphasort) : -1;
    int cases = 0;

    if (n < 0) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < n; i++) {
        size_t length = SIZE_MAX;
        if (file[i]->d_name[0] != '.')
            length = read_file(argv[1], file[i]->d_name, seed);
        if (length != SIZE_MAX) {
            run_varied(seed, length);
            printf("ok %d - %s\n", ++cases, file[i]->d_name);
            fflush(stdout);
        }
        free(file[i]);
    }
    free(file);
    printf("1..%d\n", cases);
    return cases > 0 ? 0 : 1;
}
