/* access.c - see access.h. */
#include "searchd/access.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
    TOKEN_MIN = 16,
    TOKEN_MAX = 512,     /* bytes */
    TOKENS_MAX = 1 << 20 /* bytes of all their hashes */
};

struct network {
    unsigned char bytes[16];
    unsigned bits; /* of the mapped form, 0 to 128 */
};

struct access {
    struct network *networks;
    size_t network_count;
    const char *const *hosts;
    size_t host_count;
    bool tokens_wanted;
    unsigned char (*tokens)[SHA256_DIGEST_LENGTH];
    size_t token_count;
};

/* IPv4 in its mapped form. */
static void address_bytes(const struct sockaddr *addr, unsigned char bytes[16])
{
    memset(bytes, 0, 16);
    if (addr->sa_family == AF_INET) {
        bytes[10] = bytes[11] = 0xFF;
        memcpy(bytes + 12, &((const struct sockaddr_in *)(const void *)addr)->sin_addr, 4);
    } else if (addr->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)addr)->sin6_addr, 16);
    }
}

static bool read_network(const char *text, struct network *ret, struct err *err)
{
    *ret = (struct network){0};
    if (strcmp(text, "all") == 0)
        return true;
    char addr[64];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : strlen(text);
    if (len < sizeof(addr)) {
        memcpy(addr, text, len);
        addr[len] = '\0';
        unsigned char v4[4];
        unsigned max = 0;
        if (inet_pton(AF_INET, addr, v4) == 1) {
            ret->bytes[10] = ret->bytes[11] = 0xFF;
            memcpy(ret->bytes + 12, v4, 4);
            max = 32;
        } else if (inet_pton(AF_INET6, addr, ret->bytes) == 1) {
            max = 128;
        }
        unsigned long bits = max;
        char *end = NULL;
        if (slash && slash[1] >= '0' && slash[1] <= '9')
            bits = strtoul(slash + 1, &end, 10);
        if (max != 0 && (!slash || (end && *end == '\0')) && bits <= max) {
            ret->bits = (unsigned)bits + 128 - max;
            return true;
        }
    }
    return err_set(err, ERR_INPUT, "'%s' is not a network (like 10.1.0.0/16, fd00::/8 or all)",
                   text);
}

/* Tokens are kept as hashes: comparing those takes the same time whatever they are. */
static bool read_tokens(struct access *a, const char *path, struct err *err)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    struct stat st;
    bool ok = true;
    if (fstat(fileno(f), &st) == 0 && (st.st_mode & (S_IROTH | S_IWOTH)))
        ok = err_set(err, ERR_STORE, "%s: everybody can read the tokens; chmod o-rwx it", path);
    char line[TOKEN_MAX + 2];
    for (unsigned number = 1; ok && fgets(line, sizeof(line), f); number++) {
        size_t len = strcspn(line, "\r\n");
        if (len == 0 || line[0] == '#')
            continue;
        if (len < TOKEN_MIN || len > TOKEN_MAX) {
            ok = err_set(err, ERR_INPUT, "%s:%u: a token has %d to %d characters", path, number,
                         TOKEN_MIN, TOKEN_MAX);
            break;
        }
        size_t size = (a->token_count + 1) * sizeof(*a->tokens);
        void *more = size < TOKENS_MAX ? talloc_realloc_size(a, a->tokens, size) : NULL;
        if (!more) {
            ok = err_nomem(err, "tokens");
            break;
        }
        a->tokens = more;
        SHA256((const unsigned char *)line, len, a->tokens[a->token_count++]);
    }
    OPENSSL_cleanse(line, sizeof(line));
    fclose(f);
    if (ok && a->token_count == 0)
        ok = err_set(err, ERR_INPUT, "%s: no token in it", path);
    a->tokens_wanted = true;
    return ok;
}

bool access_create(TALLOC_CTX *mem, const char *const *networks, size_t network_count,
                   const char *const *hosts, size_t host_count, const char *token_file,
                   struct access **ret, struct err *err)
{
    struct access *a = talloc_zero(mem, struct access);
    if (!a)
        return err_nomem(err, "access rules");
    a->hosts = hosts;
    a->host_count = host_count;
    a->networks = talloc_array(a, struct network, (unsigned)network_count + 1);
    bool ok = a->networks ? true : err_nomem(err, "networks");
    for (size_t i = 0; ok && i < network_count; i++) {
        ok = read_network(networks[i], &a->networks[i], err);
        a->network_count = i + 1;
    }
    if (ok && token_file)
        ok = read_tokens(a, token_file, err);
    if (!ok) {
        talloc_free(a);
        return false;
    }
    *ret = a;
    return true;
}

bool access_is_loopback(const struct sockaddr *addr)
{
    unsigned char b[16];
    address_bytes(addr, b);
    static const unsigned char v6[16] = {[15] = 1};
    static const unsigned char v4[13] = {[10] = 0xFF, [11] = 0xFF, [12] = 127};
    return addr->sa_family == AF_UNIX || memcmp(b, v6, 16) == 0 || memcmp(b, v4, 13) == 0;
}

bool access_address(const struct access *a, const struct sockaddr *addr)
{
    if (a->network_count == 0 || access_is_loopback(addr))
        return true;
    unsigned char b[16];
    address_bytes(addr, b);
    for (size_t i = 0; i < a->network_count; i++) {
        const struct network *n = &a->networks[i];
        unsigned whole = n->bits / 8, rest = n->bits % 8;
        unsigned mask = rest ? (0xFFu << (8 - rest)) & 0xFFu : 0;
        if (memcmp(b, n->bytes, whole) == 0 &&
            (rest == 0 || ((unsigned)(b[whole] ^ n->bytes[whole]) & mask) == 0))
            return true;
    }
    return false;
}

bool access_token(const struct access *a, struct slice field)
{
    if (!a->tokens_wanted)
        return true;
    if (field.len < 8 || strncasecmp(field.ptr, "bearer ", 7) != 0)
        return false;
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)field.ptr + 7, field.len - 7, hash);
    int found = 0;
    for (size_t i = 0; i < a->token_count; i++)
        found |= CRYPTO_memcmp(hash, a->tokens[i], sizeof(hash)) == 0;
    return found != 0;
}

bool access_host(const struct access *a, struct slice field)
{
    if (a->host_count == 0)
        return true;
    /* Off with the port; a colon inside brackets belongs to the address. */
    size_t len = field.len;
    for (size_t i = field.len; i > 0 && field.ptr[i - 1] != ']'; i--)
        if (field.ptr[i - 1] == ':') {
            len = i - 1;
            break;
        }
    for (size_t i = 0; i < a->host_count; i++)
        if (strlen(a->hosts[i]) == len && strncasecmp(a->hosts[i], field.ptr, len) == 0)
            return true;
    return false;
}

static bool tls_fail(const char *file, struct err *err)
{
    char why[160];
    ERR_error_string_n(ERR_get_error(), why, sizeof(why));
    ERR_clear_error();
    return err_set(err, ERR_STORE, "%s: %s", file, why);
}

bool access_tls(const char *cert_file, const char *key_file, struct ssl_ctx_st **ret,
                struct err *err)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx)
        return err_nomem(err, "TLS");
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    bool ok = true;
    if (SSL_CTX_use_certificate_chain_file(ctx, cert_file) != 1)
        ok = tls_fail(cert_file, err);
    else if (SSL_CTX_use_PrivateKey_file(ctx, key_file, SSL_FILETYPE_PEM) != 1 ||
             SSL_CTX_check_private_key(ctx) != 1)
        ok = tls_fail(key_file, err);
    if (!ok) {
        SSL_CTX_free(ctx);
        return false;
    }
    *ret = ctx;
    return true;
}
