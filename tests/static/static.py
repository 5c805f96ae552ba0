#!/usr/bin/env python3
"""static.py [--only clang-tidy,cppcheck,gcc] [--jobs N] BUILD-FOLDER [FILE...]

Static analysis of every source of the house (not of its tests but for FILEs named): clang-tidy by
.clang-tidy, cppcheck by cppcheck.txt, gcc -fanalyzer by the list below. A finding is mended, or
stands with its reason in one of those; so there is none, and the exit status is 1 where there is.
77 where no tool is installed. BUILD-FOLDER holds compile_commands.json.
"""
import argparse
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ROOMS = ("dict", "corpus", "indexer", "searchd")

# gcc 12's analyser knows C alone, and looks at one file at a time. What is off, and why:
GCC_OFF = [
    # talloc frees with the parent; the analyser sees an allocation that nobody frees.
    "malloc-leak",
    # It does not know that a slice with a length has a pointer; the address sanitizer watches that.
    "null-argument",
    "null-dereference",
    # It loses track of arrays that a loop fills; valgrind watches that.
    "use-of-uninitialized-value",
]


def commands(build, files):
    """Command line of each source, as it is compiled, without its output."""
    with open(os.path.join(build, "compile_commands.json")) as f:
        entries = json.load(f)
    found = {}
    for e in entries:
        name = os.path.relpath(e["file"], TOP)
        if files and name not in files or not files and not name.startswith(ROOMS):
            continue
        words = e["command"].split()
        words = words[1:] if "ccache" in words[0] else words
        at = words.index("-o")
        found[name] = [w.replace('\\"', '"') for w in words[:at] + words[at + 2:]]
    return dict(sorted(found.items()))


def run(command):
    p = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    return p.stdout + p.stderr


def clang_tidy(build, found):
    """Of one file at a time: of several, version 14 mixes up their va_lists."""
    return [["clang-tidy", "--quiet", "-p", build, name] for name in found]


def cppcheck(build, found):
    names = [n for n in found if n.endswith(".c")]
    return [["cppcheck", "--enable=warning,performance,portability", "--std=c17", "--language=c",
             "--inline-suppr", "--suppressions-list=" + os.path.join(HERE, "cppcheck.txt"), "-I.",
             "-q", "--template={file}:{line}: warning: {message} [{id}]"] + names[i::4]
            for i in range(4)]


def gcc(build, found):
    return [[w for w in words if w != "-Werror"] + ["-fanalyzer", "-o", "/dev/null"] +
            ["-Wno-analyzer-" + x for x in GCC_OFF]
            for name, words in found.items() if name.endswith(".c")]


TOOLS = {"clang-tidy": clang_tidy, "cppcheck": cppcheck, "gcc": gcc}


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--only", default=",".join(TOOLS))
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("build")
    p.add_argument("files", nargs="*")
    a = p.parse_args()
    found = commands(os.path.abspath(a.build), [os.path.relpath(f, TOP) for f in a.files])
    ran, findings = [], set()
    for tool, make in TOOLS.items():
        if tool not in a.only.split(",") or not shutil.which(tool):
            continue
        ran.append(tool)
        with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
            for text in pool.map(run, make(a.build, found)):
                for line in text.splitlines():
                    if re.search(r": (warning|error): ", line):
                        findings.add("%s: %s" % (tool, line.replace(TOP + "/", "")))
    for line in sorted(findings):
        print(line)
    print("%d files, %s: %d findings" % (len(found), ", ".join(ran) or "no tool", len(findings)))
    return 77 if not ran else 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
