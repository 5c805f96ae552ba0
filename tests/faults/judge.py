"""What the fault suite judges by: a source whose records say which edition they are of, clients
that judge each answer, the files that a finished run leaves.
"""
import json
import os
import re
import threading
import time
from urllib.parse import quote

DOCS = 60
ASK = "/api/search?q=%s&limit=%d&full=on&collapse=off" % (quote("横浜"), DOCS)
HEAD = "HTTP/1.1\r\nHost: a\r\n"

# Everything a person or a program asks for: each of these answers names the edition it is of.
MIXED = [ASK, ASK + "&facets=off", ASK + "&match=all"] + [quote(path, safe="/?=&") for path in (
    "/api/search?q=岸壁の倉庫&limit=10", "/api/search?q=&limit=20", "/api/search?q=横浜&collapse=off",
    "/api/search?q=ヨコハマ", "/api/search?q=\"横浜の港\" -空港", "/api/search?q=よこはま 埠頭",
    "/api/search?q=港*&sort=organization", "/api/search?q=横浜&format=csv",
    "/api/search?q=横浜&format=jsonl&full=on", "/api/similar?id=swap/3", "/api/documents/swap/7",
    "/api/facets", "/?q=横浜", "/?q=倉庫 岸壁")]
EDITION = re.compile("第 ?([0-9]+) ?(?:版|港湾局)|\"mark\":([0-9]+)")


def write_source(path, mark):
    """DOCS records that all say which edition they are of."""
    with open(path + ".new", "w") as f:
        for i in range(DOCS):
            f.write(json.dumps({"id": str(i), "title": "港 %d" % i, "mark": mark,
                                "organization": "第%d港湾局" % mark,
                                "text": "横浜の港 %d 番、第 %d 版。" % (i, mark) + "岸壁と倉庫。" * 40},
                               ensure_ascii=False) + "\n")
    os.rename(path + ".new", path)


def judged(path, status, body):
    """The one edition that everything in this answer is of, and what is wrong with it, if anything:
    hits, snippets, facets and whole records of one answer come from one generation."""
    text = body.decode()
    editions = {int(a or b) for a, b in EDITION.findall(re.sub("</?mark>", "", text))}
    if status != 200 or len(editions) != 1:
        return -1, "%s: %d, editions %s" % (path, status, editions)
    if path.startswith(ASK) and text.count("\"record\":") != DOCS:
        return -1, "%s: %d hits" % (path, text.count("\"record\":"))
    return editions.pop(), None


class Asker(threading.Thread):
    """Asks one question after the other, by turns, and judges each answer. A patient one takes being refused
    (an error, a closed connection) for what it is, and counts it."""

    def __init__(self, daemon, paths=tuple(MIXED[:3]), floor=lambda: 0, patient=False):
        super().__init__(daemon=True)
        self.patient, self.refused = patient, 0
        self.d, self.paths, self.floor = daemon, paths, floor
        self.answered, self.wrong, self.times, self.seen = 0, [], [], -1
        self.done = threading.Event()
        self.start()

    def run(self):
        n = 0
        while not self.done.is_set():
            floor = self.floor()
            start = time.monotonic()
            try:
                n += 1
                path = self.paths[n % len(self.paths)]
                status, _, body = self.d.get(path)
                if status >= 500 and self.patient is not False:
                    self.refused += 1
                    continue
                edition, wrong = judged(path, status, body)
                if wrong:
                    self.wrong.append(wrong)
                elif edition < floor:
                    self.wrong.append("edition %d after %d" % (edition, floor))
                else:
                    self.seen = edition
                self.answered += 1
            except Exception as e:
                if self.patient is False:
                    self.wrong.append(repr(e))
                else:
                    self.refused += 1
                    time.sleep(0.001)
            self.times.append(time.monotonic() - start)

    def end(self):
        self.done.set()
        self.join(60)
        return self


def leftovers(folder):
    """Names beyond those that a finished run leaves."""
    out = []
    for top, _, names in os.walk(folder):
        out += [os.path.relpath(os.path.join(top, n), folder) for n in names]
    return sorted(out)
