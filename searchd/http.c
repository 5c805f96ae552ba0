/* http.c - see http.h. */
#include "searchd/http.h"
#include <string.h>

static enum http_outcome refuse(struct http_refusal *why, int status, const char *detail)
{
    *why = (struct http_refusal){status, detail};
    return HTTP_REFUSED;
}

/* tchar of RFC 9110, 5.6.2. */
static bool is_token_char(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_token(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_token_char((unsigned char)s.ptr[i]))
            return false;
    return s.len > 0;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* want: lower case. */
static bool same_word(struct slice s, const char *want)
{
    size_t i = 0;
    while (i < s.len && want[i] != '\0' && lower(s.ptr[i]) == (unsigned char)want[i])
        i++;
    return i == s.len && want[i] == '\0';
}

static struct slice trim(struct slice s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

/* Takes the next member of a comma separated list off *rest. */
static bool next_member(struct slice *rest, struct slice *ret)
{
    if (rest->len == 0)
        return false;
    const char *comma = memchr(rest->ptr, ',', rest->len);
    size_t len = comma ? (size_t)(comma - rest->ptr) : rest->len;
    *ret = trim((struct slice){rest->ptr, len});
    size_t step = comma ? len + 1 : len;
    rest->ptr += step;
    rest->len -= step;
    return true;
}

/* True unless the weight of "gzip;q=0" (or 0.0, 0.00, 0.000) forbids it. */
static bool weight_allows(struct slice params)
{
    size_t q = slice_find(params, SLICE_LIT("q="));
    if (q > params.len)
        return true;
    for (size_t i = q + 2; i < params.len; i++)
        if (params.ptr[i] >= '1' && params.ptr[i] <= '9')
            return true;
    return false;
}

static bool takes_gzip(struct slice field)
{
    struct slice member;
    bool any = false;
    while (next_member(&field, &member)) {
        const char *semi = member.len ? memchr(member.ptr, ';', member.len) : NULL;
        size_t len = semi ? (size_t)(semi - member.ptr) : member.len;
        struct slice name = trim((struct slice){member.ptr, len});
        struct slice params = slice_sub(member, len, member.len);
        if (same_word(name, "gzip") || same_word(name, "x-gzip"))
            return weight_allows(params);
        if (same_word(name, "*"))
            any = weight_allows(params);
    }
    return any;
}

/* reg-name, IPv4 or [IPv6], with a port or without: no more than what may stand there. */
static bool is_host(struct slice s)
{
    if (s.len > 255)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c != 0 && strchr("-._~%!$&'()*+,;=:[]", c) != NULL)))
            return false;
    }
    return true;
}

/* Cuts "http://host" off an absolute form. False where the target is neither form. */
static bool cut_target(struct slice *target)
{
    struct slice s = *target;
    if (s.len > 0 && s.ptr[0] == '/')
        return true;
    size_t scheme = 0;
    if (s.len > 7 && same_word(slice_sub(s, 0, 7), "http://"))
        scheme = 7;
    else if (s.len > 8 && same_word(slice_sub(s, 0, 8), "https://"))
        scheme = 8;
    if (scheme == 0)
        return false;
    size_t at = scheme;
    while (at < s.len && s.ptr[at] != '/' && s.ptr[at] != '?')
        at++;
    if (at == scheme || !is_host(slice_sub(s, scheme, at)))
        return false;
    if (at == s.len) {
        *target = SLICE_LIT("/");
        return true;
    }
    *target = slice_sub(s, at, s.len);
    return s.ptr[at] == '/';
}

static enum http_outcome read_line(struct slice line, struct http_request *req,
                                   struct http_refusal *why)
{
    const char *blank = memchr(line.ptr, ' ', line.len);
    if (!blank)
        return refuse(why, 400, "the request line has no blank");
    struct slice method = {line.ptr, (size_t)(blank - line.ptr)};
    if (!is_token(method))
        return refuse(why, 400, "the method is not a word");
    struct slice rest = slice_sub(line, method.len + 1, line.len);
    blank = rest.len ? memchr(rest.ptr, ' ', rest.len) : NULL;
    if (!blank)
        return refuse(why, 400, "the request line names no HTTP version");
    req->target = (struct slice){rest.ptr, (size_t)(blank - rest.ptr)};
    struct slice version = slice_sub(rest, req->target.len + 1, rest.len);

    if (version.len != 8 || !slice_starts(version, SLICE_LIT("HTTP/")) || version.ptr[6] != '.' ||
        version.ptr[5] < '0' || version.ptr[5] > '9' || version.ptr[7] < '0' ||
        version.ptr[7] > '9')
        return refuse(why, 400, "the request line does not end in an HTTP version");
    if (version.ptr[5] != '1')
        return refuse(why, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    req->http11 = version.ptr[7] != '0';
    req->keep_alive = req->http11;

    req->method = slice_eq(method, SLICE_LIT("GET"))    ? HTTP_GET
                  : slice_eq(method, SLICE_LIT("HEAD")) ? HTTP_HEAD
                                                        : HTTP_OTHER;
    if (req->method == HTTP_OTHER) {
        /* CONNECT and OPTIONS have targets of their own; none is looked at. */
        req->target = SLICE_LIT("/");
        return HTTP_READY;
    }
    /* Bytes above 0x7F are let through: people paste Japanese addresses, and whether they are
     * UTF-8 is found out where the address is decoded. */
    for (size_t i = 0; i < req->target.len; i++) {
        unsigned char c = (unsigned char)req->target.ptr[i];
        if (c <= 0x20 || c == 0x7F || c == '#')
            return refuse(why, 400, "the address holds a byte that must be percent-encoded");
    }
    if (!cut_target(&req->target))
        return refuse(why, 400, "the address does not begin with a slash");
    return HTTP_READY;
}

struct fields {
    size_t count, hosts, lengths, transfer;
};

static enum http_outcome read_length(struct slice value, struct fields *seen,
                                     struct http_request *req, struct http_refusal *why)
{
    if (++seen->lengths > 1)
        return refuse(why, 400, "Content-Length is given more than once");
    if (value.len == 0)
        return refuse(why, 400, "Content-Length is empty");
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return refuse(why, 400, "Content-Length is not a number");
        if (value.ptr[i] != '0')
            req->has_body = true;
    }
    return HTTP_READY;
}

static enum http_outcome read_field(struct slice line, struct fields *seen,
                                    struct http_request *req, struct http_refusal *why)
{
    if (++seen->count > HTTP_FIELD_COUNT_MAX)
        return refuse(why, 431, "too many header lines");
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return refuse(why, 400, "a header line is folded");
    const char *colon = memchr(line.ptr, ':', line.len);
    if (!colon)
        return refuse(why, 400, "a header line has no colon");
    struct slice name = {line.ptr, (size_t)(colon - line.ptr)};
    if (!is_token(name))
        return refuse(why, 400, "a header's name is not a word");
    struct slice value = trim(slice_sub(line, name.len + 1, line.len));
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return refuse(why, 400, "a header's value holds a control character");
    }

    switch (name.len) {
    case 4:
        if (same_word(name, "host")) {
            if (++seen->hosts > 1)
                return refuse(why, 400, "Host is given more than once");
            if (!is_host(value))
                return refuse(why, 400, "Host is not a host name");
            req->host = value;
        }
        break;
    case 10:
        if (same_word(name, "connection")) {
            struct slice member;
            while (next_member(&value, &member)) {
                if (same_word(member, "close"))
                    req->keep_alive = false;
                else if (!req->http11 && same_word(member, "keep-alive"))
                    req->keep_alive = true;
            }
        }
        break;
    case 13:
        if (same_word(name, "authorization"))
            req->authorization = value;
        else if (same_word(name, "if-none-match"))
            req->if_none_match = value;
        break;
    case 14:
        if (same_word(name, "content-length"))
            return read_length(value, seen, req, why);
        break;
    case 15:
        if (same_word(name, "accept-encoding"))
            req->gzip = takes_gzip(value);
        break;
    case 17:
        if (same_word(name, "transfer-encoding")) {
            seen->transfer++;
            req->has_body = true;
        }
        break;
    default: break; /* every other length: a field that changes nothing here */
    }
    return HTTP_READY;
}

static enum http_outcome read_head(struct slice head, const struct http_scan *scan,
                                   struct http_request *ret, struct http_refusal *why)
{
    struct http_request req = {0};
    size_t at = scan->skipped;
    enum http_outcome out =
        read_line(slice_sub(head, at, scan->fields - 2), &req, why); /* without its line end */
    struct fields seen = {0};
    at = scan->fields;
    while (out == HTTP_READY && at + 2 < head.len) {
        const char *end = memchr(head.ptr + at, '\n', head.len - at);
        size_t next = (size_t)(end - head.ptr) + 1;
        out = read_field(slice_sub(head, at, next - 2), &seen, &req, why);
        at = next;
    }
    if (out != HTTP_READY)
        return out;
    if (req.http11 && seen.hosts == 0)
        return refuse(why, 400, "Host is missing");
    if (seen.transfer > 0 && seen.lengths > 0)
        return refuse(why, 400, "Content-Length stands beside Transfer-Encoding");
    if (seen.transfer > 0 && !req.http11)
        return refuse(why, 400, "Transfer-Encoding in HTTP/1.0");
    *ret = req;
    return HTTP_READY;
}

enum http_outcome http_read(struct slice bytes, struct http_scan *scan, struct http_request *ret,
                            size_t *used, struct http_refusal *why)
{
    while (scan->at < bytes.len) {
        /* What cannot begin a request is refused at its first byte: TLS, other protocols. */
        if (scan->fields == 0 && scan->line == scan->at && bytes.ptr[scan->at] != '\r' &&
            !is_token_char((unsigned char)bytes.ptr[scan->at]))
            return refuse(why, 400, "this is not HTTP");

        const char *end = memchr(bytes.ptr + scan->at, '\n', bytes.len - scan->at);
        size_t stop = end ? (size_t)(end - bytes.ptr) + 1 : bytes.len;
        if (scan->fields == 0 && stop - scan->line > HTTP_LINE_MAX)
            return refuse(why, 414, "the address is longer than 8192 bytes");
        if (scan->fields != 0 && stop - scan->fields > HTTP_FIELDS_MAX)
            return refuse(why, 431, "the header is longer than 8192 bytes");
        scan->at = stop;
        if (!end)
            return HTTP_MORE;
        if (stop - scan->line < 2 || bytes.ptr[stop - 2] != '\r')
            return refuse(why, 400, "a line ends without a carriage return");

        bool blank = stop - scan->line == 2;
        scan->line = stop;
        if (scan->fields == 0 && blank) {
            /* RFC 9112, 2.2: an empty line before the request is to be ignored. */
            scan->skipped = stop;
            if (scan->skipped > 4)
                return refuse(why, 400, "blank lines where a request should be");
        } else if (scan->fields == 0) {
            scan->fields = stop;
        } else if (blank) {
            enum http_outcome out = read_head(slice_sub(bytes, 0, stop), scan, ret, why);
            if (out == HTTP_READY)
                *used = stop;
            return out;
        }
    }
    return HTTP_MORE;
}

const char *http_reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Error"; /* not an enum of ours: any number may come */
    }
}

static struct slice strong_part(struct slice tag)
{
    return slice_starts(tag, SLICE_LIT("W/")) ? slice_sub(tag, 2, tag.len) : tag;
}

bool http_etag_listed(struct slice field, struct slice etag)
{
    struct slice member;
    while (etag.len > 0 && next_member(&field, &member))
        if (slice_eq(member, SLICE_LIT("*")) || slice_eq(strong_part(member), strong_part(etag)))
            return true;
    return false;
}
