#include "corpus/prose.h"

bool guide_read(struct reading *r, struct err *err)
{
    return text_read(r, err);
}
