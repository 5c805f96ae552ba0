#!/usr/bin/env python3
"""relevance.py [--build DIR] [--shared DIR] [--collections a,b] [--label TEXT] [--out DIR] [--against DIR]
                [--without PARAM=VALUE ...] [--table FILE] [--show]

Indexes every judged collection with the real indexer, asks the real daemon over HTTP and prints nDCG@10,
MRR@10 and Recall@10/@100; for the officers' queries also by kind and feature, with and without folding, and
whether questions without an answer are marked low. One shipped configuration for all of them.

  --out DIR      keeps the runs (NAME.run, NAME.per-query.tsv) for a later --against
  --against DIR  paired sign-flip test of each collection's nDCG@10 against the runs kept there
  --with P=V     adds a parameter to every search (synonyms=off: an ablation)
  --table FILE   appends one line a collection: label, collection, figures
  --show         lists the officers' queries, worst first

The collections are not part of this repository: $SENREI_SHARED or --shared names the folder with them.
"""
import argparse, json, math, os, random, shutil, subprocess, sys, tempfile, time, urllib.parse, urllib.request, http.client, socket

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ALL = ["domain", "jsquad-pool", "tokyo2020-answers", "tokyo2020-turns", "tokyo2011-qa", "tokyo2011-topic"]


class Daemon:
    """The real daemon over one index, on a port of its own."""

    def __init__(self, programs, index):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen([programs + "/senrei-searchd", "--index", index, "--listen", "127.0.0.1:%d" % self.port, "--cache", "0"],
                                        stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request("GET", "/healthz")
                self.connection.getresponse().read()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("senrei-searchd ended with %d" % self.process.returncode)
                time.sleep(0.1)
        self.stop()
        sys.exit("senrei-searchd does not answer")

    def get(self, path, **params):
        self.connection.request("GET", path + "?" + urllib.parse.urlencode(params))
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError("%s %s: %d %s" % (path, params, response.status, body[:300]))
        return json.loads(body)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def build_index(programs, folder, args):
    index = os.path.join(folder, "index")
    done = subprocess.run([programs + "/senrei-indexer", "--index", index, "--full", "--quiet"] + args, stderr=subprocess.PIPE)
    if done.returncode not in (0, 3):
        sys.exit("senrei-indexer: %d %s" % (done.returncode, done.stderr.decode()[-500:]))
    return index


def flat(value):
    if isinstance(value, list):
        return " ".join(flat(v) for v in value)
    return "" if value is None else str(value)


def whole_text(record):
    return "\n".join(flat(v) for k, v in record.items() if k not in ("id", "line", "repairs", "source", "kind"))


def gain(grades):
    return sum((2 ** g - 1) / math.log2(i + 2) for i, g in enumerate(grades))


def read_qrels(path):
    out = {}
    for line in open(path, encoding="utf-8"):
        q, d, g = line.rstrip("\n").split("\t")
        out.setdefault(q, {})[d] = int(g)
    return {q: r for q, r in out.items() if any(g > 0 for g in r.values())}


def collection(programs, shared, name, extra):
    folder = os.path.join(shared, "collections", name)
    qrels = read_qrels(folder + "/qrels.tsv")
    tmp = tempfile.mkdtemp()
    try:
        daemon = Daemon(programs, build_index(programs, tmp, ["--format", "jsonl", folder + "/docs.jsonl"]))
        rows, per = [], {}
        try:
            for line in open(folder + "/queries.tsv", encoding="utf-8"):
                q, text = line.rstrip("\n").split("\t")
                if q not in qrels:
                    continue
                hits = daemon.get("/api/search", q=text, limit=100, facets="off", **extra)["hits"]
                ids = [h["id"].split("/", 1)[1] for h in hits]
                rows += ["%s\t%s\t%d\t%f" % (q, d, i + 1, h["score"]) for i, (d, h) in enumerate(zip(ids, hits))]
                r = qrels[q]
                good = {d for d, g in r.items() if g > 0}
                ideal = gain(sorted(r.values(), reverse=True)[:10])
                per[q] = (gain([r.get(d, 0) for d in ids[:10]]) / ideal, next((1 / (i + 1) for i, d in enumerate(ids[:10]) if d in good), 0.0),
                          len(good & set(ids[:10])) / len(good), len(good & set(ids)) / len(good))
        finally:
            daemon.stop()
    finally:
        shutil.rmtree(tmp)
    return per, rows


def domain(programs, shared, extra):
    tmp = tempfile.mkdtemp()
    folder = os.path.join(shared, "collections", "domain")
    results = os.path.join(tmp, "results.jsonl")
    try:
        daemon = Daemon(programs, build_index(programs, tmp, [os.path.join(shared, "originals")]))
        try:
            with open(results, "w", encoding="utf-8") as out:
                for line in open(folder + "/queries.jsonl", encoding="utf-8"):
                    q = json.loads(line)
                    answer = daemon.get("/api/search", q=q["query"], limit=20, facets="off", full="on", **extra)
                    for i, h in enumerate(answer["hits"]):
                        out.write(json.dumps({"qid": q["qid"], "rank": i + 1, "id": h["id"] if h["kind"] == "office" else None, "text": whole_text(h["record"]),
                                              "collapsed": h["collapsed"], "low": answer["low"], "title": h["title"], "rid": h["id"], "score": h["score"],
                                              "total": answer["total"]}, ensure_ascii=False) + "\n")
        finally:
            daemon.stop()
        per = os.path.join(tmp, "per.tsv")
        judge = [sys.executable, folder + "/judge.py", results, "--queries", folder + "/queries.jsonl", "--qrels", folder + "/qrels.jsonl"]
        text = subprocess.run(judge + ["--per-query", per], stdout=subprocess.PIPE, check=True).stdout.decode()
        figures = json.loads(subprocess.run(judge + ["--json"], stdout=subprocess.PIPE, check=True).stdout)
        rows = [l.rstrip("\n").split("\t") for l in open(per, encoding="utf-8")][1:]
        return text, figures, rows, open(results, encoding="utf-8").read()
    finally:
        shutil.rmtree(tmp)


def paired(new, old):
    keys = sorted(set(new) & set(old))
    d = [new[k] - old[k] for k in keys]
    rnd, target, hit = random.Random(1), abs(sum(d)), 0
    for _ in range(10000):
        hit += abs(sum(x if rnd.getrandbits(1) else -x for x in d if x)) >= target - 1e-12
    return sum(d) / max(1, len(d)), (hit + 1) / 10001


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--build", default=ROOT + "/build/release")
    a.add_argument("--shared", default=os.environ.get("SENREI_SHARED", ROOT + "/../shared"))
    a.add_argument("--collections", default=",".join(ALL))
    a.add_argument("--label", default="")
    a.add_argument("--out")
    a.add_argument("--against")
    a.add_argument("--with", dest="extra", action="append", default=[])
    a.add_argument("--table")
    a.add_argument("--show", action="store_true")
    a = a.parse_args()
    if not os.path.isdir(a.shared + "/collections"):
        print("relevance: no judged collections at %s: skipped" % a.shared)
        return 77
    programs = a.build + "/bin"
    extra = dict(p.split("=", 1) for p in a.extra)
    if a.out:
        os.makedirs(a.out, exist_ok=True)
    lines = []
    for name in a.collections.split(","):
        if name == "domain":
            text, figures, rows, results = domain(programs, a.shared, extra)
            print(text)
            if a.show:
                for r in sorted((r for r in rows if r[3] != "-"), key=lambda r: float(r[4])):
                    print("%s %s %s %s" % (r[0], r[3], r[4], r[2]))
            score = {r[0]: float(r[3]) for r in rows if r[3] != "-"}
            lines.append([a.label, name, "%.3f" % figures["all"]["ndcg"], "%.3f" % figures["all"]["mrr"], "%.3f" % figures["all"]["r20"], "",
                          "folded %.3f honest %.2f" % (figures["all"]["ndcgc"], figures["no_answer"]["honest"])])
            if a.out:
                open(a.out + "/domain.jsonl", "w", encoding="utf-8").write(results)
        else:
            per, rows = collection(programs, a.shared, name, extra)
            mean = [sum(p[i] for p in per.values()) / len(per) for i in range(4)]
            print("%-18s nDCG@10 %.4f  MRR %.4f  R@10 %.4f  R@100 %.4f  (%d queries)" % (name, *mean, len(per)))
            score = {q: p[0] for q, p in per.items()}
            lines.append([a.label, name] + ["%.3f" % m for m in mean] + [""])
            if a.out:
                open(a.out + "/%s.run" % name, "w", encoding="utf-8").write("\n".join(rows) + "\n")
        if a.out:
            json.dump(score, open(a.out + "/%s.ndcg.json" % name, "w"))
        if a.against and os.path.exists(a.against + "/%s.ndcg.json" % name):
            diff, p = paired(score, json.load(open(a.against + "/%s.ndcg.json" % name)))
            print("%-18s against %s: %+.4f  p=%.4f" % (name, a.against, diff, p))
        sys.stdout.flush()
    if a.table:
        with open(a.table, "a", encoding="utf-8") as out:
            for l in lines:
                out.write("\t".join(l) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
