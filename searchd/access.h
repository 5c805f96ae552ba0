/* access.h - who may ask: networks, bearer tokens, names of this host, TLS.
 *
 * Shared once built.
 */
#ifndef SEARCHD_ACCESS_H
#define SEARCHD_ACCESS_H
#include "dict/err.h"
#include "dict/slice.h"
#include <sys/socket.h>
#include <talloc.h>

struct access;
struct ssl_ctx_st;

/* networks[count]: "10.0.0.0/8", "fd00::/8", "192.0.2.7" or "all"; none: every address may.
 * hosts[count]: names, without port; none: every name may be asked for.
 * token_file: NULL for none. Errors: ERR_INPUT, ERR_STORE. Free with talloc_free. */
bool access_create(TALLOC_CTX *mem, const char *const *networks, size_t network_count,
                   const char *const *hosts, size_t host_count, const char *token_file,
                   struct access **ret, struct err *err);
/* Loopback is always allowed. */
bool access_address(const struct access *a, const struct sockaddr *addr);
/* field: value of Authorization. Compares in a time that tells nothing about the tokens. */
bool access_token(const struct access *a, struct slice field);
/* field: value of Host. */
bool access_host(const struct access *a, struct slice field);
bool access_is_loopback(const struct sockaddr *addr);

/* TLS 1.2 and later with OpenSSL's own choice of ciphers for servers, no renegotiation, no
 * compression. Freed with SSL_CTX_free. Errors: ERR_STORE, a file is unreadable or does not fit. */
bool access_tls(const char *cert_file, const char *key_file, struct ssl_ctx_st **ret,
                struct err *err);
#endif
