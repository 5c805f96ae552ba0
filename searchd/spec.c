/* spec.c - see spec.h. */
#include "searchd/spec.h"

/* The assembler puts the files in as they are; paths come from the build. */
#define EMBED(name, file)                                                                          \
    __asm__(".section .rodata\n.global " #name "\n.balign 16\n" #name ":\n.incbin \"" file         \
            "\"\n.global " #name "_end\n" #name "_end:\n.byte 0\n.previous\n");                    \
    extern const char name[], name##_end[]

EMBED(spec_openapi_bytes, SPEC_DIR "/openapi.json");
EMBED(spec_opensearch_bytes, SPEC_DIR "/opensearch.xml");

struct slice spec_openapi(void)
{
    return (struct slice){spec_openapi_bytes,
                          (size_t)(spec_openapi_bytes_end - spec_openapi_bytes)};
}

struct slice spec_opensearch(void)
{
    return (struct slice){spec_opensearch_bytes,
                          (size_t)(spec_opensearch_bytes_end - spec_opensearch_bytes)};
}
