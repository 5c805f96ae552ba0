/* decode.c - see decode.h. */
#include "corpus/decode.h"
#include "dict/buf.h"
#include "dict/utf8.h"
#include <errno.h>
#include <iconv.h>

enum {
    SAMPLE = 1 << 18,   /* bytes that are looked at to recognise an encoding */
    CONVERT_STEP = 4096 /* bytes that iconv writes at a time */
};
/* Longest text in bytes. Source: talloc takes no block of 256 MiB or more. */
#define DECODED_MAX ((size_t)255 << 20)

/* Converts as much of in as is valid in encoding; *bad counts bytes that were not (each becomes
 * U+FFFD). False when out of memory or the encoding is unknown to iconv. */
static bool convert(const char *encoding, struct slice in, struct buf *out, size_t *bad)
{
    iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1) /* NOLINT: the way iconv fails */
        return false;
    char *from = (char *)(uintptr_t)in.ptr;
    size_t left = in.len;
    *bad = 0;
    while (left > 0) {
        char *to = buf_reserve(out, CONVERT_STEP);
        if (!to)
            break;
        size_t room = CONVERT_STEP;
        size_t rc = iconv(cd, &from, &left, &to, &room);
        out->len += CONVERT_STEP - room;
        if (rc != (size_t)-1 || errno == E2BIG)
            continue;
        buf_puts(out, "\xEF\xBF\xBD"); /* EILSEQ, or EINVAL: cut off at the end */
        (*bad)++;
        from++;
        left--;
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    return buf_ok(out);
}

/* How much like Japanese text it reads: kana count most, kanji some, half-width katakana and
 * anything odd against it. */
static long japanese(struct slice s)
{
    long score = 0;
    for (size_t at = 0, len; at < s.len; at += len) {
        uint32_t c = utf8_at(s, at, &len);
        if (c >= 0x3041 && c <= 0x30FF)
            score += 3;
        else if (c >= 0x3000 && c <= 0x3020)
            score += 2;
        else if (c >= 0x4E00 && c <= 0x9FFF)
            score += 1;
        else if (c >= 0xFF61 && c <= 0xFF9F)
            score -= 1;
        else if (c == 0xFFFD)
            score -= 50;
        else if (c >= 0x80 && !(c >= 0xFF00 && c <= 0xFFEF))
            score -= 1;
    }
    return score;
}

static const char *recognize_encoding(TALLOC_CTX *mem, struct slice head)
{
    if (memmem(head.ptr, head.len, "\x1B$B", 3) || memmem(head.ptr, head.len, "\x1B$@", 3))
        return "ISO-2022-JP";
    static const char *const candidates[] = {"CP932", "EUC-JP"};
    size_t valid = 0, high = 0, broken = 0;
    for (size_t at = 0; at < head.len;) {
        at += utf8_valid(slice_sub(head, at, head.len));
        if (at < head.len) {
            at++;
            broken++;
        }
    }
    for (size_t i = 0; i < head.len; i++)
        high += (unsigned char)head.ptr[i] >= 0x80;
    valid = high - (broken < high ? broken : high);
    /* A few broken bytes do not make UTF-8 another encoding: text in CP932 or EUC-JP is broken
     * as UTF-8 in about every other byte. */
    if (high == 0 || broken * 8 < valid)
        return "UTF-8";
    const char *best = "UTF-8";
    long best_score = 0;
    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        struct buf b;
        size_t bad;
        buf_init(&b, mem, DECODED_MAX);
        if (convert(candidates[i], head, &b, &bad)) {
            long score = japanese(buf_slice(&b)) - 50 * (long)bad;
            if (score > best_score) {
                best = candidates[i];
                best_score = score;
            }
        }
        buf_done(&b);
    }
    return best;
}

/* UTF-16 by its mark, or by the zero bytes of its ASCII part; NULL where it is not. */
static const char *utf16(struct slice s, size_t *mark)
{
    *mark = 2;
    if (slice_starts(s, SLICE_LIT("\xFF\xFE")))
        return "UTF-16LE";
    if (slice_starts(s, SLICE_LIT("\xFE\xFF")))
        return "UTF-16BE";
    *mark = 0;
    return NULL;
}

/* Line ends to LF; the text itself where there is nothing to do. */
static bool fold_lines(TALLOC_CTX *mem, struct slice *text, struct err *err)
{
    const char *cr = text->len ? memchr(text->ptr, '\r', text->len) : NULL;
    if (!cr)
        return true;
    char *out = talloc_size(mem, text->len);
    if (!out)
        return err_nomem(err, "text of a file");
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (text->ptr[i] != '\r')
            out[n++] = text->ptr[i];
        else {
            out[n++] = '\n';
            if (i + 1 < text->len && text->ptr[i + 1] == '\n')
                i++;
        }
    }
    *text = (struct slice){out, n};
    return true;
}

bool decode_text(TALLOC_CTX *mem, struct slice bytes, struct decoded *ret, struct err *err)
{
    struct decoded got = {.encoding = "UTF-8"};
    size_t mark = 0;
    const char *wide = utf16(bytes, &mark);
    if (wide)
        got.encoding = wide;
    else if (slice_starts(bytes, SLICE_LIT("\xEF\xBB\xBF")))
        mark = 3;
    struct slice body = slice_sub(bytes, mark, bytes.len);
    if (!wide) {
        const char *nul = body.len ? memchr(body.ptr, 0, body.len) : NULL;
        if (nul)
            return err_set(err, ERR_INPUT, "not a text: a zero byte at offset %zu",
                           (size_t)(nul - bytes.ptr));
        if (mark == 0)
            got.encoding = recognize_encoding(mem, slice_sub(body, 0, SAMPLE));
    }
    if (strcmp(got.encoding, "UTF-8") == 0) {
        got.text = body;
    } else {
        struct buf out;
        size_t bad;
        buf_init(&out, mem, DECODED_MAX);
        if (!convert(got.encoding, body, &out, &bad))
            return err_set(err, ERR_NOMEM, "cannot convert from %s", got.encoding);
        got.text = buf_slice(&out);
        if (bad > 0 && japanese(slice_sub(got.text, 0, utf8_floor(got.text, SAMPLE))) < 0)
            return err_set(err, ERR_INPUT, "not a text: neither UTF-8 nor a Japanese encoding");
    }
    if (!fold_lines(mem, &got.text, err))
        return false;
    *ret = got;
    return true;
}
