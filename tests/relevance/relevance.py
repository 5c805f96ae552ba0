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

`officers` is this repository's own: 156 queries of three assessors, graded 0 to 3 over the documents whose
facts stand in corpus/facts; a hit counts with what is folded into it, laid out behind it. It is asked of the
documents themselves where $SENREI_SHARED or --shared has them, else of the facts, which say less. The other
collections are not part of the repository.
"""
import argparse, contextlib, json, math, os, random, shutil, subprocess, sys, tempfile, time, urllib.parse, urllib.request, http.client, socket

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ALL = ["officers", "domain", "jsquad-pool", "tokyo2020-answers", "tokyo2020-turns", "tokyo2011-qa", "tokyo2011-topic"]


class Daemon:
    """The real daemon over one index, on a port of its own."""

    def __init__(self, programs, index, env=None):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen([programs + "/senrei-searchd", "--index", index, "--listen", "127.0.0.1:%d" % self.port, "--cache", "0"],
                                        stdout=subprocess.DEVNULL, env=dict(os.environ, **(env or {})))
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


@contextlib.contextmanager
def serving(programs, args, keep=None, env=None):
    """A daemon over the index of args; keep: the folder where the index stays and is used again."""
    with tempfile.TemporaryDirectory() as tmp:
        folder = keep or tmp
        os.makedirs(folder, exist_ok=True)
        index = os.path.join(folder, "index")
        if not os.path.isdir(index):
            build_index(programs, folder, args)
        daemon = Daemon(programs, index, env)
        try:
            yield daemon
        finally:
            daemon.stop()


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


def measured(ranked, relevant):
    """nDCG@10, MRR@10, Recall@10 and @100 of ranked document ids."""
    good = {d for d, g in relevant.items() if g > 0}
    ideal = gain(sorted(relevant.values(), reverse=True)[:10])
    return (gain([relevant.get(d, 0) for d in ranked[:10]]) / ideal, next((1 / (i + 1) for i, d in enumerate(ranked[:10]) if d in good), 0.0),
            len(good & set(ranked[:10])) / len(good), len(good & set(ranked)) / len(good))


def questions(shared, name):
    """(id, text, {document: grade}) of every judged query of a collection."""
    folder = os.path.join(shared, "collections", name)
    qrels = read_qrels(folder + "/qrels.tsv")
    for line in open(folder + "/queries.tsv", encoding="utf-8"):
        q, text = line.rstrip("\n").split("\t")
        if q in qrels:
            yield q, text, qrels[q]


def collection(programs, shared, name, extra, keep=None, env=None):
    documents = os.path.join(shared, "collections", name, "docs.jsonl")
    rows, per = [], {}
    with serving(programs, ["--format", "jsonl", documents], keep, env) as daemon:
        for q, text, relevant in questions(shared, name):
            hits = daemon.get("/api/search", q=text, limit=100, facets="off", **extra)["hits"]
            ids = [h["id"].split("/", 1)[1] for h in hits]
            rows += ["%s\t%s\t%d\t%f" % (q, d, i + 1, h["score"]) for i, (d, h) in enumerate(zip(ids, hits))]
            per[q] = measured(ids, relevant)
    return per, rows


def judged(shared, results):
    """What the officers' judge says of result lines: its table, its figures, its lines a query."""
    folder = os.path.join(shared, "collections", "domain")
    with tempfile.TemporaryDirectory() as tmp:
        lines, per = os.path.join(tmp, "results.jsonl"), os.path.join(tmp, "per.tsv")
        open(lines, "w", encoding="utf-8").write(results)
        judge = [sys.executable, folder + "/judge.py", lines, "--queries", folder + "/queries.jsonl", "--qrels", folder + "/qrels.jsonl"]
        text = subprocess.run(judge + ["--per-query", per], stdout=subprocess.PIPE, check=True).stdout.decode()
        figures = json.loads(subprocess.run(judge + ["--json"], stdout=subprocess.PIPE, check=True).stdout)
        return text, figures, [l.rstrip("\n").split("\t") for l in open(per, encoding="utf-8")][1:]


def domain(programs, shared, extra, keep=None, env=None):
    out = []
    with serving(programs, [os.path.join(shared, "originals")], keep, env) as daemon:
        for line in open(os.path.join(shared, "collections", "domain", "queries.jsonl"), encoding="utf-8"):
            q = json.loads(line)
            answer = daemon.get("/api/search", q=q["query"], limit=20, facets="off", full="on", **extra)
            for i, h in enumerate(answer["hits"]):
                out.append(json.dumps({"qid": q["qid"], "rank": i + 1, "id": h["id"] if h["kind"] == "office" else None, "text": whole_text(h["record"]),
                                       "collapsed": h["collapsed"], "low": answer["low"], "title": h["title"], "rid": h["id"], "score": h["score"],
                                       "total": answer["total"]}, ensure_ascii=False) + "\n")
    results = "".join(out)
    return *judged(shared, results), results


def own_documents(shared):
    """What the repository's own queries are asked of; shared: "" for the facts in any case."""
    originals = os.path.join(shared, "originals")
    return originals if shared and os.path.isdir(originals) else ROOT + "/corpus/facts"


def own_questions():
    """The repository's own queries, and {query: {document: grade}} of those with an answer."""
    lines = open(HERE + "/officers/queries.jsonl", encoding="utf-8").read().splitlines()
    return list(map(json.loads, lines)), read_qrels(HERE + "/officers/qrels.tsv")


def officers(programs, shared, extra, keep=None, env=None):
    """The figures of each own query, {kind: [qid]}, and the share of queries without an answer that are marked low."""
    kinds, per, honest = {}, {}, []
    queries, relevant = own_questions()
    with serving(programs, [own_documents(shared)], keep, env) as daemon:
        for q in queries:
            answer = daemon.get("/api/search", q=q["query"], limit=100, facets="off", **extra)
            if q["qid"] not in relevant:
                honest.append(answer["low"] or not answer["hits"])
                continue
            ids = list(dict.fromkeys(i for h in answer["hits"] for i in [h["id"], *h["collapsed"]]))
            per[q["qid"]] = measured(ids, relevant[q["qid"]])
            kinds.setdefault(q["kind"], []).append(q["qid"])
    return per, kinds, sum(honest) / len(honest)


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
    names = a.collections.split(",")
    if not os.path.isdir(a.shared + "/collections"):
        print("relevance: no collections at %s: the repository's own queries alone, over the facts" % a.shared)
        names = ["officers"]
    programs = a.build + "/bin"
    extra = dict(p.split("=", 1) for p in a.extra)
    if a.out:
        os.makedirs(a.out, exist_ok=True)
    lines = []
    for name in names:
        if name == "officers":
            per, kinds, honest = officers(programs, a.shared, extra)
            mean = [sum(p[i] for p in per.values()) / len(per) for i in range(4)]
            print("%-18s nDCG@10 %.4f  MRR %.4f  R@10 %.4f  R@100 %.4f  (%d queries)  %s  honest %.2f" % (
                name, *mean, len(per), "  ".join("%s %.3f" % (k, sum(per[q][0] for q in qs) / len(qs)) for k, qs in kinds.items()), honest))
            score = {q: p[0] for q, p in per.items()}
            lines.append([a.label, name] + ["%.3f" % m for m in mean] + ["honest %.2f" % honest])
            if a.show:
                texts = {q["qid"]: q["query"] for q in own_questions()[0]}
                for q in sorted(score, key=score.get)[:20]:
                    print("%s %.3f %s" % (q, score[q], texts[q]))
        elif name == "domain":
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
