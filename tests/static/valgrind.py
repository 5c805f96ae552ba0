#!/usr/bin/env python3
"""The main paths under valgrind: index everything that is here, ask fifty questions, end.

No error and nothing lost for good, else exit status 1. 77 where valgrind is not installed.
Environment: as for ../searchd/daemon.py.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "searchd"))
import daemon

WORDS = "観光 誘客 展示会 販路開拓 シンガポール 台湾 北京 農産物 輸出 姉妹都市 交流 職員 派遣 シンガポル".split()
OTHERS = ["/api/similar?id=offices-r07/1-3&other=on", "/api/documents/offices-r07/1-3",
          "/api/suggest?q=kankou", "/api/facets", "/api/analyze?text=%E5%B9%B3%E6%88%9026%E5%B9%B4",
          "/", "/help", "/?q=%E8%A6%B3%E5%85%89", "/documents/offices-r07/1-3", "/healthz",
          "/metrics", "/openapi.json", "/api/search?limit=x", "/nothing", "/api/documents/none",
          "/api/search?q=%22%E5%B1%95%E7%A4%BA%E4%BC%9A%22+NEAR/3+a*+-b&year=H20-R5&format=csv"]
VALGRIND = ["valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite", "--error-exitcode=99", "--fullpath-after="]


def main():
    if not shutil.which("valgrind"):
        return 77
    bad = []
    with tempfile.TemporaryDirectory(prefix="senrei-valgrind-") as folder:
        index = folder + "/index"
        for more in (["--full"], [], ["--prune"]):
            p = subprocess.run(VALGRIND + [daemon.INDEXER, "--index", index, "--quiet"] + more +
                               [daemon.SOURCE + "/corpus/facts", daemon.SOURCE + "/tests/fuzz/seeds/auto"],
                               capture_output=True, text=True, timeout=1200)
            if p.returncode not in (0, 3):
                bad.append("indexer %s: status %d\n%s" % (more, p.returncode, p.stderr[-6000:]))
        d = daemon.Daemon("--workers", "2", index=index, within=VALGRIND)
        asked = 0
        for i, word in enumerate(WORDS):
            for more in ("", "&facets=off&match=all", "&sort=-year&full=on"):
                q = urllib.parse.quote(word + " " + WORDS[(i + 3) % len(WORDS)])
                asked += d.get("/api/search?q=" + q + more)[0] == 200
        for path in OTHERS:
            asked += d.get(path)[0] < 500
        d.raw(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n")
        status = d.stop(wait=120)
        if status != 0 or asked != 3 * len(WORDS) + len(OTHERS):
            bad.append("daemon: status %d, %d answers\n%s" % (status, asked, d.errors[-6000:]))
    for b in bad:
        print(b)
    print("%d answers, %d of 4 runs with errors" % (asked, len(bad)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
