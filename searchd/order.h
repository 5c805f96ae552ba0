/* order.h - superlatives of a question: 一番古い事務所, 職員数が最も多い.
 *
 * They ask for an order by the record's own year or by the heads of an office, and exclude nothing.
 * Not here: putting hits into that order (search.c). 最大 and 最新 alone are words like others:
 * 最大の課題 asks for no number.
 */
#ifndef SEARCHD_ORDER_H
#define SEARCHD_ORDER_H
#include "dict/slice.h"

enum order { ORDER_NONE, ORDER_OLDEST, ORDER_NEWEST, ORDER_MOST_STAFF, ORDER_LEAST_STAFF };

/* Reads the superlative that s begins with; its bytes, 0 where it begins with none. */
size_t order_parse(struct slice s, enum order *ret);
#endif
