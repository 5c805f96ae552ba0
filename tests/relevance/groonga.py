#!/usr/bin/env python3
"""groonga.py [--build DIR] [--shared DIR] [--collections a,b] [--table FILE]

The judged collections asked of Groonga, beside Senrei: nDCG@10 of both, the difference and the p of a paired
sign-flip test. Groonga: TokenMecab over title and body, words ORed, on each collection the better of its scorers
tf_at_most 1 and tf_idf; the officers' queries with all words first, then any. Exit 77 where it is absent.
"""
import argparse, json, os, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import relevance

SCHEMA = """table_create Docs TABLE_HASH_KEY ShortText
column_create Docs text COLUMN_SCALAR Text
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenMecab --normalizer NormalizerAuto
column_create Terms index COLUMN_INDEX|WITH_POSITION Docs text
"""
SCORERS = ["scorer_tf_at_most(text, 1)", "scorer_tf_idf(text)"]


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def run(database, commands):
    """What each command answers."""
    done = subprocess.run(["groonga", database], input="\n".join(commands) + "\n", stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return [json.loads(line)[1] for line in done.stdout.splitlines()]


def ranked(documents, texts, scorer, operators, limit):
    """The keys of documents {key: text} found for each text, best first: by the words joined by the first operator, then by the next."""
    with tempfile.TemporaryDirectory() as tmp:
        database = tmp + "/db"
        load = "load --table Docs\n" + json.dumps([{"_key": k, "text": t} for k, t in documents.items()], ensure_ascii=False)
        subprocess.run(["groonga", "-n", database], input=SCHEMA + load + "\n", stdout=subprocess.DEVNULL, check=True, encoding="utf-8")
        words = [list(dict.fromkeys(t["value"] for t in answer))
                 for answer in run(database, ["tokenize TokenMecab %s NormalizerAuto" % quoted(t) for t in texts])]
        out = [[] for _ in texts]
        for operator in operators:
            selects = ["select Docs --match_columns %s --query %s --output_columns _key --sort_keys -_score --limit %d"
                       % (quoted(scorer), quoted(operator.join(quoted(x) for x in w) or '"-"'), limit) for w in words]
            for keys, answer in zip(out, run(database, selects)):
                keys += [row[0] for row in answer[0][2:] if row[0] not in keys]
        return [keys[:limit] for keys in out]


def collection(shared, name):
    records = map(json.loads, open("%s/collections/%s/docs.jsonl" % (shared, name), encoding="utf-8"))
    documents = {str(d["id"]): "%s\n%s" % (d.get("title") or "", d.get("body") or "") for d in records}
    asked = list(relevance.questions(shared, name))
    found = lambda scorer: ranked(documents, [text for _, text, _ in asked], scorer, [" OR "], 100)
    return best({q: relevance.measured(keys, relevant)[0] for (q, _, relevant), keys in zip(asked, found(scorer))} for scorer in SCORERS)


def best(runs):
    return max(runs, key=lambda scores: sum(scores.values()))


def dumped(programs, path):
    dump = subprocess.run([programs + "/senrei-indexer", "--dump", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    return {r["id"]: r for r in map(json.loads, dump.splitlines())}


def officers(programs, shared):
    documents = {i: relevance.whole_text(r) for i, r in dumped(programs, relevance.own_documents(shared)).items()}
    queries, relevant = relevance.own_questions()
    asked = [q for q in queries if q["qid"] in relevant]
    found = lambda scorer: ranked(documents, [q["query"] for q in asked], scorer, [" ", " OR "], 100)
    return best({q["qid"]: relevance.measured(keys, relevant[q["qid"]])[0] for q, keys in zip(asked, found(scorer))} for scorer in SCORERS)


def domain(programs, shared):
    records = dumped(programs, shared + "/originals")
    queries = [json.loads(l) for l in open(shared + "/collections/domain/queries.jsonl", encoding="utf-8")]
    documents = {i: relevance.whole_text(r) for i, r in records.items()}

    def scores(scorer):
        found = ranked(documents, [q["query"] for q in queries], scorer, [" ", " OR "], 20)
        lines = [json.dumps({"qid": q["qid"], "rank": n + 1, "id": key if records[key]["kind"] == "office" else None, "text": documents[key]}, ensure_ascii=False)
                 for q, keys in zip(queries, found) for n, key in enumerate(keys)]
        return {r[0]: float(r[3]) for r in relevance.judged(shared, "\n".join(lines) + "\n")[2] if r[3] != "-"}

    return best(map(scores, SCORERS))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--build", default=relevance.ROOT + "/build/release")
    a.add_argument("--shared", default=os.environ.get("SENREI_SHARED", relevance.ROOT + "/../shared"))
    a.add_argument("--collections", default=",".join(relevance.ALL))
    a.add_argument("--table")
    a = a.parse_args()
    if not shutil.which("groonga") or not os.path.isdir(a.shared + "/collections"):
        print("groonga: it or the judged collections are absent: skipped")
        return 77
    programs, lines, bad = a.build + "/bin", [], 0
    for name in a.collections.split(","):
        if name == "officers":
            theirs = officers(programs, a.shared)
            ours = {q: p[0] for q, p in relevance.officers(programs, a.shared, {})[0].items()}
        elif name == "domain":
            theirs = domain(programs, a.shared)
            ours = {r[0]: float(r[3]) for r in relevance.domain(programs, a.shared, {})[2] if r[3] != "-"}
        else:
            theirs = collection(a.shared, name)
            ours = {q: p[0] for q, p in relevance.collection(programs, a.shared, name, {})[0].items()}
        difference, p = relevance.paired(ours, theirs)
        lines.append("%s\t%.3f\t%.3f\t%+.3f\t%.4f" % (name, sum(ours.values()) / len(ours), sum(theirs.values()) / len(theirs), difference, p))
        bad += difference <= 0 or p > 0.05
        print(lines[-1], flush=True)
    if a.table:
        open(a.table, "w", encoding="utf-8").write("collection\tsenrei\tgroonga\tdifference\tp\n" + "\n".join(lines) + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
