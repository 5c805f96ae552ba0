/* floor_mecab.c - what analysing costs at the least: MeCab over every line of a file.
 *
 *   floor_mecab DICDIR THREADS FILE     prints {"seconds":S,"bytes":N,"nodes":N}
 */
#include <mecab.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct share {
    mecab_model_t *model;
    const char *text;
    size_t len; /* bytes, whole lines */
    size_t nodes;
    pthread_t thread;
};

static void *parse(void *arg)
{
    struct share *s = arg;
    mecab_t *tagger = mecab_model_new_tagger(s->model);
    mecab_lattice_t *lattice = mecab_model_new_lattice(s->model);
    for (size_t at = 0; tagger && lattice && at < s->len;) {
        const char *end = memchr(s->text + at, '\n', s->len - at);
        size_t line = end ? (size_t)(end - s->text) - at : s->len - at;
        mecab_lattice_set_sentence2(lattice, s->text + at, line);
        if (mecab_parse_lattice(tagger, lattice))
            for (const mecab_node_t *n = mecab_lattice_get_bos_node(lattice); n; n = n->next)
                s->nodes++;
        at += line + 1;
    }
    mecab_lattice_destroy(lattice);
    mecab_destroy(tagger);
    return NULL;
}

int main(int argc, char **argv)
{
    size_t threads = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    FILE *f = argc == 4 ? fopen(argv[3], "re") : NULL;
    if (!f || threads < 1 || threads > 64) {
        fprintf(stderr, "usage: floor_mecab DICDIR THREADS FILE\n");
        return 2;
    }
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(size + 1);
    if (!text || fread(text, 1, size, f) != size)
        return 1;
    fclose(f);
    char *options[] = {"mecab", "-r", "/dev/null", "-d", argv[1]};
    mecab_model_t *model = mecab_model_new(5, options);
    struct share *shares = calloc(threads, sizeof(*shares));
    if (!model || !shares) {
        fprintf(stderr, "floor_mecab: %s\n", mecab_strerror(NULL));
        return 1;
    }
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    size_t from = 0, nodes = 0;
    for (size_t i = 0; i < threads; i++) {
        size_t to = i + 1 == threads ? size : size * (i + 1) / threads;
        while (to < size && text[to - 1] != '\n')
            to++;
        shares[i] = (struct share){.model = model, .text = text + from, .len = to - from};
        from = to;
        pthread_create(&shares[i].thread, NULL, parse, &shares[i]);
    }
    for (size_t i = 0; i < threads; i++) {
        pthread_join(shares[i].thread, NULL);
        nodes += shares[i].nodes;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("{\"seconds\":%.3f,\"bytes\":%zu,\"nodes\":%zu}\n",
           (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9, size, nodes);
    free(shares);
    mecab_model_destroy(model);
    free(text);
    return 0;
}
