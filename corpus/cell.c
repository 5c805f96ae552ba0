/* cell.c - see cell.h. */
#include "corpus/cell.h"
#include "corpus/cell_flags.h"
#include "corpus/cell_words.h"
#include "dict/utf8.h"

/* Bytes of a long text whose characters are counted: the rest is like them. */
enum { LOOK_BYTES_MAX = 8192 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool in_list(const char *const *list, size_t count, struct slice s)
{
    for (size_t i = 0; i < count; i++)
        if (slice_eq(slice_of(list[i]), s))
            return true;
    return false;
}

static bool ends_with_any(const char *const *list, size_t count, struct slice s)
{
    for (size_t i = 0; i < count; i++)
        if (slice_ends(s, slice_of(list[i])))
            return true;
    return false;
}

static bool holds(struct slice s, const char *word)
{
    return slice_find(s, slice_of(word)) <= s.len;
}

static bool holds_any(const char *const *list, size_t count, struct slice s)
{
    for (size_t i = 0; i < count; i++)
        if (holds(s, list[i]))
            return true;
    return false;
}

/* Longest entry that s begins with; its bytes. */
static size_t begins_with_any(const char *const *list, size_t count, struct slice s)
{
    size_t best = 0;
    for (size_t i = 0; i < count; i++) {
        struct slice w = slice_of(list[i]);
        if (w.len > best && slice_starts(s, w))
            best = w.len;
    }
    return best;
}

bool cell_is_country(const struct vocab *vocab, struct slice s)
{
    return in_list(words_country, COUNT(words_country), s) ||
           (vocab && vocab_is(vocab, GAZ_COUNTRY, s));
}

bool cell_is_city(const struct vocab *vocab, struct slice s)
{
    return in_list(words_city, COUNT(words_city), s) || (vocab && vocab_is(vocab, GAZ_CITY, s));
}

bool cell_is_organization(const struct vocab *vocab, struct slice s)
{
    static const char *const prefectures[] = {
        "北海道",   "青森県",     "岩手県", "宮城県", "秋田県", "山形県",   "福島県", "茨城県",
        "栃木県",   "群馬県",     "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
        "石川県",   "福井県",     "山梨県", "長野県", "岐阜県", "静岡県",   "愛知県", "三重県",
        "滋賀県",   "京都府",     "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
        "岡山県",   "広島県",     "山口県", "徳島県", "香川県", "愛媛県",   "高知県", "福岡県",
        "佐賀県",   "長崎県",     "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県", "札幌市",
        "仙台市",   "さいたま市", "千葉市", "横浜市", "川崎市", "相模原市", "新潟市", "静岡市",
        "浜松市",   "名古屋市",   "京都市", "大阪市", "堺市",   "神戸市",   "岡山市", "広島市",
        "北九州市", "福岡市",     "熊本市",
    };
    return in_list(prefectures, COUNT(prefectures), s) ||
           (vocab && vocab_is(vocab, GAZ_ORGANIZATION, s));
}

/* A place name of Japan by its suffix: 2 to 7 characters before 都道府県市区町村, kanji and kana. */
static bool organization_like(const struct cell_look *l, struct slice s)
{
    static const char *const ends[] = {"県", "市", "町", "村", "区", "府", "都", "道"};
    return l->chars >= 2 && l->chars <= 8 && !l->latin && !l->digits && !l->spaces &&
           ends_with_any(ends, COUNT(ends), s);
}

static struct slice before_bracket(struct slice s)
{
    size_t a = slice_find(s, SLICE_LIT("(")), b = slice_find(s, SLICE_LIT("（"));
    size_t cut = a < b ? a : b;
    return cut > 0 && cut < s.len ? cell_trim(slice_sub(s, 0, cut)) : s;
}

/* Next part of a list of names: parts are divided by 、 ・ , / and blanks. */
static bool next_part(struct slice *rest, struct slice *part)
{
    size_t i = 0, len = 0;
    while (i < rest->len) {
        uint32_t c = utf8_at(*rest, i, &len);
        if (c == 0x3001 || c == 0x30FB || c == ',' || c == '/' || c == 0xFF0C ||
            char_class(c) == CHAR_SPACE || c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09)
            break;
        i += len;
    }
    *part = slice_sub(*rest, 0, i);
    if (i == rest->len && i == 0)
        return false;
    *rest = slice_sub(*rest, i < rest->len ? i + len : i, rest->len);
    return true;
}

static struct slice drop_end(struct slice s, const char *word)
{
    struct slice w = slice_of(word);
    if (s.len > w.len && slice_ends(s, w))
        s.len -= w.len;
    return s;
}

static void look_places(const struct vocab *vocab, struct cell_look *l)
{
    struct slice rest = l->text, part;
    int known = 0, cities = 0, other = 0;
    static const char *const tails[] = {"ほか", "他", "等", "など", "向け", "圏"};
    static const char *const place_ends[] = {"市", "州", "省", "区", "郡"};
    while (next_part(&rest, &part)) {
        if (part.len == 0)
            continue;
        for (size_t i = 0; i < COUNT(tails); i++)
            part = drop_end(part, tails[i]);
        struct slice bare = part;
        for (size_t i = 0; i < COUNT(place_ends); i++)
            bare = drop_end(bare, place_ends[i]);
        if (cell_is_country(vocab, part) || in_list(words_region, COUNT(words_region), part))
            known++;
        if (cell_is_city(vocab, part) || cell_is_city(vocab, bare))
            cities++;
        else if (bare.len < part.len && bare.len >= 3)
            l->flags |= LOOK_CITY_LIKE;
        else
            other++;
    }
    if (known && !cities && other == known)
        l->flags |= LOOK_PLACES;
    else if (known)
        l->flags |= LOOK_PLACE_IN;
    if (known && holds(l->text, "語") && l->chars < 60)
        l->flags |= LOOK_PLACES;
    if (cities && other <= cities / 2)
        l->flags |= LOOK_CITY;
    else if (cities)
        l->flags |= LOOK_CITY_LIKE;
}

static bool is_bullet(struct slice s)
{
    if (s.len == 0)
        return false;
    size_t len;
    uint32_t c = utf8_at(s, 0, &len);
    if ((c >= 0x2460 && c <= 0x2473) || c == 0x30FB || c == 0x25CB || c == 0x25CE || c == 0x25CF ||
        c == 0x25A0 || c == 0x25A1 || c == 0x3010 || c == 0x25C6 || c == 0x25C7 || c == 0xFF65)
        return true;
    if (c == '-' || c == 0x2022)
        return len < s.len;
    if (c == '(' || c == 0xFF08) { /* (1) (ア) */
        size_t len2;
        if (len >= s.len)
            return false;
        uint32_t d = cell_narrow(utf8_at(s, len, &len2));
        size_t end = len + len2;
        if ((d >= '0' && d <= '9') || (d >= 0x30A1 && d <= 0x30F6)) {
            int64_t n;
            end += cell_digits(s, end, 1, &n);
            return end < s.len && cell_narrow(utf8_at(s, end, &len2)) == ')';
        }
    }
    return false;
}

static bool is_url_begin(struct slice s)
{
    return slice_starts(s, SLICE_LIT("http")) || slice_starts(s, SLICE_LIT("www."));
}

/* Months, days and ranges: R2.4.1～, 8月26日, 通年. */
static bool look_period(const struct cell_look *l)
{
    static const char *const words[] = {"通年", "年間", "毎月", "毎年", "随時",
                                        "月",   "年度", "開設", "未定", "期間"};
    struct slice s = l->text;
    if (l->chars > 80)
        return false;
    int year;
    bool range = holds(s, "～") || holds(s, "~") || holds(s, "〜");
    if (cell_year(s, &year)) {
        return range || holds(s, ".") || holds(s, "月") || holds(s, "/");
    }
    if (range && l->digits)
        return true;
    /* "R2." within, as in "①養成講座 R2.9.27" */
    for (size_t i = 0; i + 3 < s.len; i++)
        if ((s.ptr[i] == 'R' || s.ptr[i] == 'H') && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9' &&
            (s.ptr[i + 2] == '.' || s.ptr[i + 3] == '.'))
            return true;
    if (l->chars <= 12 && holds_any(words, COUNT(words), s) && l->hiragana <= 1)
        return true;
    return l->chars <= 12 && l->digits && (holds(s, "/") || holds(s, "月"));
}

static bool look_people(const struct cell_look *l)
{
    static const char *const units[] = {"名", "人", "社",   "件", "校",   "施設", "団体", "回",
                                        "点", "者", "法人", "組", "カ国", "か国", "世帯"};
    struct slice s = l->text;
    if (l->chars > 120 || !l->digits)
        return holds(s, "実績なし");
    for (size_t i = 0; i < s.len;) {
        int64_t n;
        size_t took = cell_digits(s, i, 9, &n);
        if (took) {
            if (begins_with_any(units, COUNT(units), slice_sub(s, i + took, s.len)))
                return true;
            i += took;
            continue;
        }
        size_t len;
        utf8_at(s, i, &len);
        i += len;
    }
    return false;
}

static bool look_money(const struct cell_look *l)
{
    struct slice s = l->text;
    if (l->number >= 0)
        return true;
    int64_t n;
    size_t at = 0, took;
    while ((took = cell_digits(s, at, 12, &n)) != 0) {
        at += took;
        if (at < s.len && s.ptr[at] == ',')
            at++;
    }
    if (at > 0 && at < s.len && s.ptr[at] == '.' && (took = cell_digits(s, at + 1, 6, &n)) != 0)
        at += 1 + took;
    if (at == s.len && at > 0)
        return true;
    if (at == 0)
        return l->chars < 30 && l->digits && holds(s, "円");
    struct slice rest = cell_trim(slice_sub(s, at, s.len));
    return slice_starts(rest, SLICE_LIT("円")) || slice_starts(rest, SLICE_LIT("千円")) ||
           slice_starts(rest, SLICE_LIT("百万円")) || slice_starts(rest, SLICE_LIT("万円")) ||
           slice_starts(rest, SLICE_LIT("億円")) ||
           (l->chars < 25 &&
            (slice_starts(rest, SLICE_LIT("(")) || slice_starts(rest, SLICE_LIT("（"))));
}

static void look_characters(struct cell_look *l)
{
    struct slice s = slice_sub(l->text, 0, utf8_floor(l->text, LOOK_BYTES_MAX));
    enum char_class before = CHAR_SPACE;
    for (size_t i = 0, len; i < s.len; i += len) {
        uint32_t c = utf8_at(s, i, &len);
        enum char_class k = char_class(c);
        uint16_t *count = NULL;
        l->chars++;
        switch (k) {
        case CHAR_SPACE: count = &l->spaces; break;
        case CHAR_SYMBOL:
            if (c == 0x3001)
                count = &l->commas;
            else if (c == 0x3002)
                count = &l->stops;
            break;
        case CHAR_DIGIT: count = &l->digits; break;
        case CHAR_LATIN: count = &l->latin; break;
        case CHAR_HIRAGANA: count = &l->hiragana; break;
        case CHAR_KATAKANA: count = &l->katakana; break;
        case CHAR_KANJI: count = &l->kanji; break;
        }
        if (count && *count < UINT16_MAX)
            (*count)++;
        if ((before == CHAR_SPACE || (c >= 0x2460 && c <= 0x2473)) && l->bullets < UINT16_MAX &&
            is_bullet(slice_sub(s, i, s.len)))
            l->bullets++;
        before = k;
    }
}

void cell_look(struct slice text, const struct vocab *vocab, struct cell_look *ret)
{
    static const char *const bureau_ends[] = {"部", "局", "本部", "委員会", "庁", "公室", "室"};
    static const char *const changes[] = {"開設", "設置", "廃止", "移転", "統合", "運営",
                                          "職員", "共同", "移管", "兼",   "常駐", "補助",
                                          "新設", "委託", "含",   "実施", "契約", "派遣"};
    static const char *const grants[] = {"交付金", "補助金",   "国庫",    "助成",
                                         "予算",   "一般財源", "委託事業"};
    *ret = (struct cell_look){.text = cell_trim(text), .number = -1, .heads = -1};
    struct cell_look *l = ret;
    struct slice s = l->text;
    if (cell_is_blank(s)) {
        l->flags |= LOOK_BLANK;
        return;
    }
    look_characters(l);
    int64_t heads[3];
    l->number = cell_number(s);
    if (cell_heads(s, heads))
        l->heads = heads[0];
    if (cell_date(s, &l->year) == s.len)
        l->flags |= LOOK_DATE;
    size_t took = cell_year(s, &l->year);
    struct slice after = cell_trim(slice_sub(s, took, s.len));
    if (took && l->chars <= 40)
        l->flags |= LOOK_YEAR_BEGIN;
    if (!took || (after.len && !slice_starts(after, SLICE_LIT("(")) &&
                  !slice_starts(after, SLICE_LIT("（"))))
        l->year = 0;
    char letter;
    if (cell_letter(s, &letter) == s.len)
        l->flags |= LOOK_LETTER;
    if (holds(s, "http") || holds(s, "www.")) {
        l->flags |= LOOK_URL_IN;
        if (is_url_begin(s) && !l->kanji && !l->hiragana && !l->katakana)
            l->flags |= LOOK_URL;
    } else if (!l->kanji && !l->hiragana && !l->katakana && !l->spaces && holds(s, ".") &&
               (holds(s, ".jp") || holds(s, ".com") || holds(s, "/")) && l->latin > 4) {
        l->flags |= LOOK_URL;
    }
    if (is_bullet(s))
        l->flags |= LOOK_BULLET;
    if (ends_with_any(words_purpose_end, COUNT(words_purpose_end), s))
        l->flags |= LOOK_PURPOSE;
    if (l->chars < 80 && holds_any(changes, COUNT(changes), s))
        l->flags |= LOOK_CHANGE;
    if (l->chars < 80 && holds_any(grants, COUNT(grants), s))
        l->flags |= LOOK_GRANT;
    if (look_period(l))
        l->flags |= LOOK_PERIOD;
    if (look_people(l))
        l->flags |= LOOK_PEOPLE;
    if (look_money(l))
        l->flags |= LOOK_MONEY;
    if (l->chars > 80)
        return;

    size_t label = cell_label(s, &letter);
    if (label) {
        struct slice rest = cell_trim(slice_sub(s, label, s.len));
        l->flags |= LOOK_LABEL;
        size_t last = rest.len ? utf8_before(rest, rest.len) : 0, len;
        bool bracket = rest.len && cell_narrow(utf8_at(rest, 0, &len)) == '(' &&
                       cell_narrow(utf8_at(rest, last, &len)) == ')';
        if (rest.len == 0 || bracket)
            l->flags |= LOOK_LABEL_ONLY;
    }
    struct slice bare = before_bracket(s);
    if (cell_is_organization(vocab, bare))
        l->flags |= LOOK_ORGANIZATION;
    for (size_t end = 6; end <= 15 && end < s.len; end += 3)
        if (((unsigned char)s.ptr[end] & 0xC0) != 0x80 &&
            cell_is_organization(vocab, slice_sub(s, 0, end)))
            l->flags |= LOOK_ORGANIZATION_BEGIN;
    if (bare.len == s.len && organization_like(l, s))
        l->flags |= LOOK_ORGANIZATION_LIKE;
    if (cell_is_country(vocab, bare))
        l->flags |= LOOK_COUNTRY;
    look_places(vocab, l);
    if (ends_with_any(words_name_end, COUNT(words_name_end), s) ||
        (bare.len < s.len && ends_with_any(words_name_end, COUNT(words_name_end), bare)))
        l->flags |= LOOK_NAME_END;
    if (holds_any(words_company, COUNT(words_company), s))
        l->flags |= LOOK_COMPANY;
    if (ends_with_any(words_body_end, COUNT(words_body_end), s) ||
        begins_with_any(words_body_begin, COUNT(words_body_begin), s))
        l->flags |= LOOK_BODY;
    if (slice_starts(s, SLICE_LIT("個人")) || slice_starts(s, SLICE_LIT("現地在住")))
        l->flags |= LOOK_PERSON;
    if (ends_with_any(words_department_end, COUNT(words_department_end), s))
        l->flags |= LOOK_DEPARTMENT;
    if (ends_with_any(bureau_ends, COUNT(bureau_ends), s))
        l->flags |= LOOK_BUREAU;
    size_t status = begins_with_any(words_status, COUNT(words_status), s);
    if (status && (status == s.len || l->chars <= 6))
        l->flags |= LOOK_STATUS;
    if (ends_with_any(words_title_end, COUNT(words_title_end), s) ||
        (bare.len < s.len && ends_with_any(words_title_end, COUNT(words_title_end), bare)))
        l->flags |= LOOK_TITLE_END;
}

size_t cell_token(struct slice s, const struct vocab *vocab)
{
    char letter;
    int year;
    int64_t n;
    size_t best = cell_letter(s, &letter), took;
    if ((took = cell_year(s, &year)) > best)
        best = took;
    if ((took = cell_label(s, &letter)) > best) {
        best = took;
        struct slice rest = slice_sub(s, best, s.len);
        size_t blank = rest.len && rest.ptr[0] == ' ' ? 1 : 0;
        struct slice bracket = slice_sub(rest, blank, rest.len);
        if (slice_starts(bracket, SLICE_LIT("(")) &&
            !begins_with_any(words_body_begin, COUNT(words_body_begin), bracket)) {
            size_t close = slice_find(rest, SLICE_LIT(")"));
            if (close < rest.len)
                best += close + 1;
        }
    }
    if ((took = begins_with_any(words_status, COUNT(words_status), s)) > best)
        best = took;
    if ((took = begins_with_any(words_country, COUNT(words_country), s)) > best)
        best = took;
    if ((took = begins_with_any(words_city, COUNT(words_city), s)) > best)
        best = took;
    if (best == 0 && (took = cell_digits(s, 0, 12, &n)) > 0) {
        best = took;
        while (best + 3 < s.len && s.ptr[best] == ',' && cell_digits(s, best + 1, 3, &n) == 3)
            best += 4;
        static const char *const counters[] = {"年", "月", "日", "名", "人", "社", "件", "回", "点",
                                               "校", "時", "か", "カ", "ヶ", "店", "施", "団", "者",
                                               "法", "組", "世", "%",  "％", ".",  "/",  ":",  "-",
                                               "～", "~",  "〜", "千", "百", "万", "億", "円", "都",
                                               "道", "県", "市", "次", "号", "期", "歳"};
        if (begins_with_any(counters, COUNT(counters), slice_sub(s, best, s.len)))
            best = 0;
    }
    for (size_t end = 6; end <= 18 && end <= s.len; end += 3)
        if (end > best && (end == s.len || ((unsigned char)s.ptr[end] & 0xC0) != 0x80) &&
            cell_is_organization(vocab, slice_sub(s, 0, end)))
            best = end;
    return best;
}

bool cell_begins_body(struct slice s)
{
    return begins_with_any(words_body_begin, COUNT(words_body_begin), s) > 0;
}

bool cell_begins(struct slice s)
{
    int year;
    return is_url_begin(s) || is_bullet(s) ||
           begins_with_any(words_body_begin, COUNT(words_body_begin), s) ||
           (s.len > 2 && s.len < 12 && cell_year(s, &year) == s.len);
}
