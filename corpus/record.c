#include "corpus/record.h"
