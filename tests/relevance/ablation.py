#!/usr/bin/env python3
"""ablation.py [--build DIR] [--shared DIR] [--collections a,b] [--table FILE]

What each widening and each bonus is worth: nDCG@10 of every collection with it switched off, less nDCG@10 as
shipped, and the p of a paired sign-flip test. Needs a build that takes weights from the environment:
cmake --preset tune && cmake --build --preset tune. Minus: it helps; plus: it harms.

  --table FILE   writes the table as TSV
"""
import argparse, os, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import relevance

SWITCHES = [
    ("spellings (JETRO for ジェトロ)", {"spelling": "0"}),
    ("synonyms", {"synonym": "0"}),
    ("narrower words and places", {"narrower": "0"}),
    ("related words", {"related": "0"}),
    ("corrections", {"correction": "0"}),
    ("readings", {"reading": "0"}),
    ("parts of words", {"part": "0"}),
    ("names (a record of that country)", {"NAME": "0"}),
    ("pairs of characters", {"BIGRAM": "0"}),
    ("an entry's words side by side", {"TOGETHER": "0"}),
    ("words of one run side by side", {"NEIGHBOUR": "0"}),
    ("all words in one record", {"ALL": "0"}),
    ("a record's own year", {"YEAR": "0"}),
    ("the whole of a field", {"WHOLE": "0"}),
    ("synonyms as one meaning", {"TYPED": "1"}),
    ("an entry's words apart count less", {"APART": "1"}),
    ("records that hold all words come alone", {"ENOUGH": "1e9"}),
    ("saturation of BM25", {"K1": "1e6"}),
    ("length in BM25", {"B": "0"}),
]


def scores(programs, shared, name, keep, env):
    """{measure: {query: nDCG@10}}: the officers' queries are measured folded, too."""
    keep = os.path.join(keep, name)
    if name == "officers":
        return {name: {q: p[0] for q, p in relevance.officers(programs, shared, {}, keep, env)[0].items()}}
    if name != "domain":
        per, _ = relevance.collection(programs, shared, name, {}, keep, env)
        return {name: {q: p[0] for q, p in per.items()}}
    _, _, rows, _ = relevance.domain(programs, shared, {}, keep, env)
    rows = [r for r in rows if r[3] != "-"]
    return {"domain": {r[0]: float(r[3]) for r in rows}, "domain, folded": {r[0]: float(r[4]) for r in rows}}


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--build", default=relevance.ROOT + "/build/tune")
    a.add_argument("--shared", default=os.environ.get("SENREI_SHARED", relevance.ROOT + "/../shared"))
    a.add_argument("--collections", default=",".join(relevance.ALL))
    a.add_argument("--table")
    a = a.parse_args()
    if not os.path.isdir(a.shared + "/collections"):
        print("ablation: no judged collections at %s: skipped" % a.shared)
        return 77
    programs, names = a.build + "/bin", a.collections.split(",")
    with tempfile.TemporaryDirectory() as keep:
        def all_scores(env):
            return {k: v for n in names for k, v in scores(programs, a.shared, n, keep, env).items()}

        base = all_scores({})
        table = [["without"] + list(base), ["(as shipped)"] + ["%.3f" % (sum(s.values()) / len(s)) for s in base.values()]]
        print("\t".join(table[0]) + "\n" + "\t".join(table[1]))
        for what, env in SWITCHES:
            now = all_scores(env)
            table.append([what] + ["%+.4f p=%.3f" % relevance.paired(now[k], base[k]) for k in base])
            print("\t".join(table[-1]), flush=True)
    if a.table:
        open(a.table, "w", encoding="utf-8").write("".join("\t".join(row) + "\n" for row in table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
