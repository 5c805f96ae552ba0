"""What the fault suite judges by: a source whose records say which edition they are of, clients
that judge each answer, the files that a finished run leaves.
"""
import json
import os
import threading
import time

DOCS = 60
ASK = "/api/search?q=%%E6%%A8%%AA%%E6%%B5%%9C&limit=%d&full=on&collapse=off" % DOCS  # 横浜
HEAD = "HTTP/1.1\r\nHost: a\r\n"


def write_source(path, mark):
    """DOCS records that all say which edition they are of."""
    with open(path + ".new", "w") as f:
        for i in range(DOCS):
            f.write(json.dumps({"id": str(i), "title": "港 %d" % i, "mark": mark,
                                "text": "横浜の港 %d 番、第 %d 版。" % (i, mark) + "岸壁と倉庫。" * 40},
                               ensure_ascii=False) + "\n")
    os.rename(path + ".new", path)


class Asker(threading.Thread):
    """Asks one question after the other and judges each answer. A patient one takes being refused
    (an error, a closed connection) for what it is, and counts it."""

    def __init__(self, daemon, path=ASK, floor=lambda: 0, patient=False):
        super().__init__(daemon=True)
        self.patient, self.refused = patient, 0
        self.d, self.path, self.floor = daemon, path, floor
        self.answered, self.wrong, self.times, self.seen = 0, [], [], -1
        self.done = threading.Event()
        self.start()

    def run(self):
        n = 0
        while not self.done.is_set():
            floor = self.floor()
            start = time.monotonic()
            try:
                # Several questions in turn, so that not all answers are kept ones.
                n += 1
                status, _, body = self.d.get(self.path + ("", "&facets=off", "&match=all")[n % 3])
                if status >= 500 and self.patient is not False:
                    self.refused += 1
                    continue
                hits = json.loads(body).get("hits", [])
                marks = {h["record"]["mark"] for h in hits}
                if status != 200 or len(hits) != DOCS or len(marks) != 1:
                    self.wrong.append("%d, %d hits of editions %s" % (status, len(hits), marks))
                elif min(marks) < floor:
                    self.wrong.append("edition %d after %d" % (min(marks), floor))
                else:
                    self.seen = max(marks)
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
