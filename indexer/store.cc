#include "indexer/store.h"
