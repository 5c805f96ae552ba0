/* embed.c - a tool of the build: turns the files of the page into one C file.
 *
 * embed OUT.c FILE...: writes an array per file, as it is and compressed, with a hash of its
 * contents, its type by extension, and one hash over all. Not part of any program.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    unsigned char *ptr;
    size_t len;
};

/* Reads from in to its end; false when reading or memory fails. */
static bool read_all(FILE *in, struct bytes *ret)
{
    struct bytes b = {NULL, 0};
    size_t cap = 0;
    for (;;) {
        if (b.len == cap) {
            cap = cap ? 2 * cap : 65536;
            unsigned char *bigger = realloc(b.ptr, cap);
            if (!bigger) {
                free(b.ptr);
                return false;
            }
            b.ptr = bigger;
        }
        size_t n = fread(b.ptr + b.len, 1, cap - b.len, in);
        b.len += n;
        if (n == 0)
            break;
    }
    if (ferror(in)) {
        free(b.ptr);
        return false;
    }
    *ret = b;
    return true;
}

/* FNV-1a, 64 bits: tells versions apart, protects against nothing. */
static uint64_t hash_more(uint64_t h, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        h = (h ^ p[i]) * UINT64_C(1099511628211);
    return h;
}
static const uint64_t hash_start = UINT64_C(14695981039346656037);

static const char *type_of(const char *name)
{
    static const struct {
        const char *end, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webmanifest", "application/manifest+json"},
    };
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        size_t n = strlen(types[i].end);
        if (len > n && strcmp(name + len - n, types[i].end) == 0)
            return types[i].type;
    }
    return NULL;
}

static void write_array(FILE *out, const char *what, size_t number, struct bytes b)
{
    fprintf(out, "static const unsigned char %s_%zu[%zu] = {", what, number, b.len ? b.len : 1);
    for (size_t i = 0; i < b.len; i++)
        fprintf(out, "%s%u,", i % 32 == 0 ? "\n" : "", (unsigned)b.ptr[i]);
    fputs(b.len ? "\n};\n" : "0};\n", out);
}

/* gzip's output for the file; its name and time left out, so that builds repeat. */
static bool compress_file(const char *file, struct bytes *ret)
{
    char command[4096];
    if (strchr(file, '\'') ||
        snprintf(command, sizeof(command), "gzip -9nc '%s'", file) >= (int)sizeof(command))
        return false;
    FILE *pipe = popen(command, "r"); /* NOLINT: a program of the build */
    if (!pipe)
        return false;
    bool ok = read_all(pipe, ret);
    return pclose(pipe) == 0 && ok;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: embed OUT.c FILE...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    fputs("/* Made by embed.c at build; not to be edited. */\n#include \"searchd/assets.h\"\n",
          out);
    uint64_t all = hash_start;
    size_t count = (size_t)argc - 2;
    uint64_t *hashes = calloc(count, sizeof(*hashes));
    struct bytes *plain = calloc(count, sizeof(*plain));
    struct bytes *packed = calloc(count, sizeof(*packed));
    if (!hashes || !plain || !packed)
        return 1; /* NOLINT: ends at its first error */
    for (size_t i = 0; i < count; i++) {
        const char *file = argv[i + 2];
        const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
        FILE *in = fopen(file, "rb");
        if (!in || !read_all(in, &plain[i]) || !compress_file(file, &packed[i]) || !type_of(name)) {
            fprintf(stderr, "embed: %s: cannot be read or compressed, or its type is unknown\n",
                    file);
            return 1;
        }
        fclose(in);
        hashes[i] = hash_more(hash_start, plain[i].ptr, plain[i].len);
        all = hash_more(hash_more(all, name, strlen(name) + 1), plain[i].ptr, plain[i].len);
        write_array(out, "plain", i, plain[i]);
        write_array(out, "packed", i, packed[i]);
    }
    fprintf(out, "const char asset_version[] = \"%016" PRIx64 "\";\n", all);
    fprintf(out, "const struct asset asset_table[] = {\n");
    for (size_t i = 0; i < count; i++) {
        const char *file = argv[i + 2];
        const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
        bool smaller = packed[i].len < plain[i].len;
        fprintf(out, "    {SLICE_LIT(\"%s\"), {(const char *)plain_%zu, %zu}, ", name, i,
                plain[i].len);
        fprintf(out, "{(const char *)packed_%zu, %zu}, ", i, smaller ? packed[i].len : 0);
        fprintf(out, "\"%s\", SLICE_LIT(\"\\\"%016" PRIx64 "\\\"\")},\n", type_of(name), hashes[i]);
    }
    fprintf(out, "};\nconst size_t asset_count = %zu;\n", count);
    for (size_t i = 0; i < count; i++) {
        free(plain[i].ptr);
        free(packed[i].ptr);
    }
    free(plain);
    free(packed);
    free(hashes);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
