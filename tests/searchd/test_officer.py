"""What an officer relies on, asked over HTTP against corpus/facts.

The expectations are read off the facts by eye or computed here from their JSON, never from
answers of the daemon.
"""
import glob
import json
import os
import random
import shutil
import sys
import tempfile
import unicodedata
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from daemon import SOURCE, Daemon, index

FACTS = os.path.join(SOURCE, "corpus", "facts")
RECORDS = [json.loads(line) for path in sorted(glob.glob(os.path.join(FACTS, "*.jsonl")))
           for line in open(path, encoding="utf-8")]
OFFICES = [r for r in RECORDS if r["kind"] == "office"]
TEXTS = ("text", "reason", "activities", "description", "note")


def setUpModule():
    global folder, daemon
    folder = tempfile.mkdtemp(prefix="senrei-officer-")
    index(os.path.join(folder, "index"), FACTS)
    daemon = Daemon(index=os.path.join(folder, "index"))


def tearDownModule():
    daemon.stop()
    shutil.rmtree(folder)


def search(q="", **params):
    return daemon.json("/api/search", q=q, **params)


def ids(answer):
    """Everything an answer shows: its hits and what is folded into them."""
    out = []
    for hit in answer["hits"]:
        out += [hit["id"]] + list(hit["collapsed"])
    return out


def every_id(q, **params):
    out, offset = [], 0
    while True:
        page = search(q, limit=100, offset=offset, collapse="off", facets="off", **params)
        out += [h["id"] for h in page["hits"]]
        offset += 100
        if len(page["hits"]) < 100:
            return out


class Filters(unittest.TestCase):
    def test_facets_over_all_offices_are_the_printed_totals(self):
        facets = search(kind="office", limit=0)["facets"]
        self.assertEqual({f["value"]: f["count"] for f in facets["form"]},
                         {"a": 65, "b": 21, "c": 209, "d": 3})

    def test_filters_narrow_to_exactly_the_records_that_match(self):
        for params, holds in (
                (dict(country="台湾", kind="office"), lambda r: r["country"] == "台湾"),
                (dict(form="a"), lambda r: r["form"] == "a"),
                (dict(country=["タイ", "ベトナム"], form="a", kind="office"),
                 lambda r: r["country"] in ("タイ", "ベトナム") and r["form"] == "a"),
                (dict(organization="北海道", kind="office"), lambda r: r["organization"] == "北海道"),
                (dict(year="H20-H27", kind="office"), lambda r: r["year"] and 2008 <= r["year"] <= 2015),
                (dict(year="平成26年度", kind="office"), lambda r: r["year"] == 2014)):
            want = sorted(r["id"] for r in OFFICES if holds(r))
            self.assertEqual(sorted(every_id("", **params)), want, params)

    def test_a_field_in_the_query_narrows_like_the_filter(self):
        self.assertEqual({h["fields"]["country"] for h in search("国:タイ 形態:a", limit=50)["hits"]}, {"タイ"})

    def test_years_sort_both_ways(self):
        years = [h["fields"]["year"] for h in search(kind="office", sort="year", limit=100, collapse="off")["hits"]]
        self.assertEqual(years, sorted(years))
        years = [h["fields"]["year"] for h in search(kind="office", sort="-year", limit=100, collapse="off")["hits"]]
        self.assertEqual(years, sorted(years, reverse=True))


class Pages(unittest.TestCase):
    def test_pages_are_full_and_add_up_to_what_is_told(self):
        for q in ("販路開拓 支援", "観光客誘致", "事務所", "岡山県"):
            shown, hits, offset = [], 0, 0
            while True:
                page = search(q, limit=7, offset=offset)
                shown += ids(page)
                hits += len(page["hits"])
                offset += 7
                if len(page["hits"]) < 7:
                    break
            self.assertEqual(hits, page["groups"], q)
            self.assertEqual(len(shown), len(set(shown)), q)
            self.assertEqual(sorted(shown), sorted(every_id(q)), q)


class Finding(unittest.TestCase):
    def first(self, q, n=5, **params):
        return [h for h in search(q, limit=n, **params)["hits"]]

    def test_offices_of_a_place_come_first(self):
        for q, country in (("バンコク 事務所", "タイ"), ("ばんこく", "タイ"), ("taiwan", "台湾"),
                           ("ヴェトナム", "ベトナム"), ("米国 観光レップ", "アメリカ"), ("シンガポル", "シンガポール")):
            for h in self.first(q, 3, kind="office"):
                self.assertEqual(h["fields"]["country"], country, (q, h["id"]))

    def test_one_spelling_finds_the_other(self):
        for a, b in (("受入れ", "受け入れ"), ("取組", "取り組み"), ("ジェトロ", "ＪＥＴＲＯ"),
                     ("平成26年度", "H26"), ("㈱サンフェル", "株式会社サンフェル")):
            self.assertTrue(every_id(a), a)
            self.assertEqual(sorted(every_id(a)), sorted(every_id(b)), (a, b))

    def test_not_leaves_out_and_says_so(self):
        for q in ("観光レップ -アメリカ", "観光レップ NOT アメリカ", "観光レップ アメリカ以外"):
            answer = search(q, limit=50)
            self.assertTrue(answer["hits"])
            self.assertNotIn("アメリカ", [h["fields"].get("country") for h in answer["hits"]], q)

    def test_a_phrase_is_exact(self):
        want = [r["id"] for r in RECORDS if "県産品の販路開拓" in json.dumps(r, ensure_ascii=False)]
        self.assertGreater(len(want), 3)
        self.assertEqual(sorted(every_id('"県産品の販路開拓"', synonyms="off")), sorted(want))

    def test_all_demands_all(self):
        for h in search("現地職員 通訳", match="all", synonyms="off", limit=50, full="on")["hits"]:
            text = json.dumps(h["record"], ensure_ascii=False)
            self.assertTrue("現地" in text and "通訳" in text, h["id"])

    def test_near_identical_rows_are_one_hit_with_both_counts(self):
        answer = search("東京観光レップ", organization="東京都", kind="office", limit=20)
        self.assertGreater(max(len(h["collapsed"]) for h in answer["hits"]), 5)
        self.assertLess(answer["groups"], answer["total"])
        self.assertEqual(len(set(ids(answer))), len(ids(answer)))

    def test_nonsense_has_no_good_answer(self):
        for q in ("量子重力理論の実験", "火星 有人探査", "zzqqxv"):
            answer = search(q)
            self.assertTrue(answer["low"] or not answer["hits"], q)

    def test_ordinary_questions_have_one(self):
        for q in ("観光 誘客", "ハノイ", "多文化共生", "出向 期間", "江種", "海外展開支援の課題は何か"):
            answer = search(q)
            self.assertTrue(answer["hits"] and not answer["low"], q)

    def test_markup_is_escaped_but_for_marks(self):
        for h in search("観光", limit=20)["hits"]:
            for s in h["snippets"]:
                plain = s["html"].replace("<mark>", "").replace("</mark>", "")
                self.assertNotIn("<", plain)
                self.assertIn("<mark>", s["html"])

    def test_hostile_queries_are_answered(self):
        for q in ('"', "((((", "))", "-", "OR OR", "NOT", "a NEAR/99999 b", "*", "あ*", ":", "国:", '"" ""',
                  "～", "　", "\u0001", "a" * 3000, "観光 " * 300, "(" * 500 + "観光"):
            status, _, body = daemon.get("/api/search?q=" + urllib.parse.quote(q))
            self.assertIn(status, (200, 400), q[:20])
            json.loads(body)


class Superlatives(unittest.TestCase):
    """They sort what holds the other words, and say so."""

    def test_the_oldest_stand_first(self):
        answer = search("台湾 一番古い 拠点", limit=50)
        years = [h["fields"]["year"] for h in answer["hits"] if h["fields"].get("year")]
        self.assertGreater(len(years), 5)
        self.assertEqual(years, sorted(years))
        self.assertIn("年度の古い順", answer["interpretation"]["notes"][0])

    def test_the_order_that_was_chosen_stays(self):
        years = [h["fields"]["year"] for h in search("台湾 一番古い 拠点", limit=50, sort="-year")["hits"] if h["fields"].get("year")]
        self.assertEqual(years, sorted(years, reverse=True))

    def test_most_heads_stand_first(self):
        heads = [h["fields"]["staff_total"] for h in search("職員数が最も多い事務所", limit=20)["hits"]]
        self.assertEqual(heads, sorted(heads, reverse=True))
        self.assertEqual(heads[0], max(r.get("staff_total") or 0 for r in RECORDS))

    def test_an_order_that_cannot_be_given_is_told(self):
        """No record holds both: the best of either come first, and nothing is said to be sorted."""
        answer = search("ユジノサハリンスク 一番古い シリコンバレー")
        self.assertGreater(answer["total"], 0)
        self.assertIn("関連の深い順", answer["interpretation"]["notes"][0])

    def test_nothing_is_kept_out(self):
        self.assertEqual(search("上海 一番古い")["total"], search("上海")["total"])


class Symmetry(unittest.TestCase):
    """What stands in a record finds it."""

    def test_a_piece_of_text_between_word_boundaries_finds_its_record(self):
        """Whatever it is: words of grammar alone, kana alone, the end of one sentence and the
        beginning of the next. Left out are pieces with an operator in them (a dash behind a blank,
        a name and a colon); and MeCab may cut a piece otherwise out of context (本市 has 市, but
        本市 by itself is one word): one in four hundred may be lost by that."""
        rnd = random.Random(7)
        tried, missed = 0, []
        for r in rnd.sample(RECORDS, 400):
            texts = [r[k] for k in TEXTS if r.get(k)]
            if not texts:
                continue
            text = rnd.choice(texts)
            raw = text.encode()
            tokens = [t for t in daemon.json("/api/analyze", text=text)["tokens"] if t["kind"] != "canon"]
            for _ in range(3):
                a = rnd.randrange(len(tokens))
                b = min(len(tokens), a + rnd.randrange(1, 8))
                piece = raw[tokens[a]["start"]:tokens[b - 1]["end"]].decode()
                if " -" in piece or ":" in piece or "：" in piece:
                    continue
                tried += 1
                if r["id"] not in every_id(piece):
                    missed.append((piece, r["id"]))
        self.assertGreater(tried, 900)
        self.assertLessEqual(len(missed), tried / 400, missed)

    def test_a_whole_value_has_its_record_in_the_first_three(self):
        """Every value of every field of every record, but for symbols alone and texts longer than
        anybody pastes. Where several have the value, one of them is enough."""
        holders = {}
        for r in RECORDS:
            for key in TEXTS + ("title", "name", "organization", "country", "city", "department",
                                "contractor", "division", "bureau", "speaker", "section", "path"):
                for value in r.get(key) if isinstance(r.get(key), list) else [r.get(key)]:
                    if value and any(c.isalnum() for c in value) and len(value) <= 700:
                        # ① and (1), 観光課 and 【観光課】 say the same.
                        said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", value)))
                        holders.setdefault(said, (value, set()))[1].add(r["id"])
        missed = []
        for value, ids in holders.values():
            top = set()
            for h in search(value, limit=3, facets="off")["hits"]:
                top |= {h["id"], *h["collapsed"]}
            if not ids & top:
                missed.append((value[:40], sorted(ids)[:3], sorted(top)))
        self.assertGreater(len(holders), 1500)
        self.assertEqual(missed, [])


if __name__ == "__main__":
    unittest.main()
