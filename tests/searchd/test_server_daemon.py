"""The daemon from outside: statuses, headers, connections, signals, options, changing indexes."""
import gzip
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock
import urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from daemon import (BIN, INDEXER, SEARCHD, SOURCE, Daemon, index, read_answers, read_to_end, searching,
                    wait_for)

HEAD = "HTTP/1.1\r\nHost: a\r\n"
OFFICES = "/api/search?q=%E8%A6%B3%E5%85%89&limit=20"  # 観光


class Base(unittest.TestCase):
    """An index of corpus/facts and one daemon for a class."""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="senrei-test-")
        cls.index = os.path.join(cls.folder, "index")
        if searching():
            index(cls.index, os.path.join(SOURCE, "corpus", "facts"))
        else:
            os.mkdir(cls.index)
        cls.d = Daemon(*cls.options, index=cls.index)

    @classmethod
    def tearDownClass(cls):
        status = cls.d.stop()
        shutil.rmtree(cls.folder)
        assert status == 0, (status, cls.d.errors)

    def need_search(self):
        if not searching():
            self.skipTest("the indexer is not built")

    def problem(self, path, status, *words, method="GET"):
        got, headers, body = self.d.get(path, method=method)
        self.assertEqual(got, status, body)
        self.assertEqual(headers["content-type"].split(";")[0], "application/problem+json")
        told = json.loads(body)
        self.assertEqual(told["status"], status)
        for word in words:
            self.assertIn(word, told["detail"])
        return headers


class Answers(Base):
    def test_state_is_told(self):
        status, headers, body = self.d.get("/healthz")
        self.assertEqual((status, json.loads(body)["status"]), (200, "ok"))
        self.assertEqual(headers["content-type"], "application/json; charset=utf-8")
        self.assertEqual(self.d.json("/readyz")["status"], "ok")
        metrics = self.d.get("/metrics")[2].decode()
        for name in ("http_requests_total", "http_request_seconds_bucket", "queue_depth",
                     "cache_lookups_total", "connections", "index_generation", "index_documents",
                     "index_reload_seconds", "rejected_total", "process_resident_bytes",
                     "process_open_files"):
            self.assertIn("\nsenrei_" + name, metrics)

    def test_descriptions_are_well_formed(self):
        self.assertIn("/api/search", self.d.json("/openapi.json")["paths"])
        root = xml.etree.ElementTree.fromstring(self.d.get("/opensearch.xml")[2])
        urls = [u.get("template") for u in root if u.tag.endswith("}Url")]
        self.assertTrue(any(u.startswith(self.d.address + "?q=") for u in urls), urls)

    def test_what_is_not_there_is_not_found(self):
        for path in ("/nothing", "/healthz/", "/api", "/../etc/passwd", "/assets/../main.c",
                     "/%2e%2e/%2e%2e/etc/passwd", "//healthz"):
            with self.subTest(path):
                self.problem(path, 404)

    def test_only_get_and_head_are_answered(self):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO"):
            with self.subTest(method):
                self.assertEqual(self.problem("/healthz", 405, method=method)["allow"],
                                 "GET, HEAD")

    def test_a_large_body_does_not_lose_the_answer(self):
        data = b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 200000
        self.assertTrue(self.d.raw(data).startswith(b"HTTP/1.1 405 "))

    def test_head_is_get_without_the_body(self):
        for path in ("/healthz", "/openapi.json", "/nothing"):
            _, got, body = self.d.get(path)
            _, head, none = self.d.get(path, method="HEAD")
            self.assertEqual(none, b"")
            self.assertEqual(head["content-length"], str(len(body)))
            self.assertEqual({k: v for k, v in got.items() if k != "date"},
                             {k: v for k, v in head.items() if k != "date"})

    def test_broken_addresses_are_bad_requests(self):
        self.problem("/api/search?q=%E3%81", 400, "UTF-8", "'q'")
        self.problem("/api/search?q=%zz", 400, "percent")
        self.problem("/api/search?q=a%00b", 400, "%00")
        self.problem("/a%FF", 400, "path")

    def test_security_headers_are_everywhere(self):
        for path in ("/healthz", "/nothing", "/api/search?x=1", "/openapi.json"):
            headers = self.d.get(path)[1]
            self.assertIn("default-src 'none'", headers["content-security-policy"])
            self.assertIn("frame-ancestors 'none'", headers["content-security-policy"])
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertIn("referrer-policy", headers)

    def test_gzip_is_sent_to_who_takes_it(self):
        plain = self.d.get("/openapi.json")
        packed = self.d.get("/openapi.json", {"Accept-Encoding": "br, gzip"})
        self.assertNotIn("content-encoding", plain[1])
        self.assertEqual(packed[1]["content-encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed[2]), plain[2])
        self.assertLess(len(packed[2]), len(plain[2]))


class Pages(Base):
    def test_the_page_and_its_files_are_served(self):
        status, headers, body = self.d.get("/")
        self.assertEqual((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
        policy = headers["content-security-policy"]
        self.assertIn("script-src 'self'", policy)
        self.assertNotIn("unsafe", policy)
        files = sorted(set(re.findall(r'"(/assets/[^"]+)"', body.decode())))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path):
                status, headers, plain = self.d.get(path)
                self.assertEqual(status, 200)
                self.assertIn("immutable", headers["cache-control"])
                packed = self.d.get(path, {"Accept-Encoding": "gzip"})
                if "content-encoding" in packed[1]:
                    self.assertEqual(gzip.decompress(packed[2]), plain)
                self.assertEqual(self.d.get(path, {"If-None-Match": headers["etag"]})[0], 304)
        self.problem(re.sub("/assets/[^/]+/", "/assets/0000000000000000/", files[0]), 404)

    def test_pages_carry_nothing_inline(self):
        for path in ("/", "/help", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"):
            body = self.d.get(path)[2].decode()
            self.assertNotRegex(body, r"<script(?![^>]*\bsrc=)[^>]*>\s*[^<\s]")
            self.assertNotRegex(body, r"<style|\son\w+=|\sstyle=")
            self.assertNotIn("<script>alert", body)


class Connections(Base):
    options = ("--head-timeout", "1", "--max-connections", "60")

    def test_one_connection_carries_many_requests(self):
        with self.d.connect() as s:
            for _ in range(3):
                s.sendall(("GET /healthz " + HEAD + "\r\n").encode())
                self.assertEqual(read_answers(s, 1)[0][0], 200)

    def test_http_1_0_closes_unless_asked_not_to(self):
        self.assertTrue(self.d.raw(b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200"))
        with self.d.connect() as s:
            for _ in range(2):
                s.sendall(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                status, headers, _ = read_answers(s, 1)[0]
                self.assertEqual((status, headers["connection"]), (200, "keep-alive"))

    def test_pipelined_requests_are_answered_in_order(self):
        paths = ["/healthz", "/nothing", "/api/documents/x", "/openapi.json"] * 40
        with self.d.connect() as s:
            data = "".join("GET %s %s\r\n" % (p, HEAD) for p in paths).encode()
            threading.Thread(target=s.sendall, args=(data,)).start()
            answers = read_answers(s, len(paths))
        self.assertEqual(len(answers), len(paths))
        for path, (status, _, body) in zip(paths, answers):
            want = {"/healthz": 200, "/nothing": 404, "/openapi.json": 200}.get(path)
            if want:
                self.assertEqual(status, want, path)
            else:
                self.assertIn(status, (404, 501))

    def test_shapes_that_smuggle_are_refused_and_end_the_connection(self):
        hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
        shapes = {
            "length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "two lengths": "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
            "length list": "Content-Length: 0,40\r\n\r\n",
            "chunks with a blank": "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "chunks": "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "odd chunks": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "folded": "X: a\r\n Content-Length: 5\r\n\r\n",
            "bare line feed": "X: a\nContent-Length: 40\r\n\r\n",
            "bare return": "X: a\rContent-Length: 40\r\n\r\n",
            "length in hex": "Content-Length: 0x28\r\n\r\n",
            "negative": "Content-Length: -1\r\n\r\n",
            "two hosts": "Host: b\r\n\r\n",
            "body": "Content-Length: %d\r\n\r\n" % len(hidden),
        }
        for name, rest in shapes.items():
            with self.subTest(name):
                got = self.d.raw(("GET /healthz " + HEAD + rest + hidden).encode())
                self.assertEqual(got.count(b"HTTP/1.1 "), 1, got)
                self.assertIn(got[9:12], (b"400", b"413"))
                self.assertIn(b"Connection: close", got)

    def test_garbage_is_answered_once_and_cut_off(self):
        for data in (b"\x16\x03\x01\x02\x00" * 50, b"\0" * 100, os.urandom(4000) + b"\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n\xff\xfe\xfd" + b"\0" * 9000):
            got = self.d.raw(data)
            self.assertLessEqual(got.count(b"HTTP/1.1 4"), 1)
        self.assertEqual(self.d.get("/healthz")[0], 200)

    def test_limits_of_the_head(self):
        long = b"a" * 9000
        self.assertIn(b" 414 ", self.d.raw(b"GET /" + long + b" HTTP/1.1\r\n\r\n")[:20])
        self.assertIn(b" 431 ", self.d.raw(b"GET / HTTP/1.1\r\nX: " + long + b"\r\n\r\n")[:20])
        many = b"".join(b"X%d: y\r\n" % i for i in range(150))
        self.assertIn(b" 431 ", self.d.raw(b"GET / HTTP/1.1\r\n" + many + b"\r\n")[:20])

    def test_a_request_in_small_pieces_is_answered(self):
        with self.d.connect() as s:
            for byte in ("GET /healthz " + HEAD + "\r\n").encode():
                s.sendall(bytes([byte]))
                time.sleep(0.002)
            self.assertEqual(read_answers(s, 1)[0][0], 200)

    def test_a_slow_sender_is_cut_off_however_often_it_sends(self):
        start = time.monotonic()
        with self.d.connect() as s:
            s.sendall(b"GET /healthz HTTP/1.1\r\n")
            s.settimeout(0.1)
            got = b""
            while time.monotonic() - start < 6 and not got:
                try:
                    s.sendall(b"X: y\r\n")
                    got = s.recv(1000)
                except socket.timeout:
                    continue
                except OSError:
                    break
        self.assertLess(time.monotonic() - start, 4)
        self.assertTrue(got == b"" or got.startswith(b"HTTP/1.1 408"), got)

    def test_a_half_closed_client_gets_its_answer(self):
        with self.d.connect() as s:
            s.sendall(("GET /api/facets " + HEAD + "\r\n").encode())
            s.shutdown(socket.SHUT_WR)
            self.assertTrue(read_to_end(s).startswith(b"HTTP/1.1 "))

    def test_clients_that_go_while_they_are_answered_do_no_harm(self):
        for i in range(300):
            s = self.d.connect()
            s.sendall(("GET /api/search?q=%d " % i + HEAD + "\r\n").encode())
            if i % 2:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            s.close()
        # Their connections last until their answers are there, and no more are let in than 60.
        self.assertTrue(wait_for(lambda: self.d.get("/healthz")[0] == 200))
        self.assertTrue(wait_for(lambda: self.d.metric("questions_running") == 0))

    def test_the_idle_make_room_for_the_new(self):
        idle = []
        try:
            for _ in range(60):
                s = self.d.connect()
                s.sendall(("GET /healthz " + HEAD + "\r\n").encode())
                read_answers(s, 1)
                idle.append(s)
            for _ in range(5):
                self.assertEqual(self.d.get("/healthz")[0], 200)
        finally:
            for s in idle:
                s.close()

    def test_descriptors_come_back(self):
        self.d.get("/healthz")
        before = self.d.files()
        for _ in range(3):
            for s in [self.d.connect() for _ in range(30)]:
                s.close()
        self.assertTrue(wait_for(lambda: self.d.files() <= before))

    def test_raw_utf8_and_absolute_addresses_are_taken(self):
        for line in ("GET /api/search?q=港 ", "GET http://any.example/healthz "):
            got = self.d.raw((line + HEAD + "Connection: close\r\n\r\n").encode())
            self.assertIn(got[9:12], (b"200", b"501"), got[:100])


class Searching(Base):
    def setUp(self):
        self.need_search()

    def test_a_question_is_answered_and_kept(self):
        first = self.d.json(OFFICES)
        self.assertGreater(first["total"], 0)
        before = self.metric_hits()
        for _ in range(5):
            self.assertEqual(self.d.json(OFFICES)["hits"], first["hits"])
        # The same question under another address is the same question.
        self.assertEqual(self.d.json("/api/search?limit=20&q=%E8%A6%B3%e5%85%89")["hits"],
                         first["hits"])
        self.assertEqual(self.metric_hits() - before, 6)

    def metric_hits(self):
        for line in self.d.get("/metrics")[2].decode().splitlines():
            if line.startswith('senrei_cache_lookups_total{result="hit"}'):
                return int(line.split()[-1])

    def test_an_unchanged_answer_is_not_sent_again(self):
        status, headers, _ = self.d.get(OFFICES)
        status, again, body = self.d.get(OFFICES, {"If-None-Match": headers["etag"]})
        self.assertEqual((status, body), (304, b""))
        self.assertEqual(again["etag"], headers["etag"])
        self.assertEqual(self.d.get(OFFICES, {"If-None-Match": '"other"'})[0], 200)

    def test_compressed_and_plain_answers_are_the_same(self):
        path = OFFICES + "&full=on"
        packed = self.d.get(path, {"Accept-Encoding": "gzip"})
        self.assertEqual(packed[1]["content-encoding"], "gzip")
        plain = self.d.get(path)
        self.assertEqual(json.loads(gzip.decompress(packed[2]))["hits"],
                         json.loads(plain[2])["hits"])

    def test_an_unknown_parameter_is_named(self):
        self.problem("/api/search?q=a&wrogn=1", 400, "wrogn")

    def test_described_parameters_are_those_that_are_taken(self):
        paths = self.d.json("/openapi.json")["paths"]
        rows = {p: o["get"].get("parameters", []) for p, o in paths.items() if p.startswith("/api/")}
        self.assertGreaterEqual(len(rows), 6)
        some_id = self.d.json(OFFICES)["hits"][0]["id"]
        every = {q["name"] for ps in rows.values() for q in ps if q["in"] == "query"}
        for path, parameters in rows.items():
            known = {q["name"] for q in parameters if q["in"] == "query"}
            needed = "".join("&%s=%s" % (q["name"], some_id if q["name"] == "id" else "a")
                             for q in parameters if q.get("required") and q["in"] == "query")
            real = path.replace("{id}", some_id)
            examples = {q["name"]: str(q["example"]) for q in parameters if "example" in q}
            for name in sorted(every | {"wrogn"}):
                with self.subTest(path=path, parameter=name):
                    base = "&".join(x for x in needed.split("&") if not x.startswith(name + "="))
                    value = some_id if name == "id" else examples.get(name, "a")
                    url = "%s?%s=%s&%s" % (real, name, urllib.parse.quote(value), base.lstrip("&"))
                    status, _, body = self.d.get(url.rstrip("&"))
                    if name in known:
                        self.assertEqual(status, 200, (url, body))
                    else:
                        self.assertEqual(status, 400, (url, body))
                        self.assertIn(name, json.loads(body)["detail"])

    def test_answers_have_the_shape_that_is_described(self):
        doc = self.d.json("/openapi.json")

        def check(value, schema, where):
            while "$ref" in schema:
                schema = doc["components"]["schemas"][schema["$ref"].split("/")[-1]]
            kinds = schema.get("type", [])
            kinds = [kinds] if isinstance(kinds, str) else kinds
            python = {"object": dict, "array": list, "string": str, "integer": int,
                      "number": (int, float), "boolean": bool, "null": type(None)}
            if kinds:
                self.assertTrue(any(isinstance(value, python[k]) for k in kinds), (where, value))
            if "enum" in schema:
                self.assertIn(value, schema["enum"], where)
            if isinstance(value, list):
                for i, x in enumerate(value):
                    check(x, schema.get("items", {}), "%s[%d]" % (where, i))
            if isinstance(value, dict) and "object" in kinds:
                known, more = schema.get("properties", {}), schema.get("additionalProperties")
                for name in schema.get("required", []):
                    self.assertIn(name, value, where)
                for name, x in value.items():
                    if name in known:
                        check(x, known[name], where + "." + name)
                    elif isinstance(more, dict):
                        check(x, more, where + "." + name)
                    else:
                        self.assertTrue(more or not known, (where, name))

        some_id = self.d.json(OFFICES)["hits"][0]["id"]
        q = urllib.parse.quote
        for template, path in (
                ("/api/search", OFFICES + "&full=on"),
                ("/api/search", "/api/search?explain=on&q=" + q("平成26年度 タイ OR 台湾 -留学")),
                ("/api/search", "/api/search?q=" + q("シンガポル 事務所") + "&year=R1-R7&kind=office"),
                ("/api/search", "/api/search?q=xyzzy"),
                ("/api/similar", "/api/similar?id=" + some_id),
                ("/api/documents/{id}", "/api/documents/" + some_id),
                ("/api/suggest", "/api/suggest?q=" + q("たい")),
                ("/api/analyze", "/api/analyze?text=" + q("平成26年度の観光誘客")),
                ("/api/facets", "/api/facets"), ("/healthz", "/healthz"), ("/readyz", "/readyz")):
            with self.subTest(path):
                content = doc["paths"][template]["get"]["responses"]["200"]["content"]
                check(self.d.json(path), content["application/json"]["schema"], template)
        with self.subTest("problem"):
            check(json.loads(self.d.get("/api/search?wrogn=1")[2]),
                  doc["components"]["schemas"]["Problem"], "problem")

    def test_what_is_not_counted_whole_is_said_to_be_an_estimate(self):
        """Of 1,200 records with both words every fourth has them side by side, 300; the fifty of
        タイ are those from 500 to 549, 13 of which four divides."""
        folder = os.path.join(self.folder, "estimates")
        source = os.path.join(self.folder, "estimates.jsonl")
        with open(source, "w") as f:
            for i in range(1200):
                text = "港湾 道路 整備" if i % 4 else "港湾 整備 道路"
                country = "タイ" if 500 <= i < 550 else "台湾"
                f.write(json.dumps({"id": str(i), "country": country, "text": text,
                                    "year": 2012 if country == "タイ" else 2020},
                                   ensure_ascii=False) + "\n")
        index(folder, source)
        d = Daemon(index=folder)
        try:
            rows = (
                ("more than are looked at", {"q": '"港湾 整備"'}, True, (240, 360)),
                ("as many as are looked at", {"q": '"港湾 整備"', "country": "タイ"}, False, (13, 13)),
                ("as many, by year", {"q": '"港湾 整備"', "year": "2012"}, False, (13, 13)),
                ("no phrase", {"q": "港湾 整備"}, False, (1200, 1200)),
            )
            for name, asked, estimate, (low, high) in rows:
                with self.subTest(name):
                    a = d.json("/api/search", collapse="off", limit=5, **asked)
                    self.assertEqual(a["total_is_estimate"], estimate)
                    self.assertEqual(a["facets_are_estimates"], estimate)
                    self.assertTrue(low <= a["total"] <= high, a["total"])
                    self.assertEqual(len(a["hits"]), 5)
                    kinds = {f["value"]: f["count"] for f in a["facets"]["kind"]}
                    if not estimate:
                        self.assertEqual(kinds, {"document": a["total"]})
        finally:
            self.assertEqual(d.stop(), 0)

    def test_equal_questions_at_once_are_searched_once(self):
        sockets = [self.d.connect() for _ in range(40)]
        line = ("GET /api/search?q=%E6%B8%AF%E6%B9%BE+OR+%E6%B5%B7%E5%A4%96&limit=100&full=on "
                + HEAD + "\r\n").encode()
        for s in sockets:
            s.sendall(line)
        bodies = {read_answers(s, 1)[0][2] for s in sockets}
        for s in sockets:
            s.close()
        # Those that came while the first was searched or after it have its very answer.
        self.assertEqual(len(bodies), 1)


class Changing(Base):
    def setUp(self):
        self.need_search()

    def test_new_indexes_are_taken_over_under_load_without_an_error(self):
        folder = os.path.join(self.folder, "changing")
        source = os.path.join(self.folder, "changing.jsonl")
        self.write(source, 0)
        index(folder, source)
        d = Daemon(index=folder)
        wrong, seen, answered = [], set(), [0]
        stop = threading.Event()

        def ask(path):
            while not stop.is_set():
                try:
                    status, _, body = d.get(path)
                    hits = json.loads(body).get("hits", [])
                    marks = {h["record"]["mark"] for h in hits}
                    if status != 200 or len(hits) != 20 or len(marks) != 1:
                        wrong.append((status, len(hits), marks, body[:200]))
                    seen.update(marks)
                    answered[0] += 1
                except Exception as e:
                    wrong.append(repr(e))

        base = "/api/search?q=%E6%A8%AA%E6%B5%9C&limit=20&full=on&collapse=off"
        threads = [threading.Thread(target=ask, args=(base + more,)) for more in ("", "&match=all")]
        for t in threads:
            t.start()
        try:
            for n in range(1, 7):
                self.write(source, n)
                index(folder, source, full=n % 2 == 0)
                if n == 3:
                    d.process.send_signal(signal.SIGHUP)
                self.assertTrue(wait_for(lambda n=n: "r%d" % n in seen), "r%d is not seen" % n)
        finally:
            stop.set()
            for t in threads:
                t.join()
            status = d.stop()
        self.assertEqual(wrong[:3], [])
        self.assertGreater(answered[0], 20)
        self.assertEqual(status, 0)

    def test_a_broken_new_index_leaves_the_old_one_in_service(self):
        folder = os.path.join(self.folder, "breaking")
        source = os.path.join(self.folder, "breaking.jsonl")
        self.write(source, 1)
        index(folder, source)
        current = os.path.join(folder, "current")
        with open(current) as f:
            good = f.read()
        d = Daemon("--cache", "0", index=folder)
        try:
            for bad in ("gen-999999 7\n", "nonsense\n", ""):
                with self.subTest(bad):
                    self.replace(current, bad)
                    self.assertTrue(wait_for(lambda: "trouble" in d.json("/readyz")))
                    self.assertEqual(d.json("/api/search?q=%E6%A8%AA%E6%B5%9C")["groups"] > 0, True)
                    self.replace(current, good)
                    self.assertTrue(wait_for(lambda: "trouble" not in d.json("/readyz")))
        finally:
            self.assertEqual(d.stop(), 0)
        self.assertIn("the new index is not used", d.errors)

    @staticmethod
    def replace(path, text):
        with open(path + ".test", "w") as f:
            f.write(text)
        os.rename(path + ".test", path)

    @staticmethod
    def write(path, number):
        """Twenty records that all say which edition they are of."""
        with open(path + ".new", "w") as f:
            for i in range(20):
                f.write(json.dumps({"id": str(i), "title": "港 %d" % i, "mark": "r%d" % number,
                                    "text": "横浜の港 %d 番、第 %d 版" % (i, number)},
                                   ensure_ascii=False) + "\n")
        os.rename(path + ".new", path)


class Life(Base):
    """Starting, refusing to start, and ending."""

    def run_daemon(self, *options, listen="127.0.0.1:0", index=None):
        return subprocess.run([SEARCHD, "--index", index or self.index, "--listen", listen]
                              + list(options), capture_output=True, text=True, timeout=20)

    def assert_fails(self, done, status, word):
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(word, done.stderr)
        self.assertIn(done.stderr.count("\n"), (1, 2), done.stderr)

    def test_what_cannot_be_served_is_told_in_a_line(self):
        self.assert_fails(self.run_daemon(listen="127.0.0.1:%d" % self.d.port), 1, "in use")
        self.assert_fails(self.run_daemon("--nothing"), 2, "--nothing")
        self.assert_fails(self.run_daemon(listen="nowhere"), 2, "nowhere")
        self.assert_fails(self.run_daemon("--token-file", "/nowhere"), 1, "/nowhere")
        self.assert_fails(self.run_daemon("--tls-cert", "/no", "--tls-key", "/no"), 1, "/no")
        self.assert_fails(self.run_daemon(listen="0.0.0.0:0"), 2, "--allow")
        if searching():
            missing = os.path.join(self.folder, "missing")
            self.assert_fails(self.run_daemon(index=missing), 1, missing)

    def test_help_and_version(self):
        for option, word in (("--help", "--index"), ("--version", "senrei-searchd ")):
            done = subprocess.run([SEARCHD, option], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0)
            self.assertIn(word, done.stdout)

    def test_the_end_lets_what_runs_end(self):
        for sig in (signal.SIGTERM, signal.SIGINT):
            d = Daemon(index=self.index)
            idle = d.connect()
            idle.sendall(("GET /healthz " + HEAD + "\r\n").encode())
            read_answers(idle, 1)
            asking = [d.connect() for _ in range(20)]
            for i, s in enumerate(asking):
                s.sendall(("GET /api/search?q=%d " % i + HEAD + "\r\n").encode())
            start = time.monotonic()
            self.assertEqual(d.stop(sig), 0)
            self.assertLess(time.monotonic() - start, 5)
            self.assertEqual(d.errors, "")
            # Accepted or not when the signal came: an answer in full, or none at all.
            for s in asking:
                got = read_to_end(s)
                self.assertTrue(got == b"" or got.startswith(b"HTTP/1.1 "), got[:50])
                s.close()
            self.assertEqual(read_to_end(idle), b"")
            idle.close()

    def test_sighup_changes_nothing_that_is_asked(self):
        for _ in range(5):
            self.d.process.send_signal(signal.SIGHUP)
            self.assertEqual(self.d.get("/readyz")[0], 200)

    def test_tokens_are_wanted(self):
        path = os.path.join(self.folder, "tokens")
        with open(path, "w") as f:
            f.write("0123456789abcdef0123\n")
        os.chmod(path, 0o600)
        d = Daemon("--token-file", path, index=self.index, listen="0.0.0.0:0")
        try:
            status, headers, _ = d.get("/metrics")
            self.assertEqual((status, headers["www-authenticate"][:6]), (401, "Bearer"))
            self.assertEqual(d.get("/metrics", {"Authorization": "Bearer wrong"})[0], 401)
            good = {"Authorization": "Bearer 0123456789abcdef0123"}
            self.assertEqual(d.get("/metrics", good)[0], 200)
            self.assertEqual(d.get("/healthz")[0], 200)
        finally:
            self.assertEqual(d.stop(), 0)

    def test_rates_and_hosts_and_connections_are_limited(self):
        d = Daemon("--rate", "5", "--host", "search.example", "--max-per-address", "3",
                   index=self.index)
        try:
            good = {"Host": "search.example:1"}
            self.assertEqual(d.get("/healthz")[0], 421)
            statuses = [d.get("/healthz", good)[0] for _ in range(20)]
            self.assertIn(429, statuses)
            self.assertEqual(statuses[0], 200)
            held = [d.connect() for _ in range(3)]
            time.sleep(0.1)
            with d.connect() as s:
                self.assertTrue(read_to_end(s).startswith(b"HTTP/1.1 503"))
            for s in held:
                s.close()
        finally:
            self.assertEqual(d.stop(), 0)

    def test_the_access_log_is_one_line_a_request(self):
        d = Daemon("--access-log", index=self.index)
        d.get("/healthz")
        d.get("/nothing?a=%0Aaccess%20forged%22")
        self.assertEqual(d.stop(), 0)
        lines = [x for x in d.errors.splitlines() if x.startswith("access ")]
        self.assertEqual(len(lines), 2)
        self.assertIn('target="/nothing?a=%0Aaccess%20forged%22" status=404', lines[1])

    def test_a_log_that_nobody_reads_stops_nothing(self):
        d = Daemon("--access-log", index=self.index)
        try:
            path = "/nothing?" + "a" * 1500
            for _ in range(100):  # more than a pipe holds
                self.assertEqual(d.get(path)[0], 404)
            self.assertGreater(d.metric("log_lines_dropped_total"), 0)
        finally:
            self.assertEqual(d.stop(), 0)

    def test_a_full_queue_is_told_with_retry_after(self):
        self.need_search()
        d = Daemon("--queue", "1", "--workers", "1", "--cache", "0", index=self.index)
        try:
            sockets = [d.connect() for _ in range(60)]
            for i, s in enumerate(sockets):
                s.sendall(("GET /api/search?q=%%E8%%A6%%B3%%E5%%85%%89+%d&limit=100 " % i + HEAD
                           + "\r\n").encode())
            answers = [read_answers(s, 1)[0] for s in sockets]
            for s in sockets:
                s.close()
            full = [h for status, h, _ in answers if status == 503]
            self.assertTrue(all(status in (200, 503) for status, _, _ in answers))
            self.assertTrue(all("retry-after" in h for h in full))
            self.assertTrue(full)
        finally:
            self.assertEqual(d.stop(), 0)

    def test_a_socket_is_taken_over_from_systemd_and_readiness_is_told(self):
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = os.path.join(self.folder, "notify")
        told.bind(path)
        told.settimeout(10)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            p = subprocess.Popen(
                ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --index "$1" 3<&%d'
                 % listening.fileno(), SEARCHD, self.index], pass_fds=[listening.fileno()],
                env=dict(os.environ, NOTIFY_SOCKET=path), stdout=subprocess.PIPE, text=True)
        try:
            self.assertIn(":%d/" % port, p.stdout.readline())
            self.assertEqual(told.recv(100), b"READY=1")
            with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
                s.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                self.assertTrue(read_to_end(s).startswith(b"HTTP/1.1 200"))
        finally:
            p.terminate()
            self.assertEqual(p.wait(20), 0)
            p.stdout.close()
        self.assertEqual(told.recv(100), b"STOPPING=1")
        told.close()

    @unittest.skipUnless(os.getuid() == 0, "only root can become another user")
    def test_root_is_given_up(self):
        # The checkout may lie where only root comes: nobody gets a copy of the dictionary.
        os.chmod(self.folder, 0o755)
        data = os.environ.get("SENREI_DATA", os.path.join(os.path.dirname(BIN), "share", "senrei"))
        copy = shutil.copytree(data, os.path.join(self.folder, "share"))
        with unittest.mock.patch.dict(os.environ, SENREI_DATA=copy):
            d = Daemon("--user", "nobody", index=self.index)
        try:
            with open("/proc/%d/status" % d.process.pid) as f:
                status = f.read()
            uids = re.search(r"Uid:\s+(.*)", status).group(1).split()
            self.assertEqual(set(uids), {str(pwd.getpwnam("nobody").pw_uid)})
            self.assertIn("NoNewPrivs:\t1", status)
            self.assertEqual(d.get("/healthz")[0], 200)
        finally:
            self.assertEqual(d.stop(), 0)
        self.assert_fails(self.run_daemon("--user", "no-such-user"), 2, "no-such-user")

    def test_tls_is_spoken(self):
        cert, key = (os.path.join(self.folder, n) for n in ("cert.pem", "key.pem"))
        if not shutil.which("openssl"):
            self.skipTest("no openssl program to make a certificate with")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True)
        d = Daemon("--tls-cert", cert, "--tls-key", key, index=self.index)
        try:
            context = ssl.create_default_context(cafile=cert)
            with context.wrap_socket(d.connect(), server_hostname="127.0.0.1") as s:
                for _ in range(3):
                    s.sendall(("GET /openapi.json " + HEAD + "\r\n").encode())
                    status, _, body = read_answers(s, 1)[0]
                    self.assertEqual(status, 200)
                    json.loads(body)
            self.assertEqual(d.raw(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")[:9], b"")
            with context.wrap_socket(d.connect(), server_hostname="127.0.0.1") as s:
                s.sendall(("GET /healthz " + HEAD + "\r\n").encode())
                self.assertEqual(read_answers(s, 1)[0][0], 200)
        finally:
            self.assertEqual(d.stop(), 0)


if __name__ == "__main__":
    unittest.main()
