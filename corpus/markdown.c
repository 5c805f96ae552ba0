#include "corpus/prose.h"

bool markdown_read(struct reading *r, struct err *err)
{
    return text_read(r, err);
}
