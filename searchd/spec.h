/* spec.h - the descriptions for machines, embedded at build. Not here: routes (server.h). */
#ifndef SEARCHD_SPEC_H
#define SEARCHD_SPEC_H
#include "dict/slice.h"

/* The OpenAPI document (JSON). */
struct slice spec_openapi(void);
/* The OpenSearch description; base: "http://host:port", escaped here. NULL-free text on mem is
 * the caller's affair: the two halves go around the base twice. */
struct slice spec_opensearch(void);
#endif
