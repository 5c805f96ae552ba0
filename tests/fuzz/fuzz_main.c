/* Runs a fuzz target without a fuzzer: every seed, then ROUNDS mutations of each, the same on every
 * machine. Usage: fuzz_x ROUNDS SEEDS-FOLDER */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 16 };

/* xorshift64 (Marsaglia 2003). */
static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t mutate(uint8_t *bytes, size_t len, uint64_t *rng)
{
    static const char *const pieces[] = {
        "\n", "\t", "\n\n", "1. ", "・",   "（", "）",   "\"", ",",   "<td",  "|",    "①",
        "：", "→",  "#",    "※",   "Q1：", "{",  "\xFF", "\f", "---", "\xE3", "年度", "    "};
    for (uint64_t edits = 1 + next(rng) % 4; edits > 0; edits--) {
        size_t at = len ? next(rng) % len : 0;
        size_t n = 1 + next(rng) % 40;
        if (n > len - at)
            n = len - at;
        switch (next(rng) % 5) {
        case 0: /* a bit */
            if (len)
                bytes[at] ^= (uint8_t)(1u << next(rng) % 8);
            break;
        case 1: /* cut out */
            memmove(bytes + at, bytes + at + n, len - at - n);
            len -= n;
            break;
        case 2: /* twice */
            if (len + n <= INPUT_MAX) {
                memmove(bytes + at + n, bytes + at, len - at);
                len += n;
            }
            break;
        case 3: { /* something that means something */
            const char *piece = pieces[next(rng) % (sizeof(pieces) / sizeof(pieces[0]))];
            size_t size = strlen(piece);
            if (len + size <= INPUT_MAX) {
                memmove(bytes + at + size, bytes + at, len - at);
                memcpy(bytes + at, piece, size);
                len += size;
            }
            break;
        }
        case 4: /* the end off */ len = at; break;
        }
    }
    return len;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s ROUNDS SEEDS-FOLDER\n", argv[0]);
        return 2;
    }
    struct dirent **names;
    int count = scandir(argv[2], &names, NULL, alphasort);
    if (count < 0) {
        perror(argv[2]);
        return 2;
    }
    static uint8_t seed[INPUT_MAX], bytes[INPUT_MAX];
    unsigned seeds = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[2], names[i]->d_name);
        FILE *f = names[i]->d_name[0] == '.' ? NULL : fopen(path, "rb");
        size_t len = f ? fread(seed, 1, sizeof(seed), f) : 0;
        if (f)
            fclose(f);
        free(names[i]);
        if (len == 0)
            continue;
        seeds++;
        LLVMFuzzerTestOneInput(seed, len);
        uint64_t rng = 88172645463325252u + seeds;
        for (long round = strtol(argv[1], NULL, 10); round > 0; round--) {
            memcpy(bytes, seed, len);
            LLVMFuzzerTestOneInput(bytes, mutate(bytes, len, &rng));
        }
    }
    free(names);
    printf("%u seeds, %s mutations each\n", seeds, argv[1]);
    return seeds ? 0 : 1;
}
