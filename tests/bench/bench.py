#!/usr/bin/env python3
"""bench.py [--bin DIR] [--floors DIR] [--corpus FILE.jsonl] [--documents N] [--rounds N] [--seconds S] [--record TSV]

Measures Senrei on this machine: indexing, answering by class of query, memory, disk, start-up and
reload. Every figure that depends on the machine also stands as a ratio to a floor of the same run:
MeCab alone over the same text, a bare libevent server giving back as many bytes. Medians of the
rounds. Without --corpus it makes one of its own (a fixed seed, sentences put together from
corpus/facts). --record appends the ratios to a table, with the commit they belong to, and draws it anew (plot.py).
"""
import argparse, json, os, random, re, shutil, signal, statistics, subprocess, sys, tempfile, time, urllib.parse, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def facts():
    """Sentences, names and words of the records that come with the project."""
    sentences, words = [], set()
    folder = os.path.join(TOP, "corpus", "facts")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".jsonl"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            for line in f:
                r = json.loads(line)
                for key in ("text", "reason", "activities", "description", "plan", "note"):
                    for s in re.split(r"(?<=。)|、", r.get(key) or ""):
                        if len(s) > 5:
                            sentences.append(s.strip("。、"))
                words.update(re.findall(r"[一-龠]{2,5}|[ァ-ヴー]{3,9}", r["title"] + (r.get("text") or "")))
    return sentences, sorted(words)


def make_corpus(path, documents):
    """Speeches of 1 to 60 clauses with a Zipf-like choice, so that words are rare and frequent as in real text."""
    rnd = random.Random(20)
    sentences, words = facts()
    rnd.shuffle(sentences)
    rnd.shuffle(words)
    weights = [1 / (i + 10) for i in range(len(sentences))]
    rare = [1 / (i + 1) for i in range(len(words))]
    with open(path, "w", encoding="utf-8") as f:
        for i in range(documents):
            clauses = rnd.choices(sentences, weights, k=min(60, 1 + int(rnd.expovariate(1 / 9))))
            extra = rnd.choices(words, rare, k=len(clauses))
            body = "".join("%s%s%s" % (c, rnd.choice(("、", "や", "と", "に関する")), w) + ("。\n" if rnd.random() < .2 else "。") for c, w in zip(clauses, extra))
            f.write(json.dumps({"id": "s%d" % i, "title": "第%d回会議" % (i // 300 + 1), "speaker": "委員%d" % rnd.randrange(200), "date": "20%02d-%02d-%02d" % (rnd.randrange(8, 26), rnd.randrange(1, 13), rnd.randrange(1, 29)), "body": body}, ensure_ascii=False) + "\n")
    return path


def make_queries(corpus):
    """Classes of queries drawn from the corpus itself: a frequent word, a rare one, two, three, a phrase, a sentence."""
    rnd = random.Random(4)
    freq, bodies = {}, []
    with open(corpus, encoding="utf-8") as f:
        for i, line in enumerate(f):
            r = json.loads(line)
            body = r.get("body") or r.get("text") or ""
            if i % 7 == 0:
                bodies.append(body)
                for w in set(re.findall(r"[一-龠]{2,4}|[ァ-ヴー]{3,8}", body)):
                    freq[w] = freq.get(w, 0) + 1
    common = sorted((w for w in freq if freq[w] > 1), key=lambda w: (-freq[w], w))
    top, tail = common[:max(10, len(common) // 20)], common[len(common) // 3:] or common
    out = {k: [] for k in ("frequent", "rare", "two words", "three words", "phrase", "sentence")}
    for _ in range(100):
        out["frequent"].append(rnd.choice(top))
        out["rare"].append(rnd.choice(tail))
        ws = re.findall(r"[一-龠]{2,4}|[ァ-ヴー]{3,8}", rnd.choice(bodies)) or top
        out["two words"].append(" ".join(rnd.choices(ws, k=2)))
        out["three words"].append(" ".join(rnd.choices(ws, k=3)))
        text = next((s for s in re.split(r"[。\n]", rnd.choice(bodies)) if len(s) > 12), "観光客の誘致を進める")
        start = rnd.randrange(max(1, len(text) - 8))
        out["phrase"].append('"%s"' % text[start:start + 6].replace('"', ""))
        out["sentence"].append(text[:60])
    return out


def run(cmd):
    """Wall and CPU seconds, peak resident MB of one command that must succeed."""
    start = time.monotonic()
    p = subprocess.Popen(cmd, stdout=subprocess.PIPE)
    out = p.stdout.read()
    _, status, use = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode != 0:
        sys.exit("bench: %s exits %d" % (" ".join(cmd), p.returncode))
    return dict(wall=time.monotonic() - start, cpu=use.ru_utime + use.ru_stime, rss_mb=use.ru_maxrss / 1024, out=out)


def disk(path):
    return sum(os.stat(os.path.join(d, f)).st_blocks * 512 for d, _, fs in os.walk(path) for f in fs)


def tables(index):
    """Bytes of each file of the present generation, by what is in it."""
    names = {"postlist.glass": "postings", "docdata.glass": "texts and positions", "termlist.glass": "term lists", "position.glass": "positions for Xapian", "lexicon": "lexicon"}
    with open(os.path.join(index, "current")) as f:
        generation = os.path.join(index, f.read().split()[0])
    sizes = {names[n]: os.stat(os.path.join(generation, n)).st_blocks * 512 for n in names if os.path.exists(os.path.join(generation, n))}
    return sorted(sizes.items(), key=lambda x: -x[1])


class Daemon:
    """The daemon on a free port, from start to first answer."""

    def __init__(self, bin_dir, index, *options):
        import socket
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        start = time.monotonic()
        self.p = subprocess.Popen([bin_dir + "/senrei-searchd", "--index", index, "--listen", "127.0.0.1:%d" % self.port, *options], stdout=subprocess.DEVNULL)
        while True:
            try:
                self.get("/api/search?q=%E8%A6%B3%E5%85%89")
                break
            except OSError:
                if self.p.poll() is not None or time.monotonic() - start > 30:
                    sys.exit("bench: the daemon does not answer")
                time.sleep(.002)
        self.first_answer_ms = (time.monotonic() - start) * 1000

    def get(self, path):
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (self.port, path), timeout=20) as r:
            return r.read()

    def peak_mb(self):
        with open("/proc/%d/status" % self.p.pid) as f:
            return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait(30)


def load(floors, port, connections, seconds, paths, folder):
    name = os.path.join(folder, "paths")
    with open(name, "w") as f:
        f.write("\n".join(paths) + "\n")
    return json.loads(subprocess.run([floors + "/load", str(port), str(connections), str(seconds), name], stdout=subprocess.PIPE, check=True).stdout)


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--bin", default=os.path.join(TOP, "build/release/bin"))
    a.add_argument("--floors", default=os.path.join(TOP, "build/release/tests/bin"))
    a.add_argument("--mecab-dictionary", default="/var/lib/mecab/dic/ipadic-utf8")
    a.add_argument("--corpus")
    a.add_argument("--documents", type=int, default=20000)
    a.add_argument("--rounds", type=int, default=3)
    a.add_argument("--seconds", type=float, default=3)
    a.add_argument("--record")
    o = a.parse_args()
    work = tempfile.mkdtemp(prefix="senrei-bench-")
    rows = []

    def tell(what, value, unit, ratio=None, to=""):
        rows.append((what, value, unit, ratio, to))
        print("%-34s %10.2f %-6s %s" % (what, value, unit, "" if ratio is None else "%.2f of %s" % (ratio, to)), flush=True)

    try:
        corpus = o.corpus or make_corpus(os.path.join(work, "corpus.jsonl"), o.documents)
        text = os.path.join(work, "text")
        with open(corpus, encoding="utf-8") as f, open(text, "w", encoding="utf-8") as t:
            for line in f:
                r = json.loads(line)
                t.write((r.get("body") or r.get("text") or "") + "\n")
        size_mb = os.stat(text).st_size / 1e6
        index = os.path.join(work, "index")
        mecab, full, again, dump = [], [], [], []
        for _ in range(o.rounds):
            dump.append(run([o.bin + "/senrei-indexer", "--dump", "--quiet", "--format", "jsonl", corpus]))
            r = run([o.floors + "/floor_mecab", o.mecab_dictionary, "2", text])
            mecab.append(dict(json.loads(r["out"]), cpu=r["cpu"]))
            full.append(run([o.bin + "/senrei-indexer", "--index", index, "--full", "--quiet", "--format", "jsonl", corpus]))
            again.append(run([o.bin + "/senrei-indexer", "--index", index, "--quiet", "--format", "jsonl", corpus]))
        floor = median(mecab, "seconds")
        tell("text", size_mb, "MB")
        tell("MeCab alone, two threads", size_mb / floor, "MB/s")
        tell("index anew", size_mb / median(full, "wall"), "MB/s", median(full, "wall") / floor, "MeCab's time")
        cpu = median(full, "cpu")
        tell("index anew, CPU", cpu, "s")
        for what, part in (("reading and writing records", median(dump, "cpu")), ("MeCab alone", median(mecab, "cpu"))):
            tell("of that: " + what, part, "s", part / cpu, "CPU")
        tell("index again, nothing changed", median(again, "wall"), "s", median(again, "wall") / median(full, "wall"), "anew")
        tell("indexer, peak memory", median(full, "rss_mb"), "MB")
        tell("index on disk", disk(index) / 1e6, "MB", disk(index) / 1e6 / size_mb, "text")
        with open(corpus, "rb") as f:
            count = sum(1 for _ in f)
        for name, size in tables(index):
            tell("on disk: " + name, size / count, "B/doc", size / disk(index), "index")

        classes = make_queries(corpus)
        paths = {k: ["/api/search?facets=off&q=" + urllib.parse.quote(q) for q in v] for k, v in classes.items()}
        mixed = [p for v in zip(*paths.values()) for p in v]
        daemon = Daemon(o.bin, index, "--cache", "0")
        try:
            tell("start to first answer", daemon.first_answer_ms, "ms")
            size = len(daemon.get(mixed[0]))
            for name, some in paths.items():
                r = [load(o.floors, daemon.port, 1, o.seconds / 2, some, work) for _ in range(o.rounds)]
                tell("alone: " + name, median(r, "p50_ms"), "ms p50")
                tell("alone: " + name, median(r, "p99_ms"), "ms p99")
            asked = {}
            for n in (16, 64):
                for facets in ("off", "on"):
                    some = [p.replace("facets=off", "facets=" + facets) for p in mixed]
                    r = [load(o.floors, daemon.port, n, o.seconds, some, work) for _ in range(o.rounds)]
                    if sum(x["errors"] for x in r):
                        sys.exit("bench: %d answers were not 200" % sum(x["errors"] for x in r))
                    asked[n, facets] = median(r, "qps")
                    tell("mixed, %d connections, facets %s" % (n, facets), median(r, "qps"), "q/s")
                    tell("mixed, %d connections, facets %s" % (n, facets), median(r, "p99_ms"), "ms p99")
            tell("daemon, peak memory", daemon.peak_mb(), "MB")
        finally:
            daemon.stop()
        daemon = Daemon(o.bin, index)
        bare = subprocess.Popen([o.floors + "/floor_http", str(size)], stdout=subprocess.PIPE)
        try:
            port = int(bare.stdout.readline())
            load(o.floors, daemon.port, 16, 1, mixed[:50], work)
            floor_qps = 0
            for n in (16, 64):
                r = [(load(o.floors, port, n, o.seconds, mixed[:50], work), load(o.floors, daemon.port, n, o.seconds, mixed[:50], work)) for _ in range(o.rounds)]
                bare_qps, bare_p99 = median([x[0] for x in r], "qps"), median([x[0] for x in r], "p99_ms")
                floor_qps = floor_qps or bare_qps
                tell("bare libevent server, %d connections" % n, bare_qps, "q/s")
                tell("bare libevent server, %d connections" % n, bare_p99, "ms p99")
                tell("cached, %d connections" % n, median([x[1] for x in r], "qps"), "q/s", statistics.median(x[1]["qps"] / x[0]["qps"] for x in r), "bare libevent")
                tell("cached, %d connections" % n, median([x[1] for x in r], "p99_ms"), "ms p99", statistics.median(x[1]["p99_ms"] / x[0]["p99_ms"] for x in r), "bare libevent")
            tell("mixed uncached, 16 connections", asked[16, "off"], "q/s", asked[16, "off"] / floor_qps, "bare libevent")
        finally:
            bare.send_signal(signal.SIGTERM)
            bare.wait()
            daemon.stop()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if o.record:
        commit = subprocess.run(["git", "-C", TOP, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()
        new = not os.path.exists(o.record)
        with open(o.record, "a", encoding="utf-8") as f:
            if new:
                f.write("commit\tcorpus\twhat\tvalue\tunit\tratio\tto\n")
            for what, value, unit, ratio, to in rows:
                f.write("%s\t%s\t%s\t%.2f\t%s\t%s\t%s\n" % (commit, os.path.basename(o.corpus) if o.corpus else "made, %d" % o.documents, what, value, unit, "" if ratio is None else "%.3f" % ratio, to))
        subprocess.run([sys.executable, os.path.join(HERE, "plot.py"), o.record], check=True)


if __name__ == "__main__":
    main()
