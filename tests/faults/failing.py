"""Calls that fail on purpose, one by one: a full or broken disk, no descriptors, no memory.

The shim (shim.c) is loaded before the programs and lets their calls fail; here is what becomes of
it. The indexer may fail, with status 1 and one line that says why, but the index answers as
before, and the next run completes and leaves nothing behind. The daemon may refuse while it
lasts, but never answers wrongly, and answers again afterwards.
"""
import os
import re
import resource
import signal
import subprocess
import threading
import time

from daemon import INDEXER, Daemon, index, wait_for
from judge import DOCS, Asker, leftovers, write_source

SHIM = os.environ.get("SENREI_SHIM", "")
ENOSPC, EIO, EMFILE, ENOMEM, EROFS = 28, 5, 24, 12, 30
PLENTY = 10 ** 9  # tries: all there are
HERE = os.path.dirname(os.path.abspath(__file__))


def shimmed(fault, **more):
    """The environment of a program whose calls fail."""
    return dict(os.environ, LD_PRELOAD=SHIM, FAULT=fault, **more)


def indexing(folder, source, full):
    # One analysing thread: the calls come in nearly the same order each time.
    return [INDEXER, "--index", folder, "--quiet", "--jobs", "1"] + (["--full"] if full else []) + \
        [source]


def chances(command, kind, work):
    """The numbers of calls that are worth failing: all, of memory one for each place."""
    note = work + "/calls"
    env = shimmed("%s:at:0:%d" % (kind, EIO), FAULT_COUNT=note,
                  **({"FAULT_SITES": note + ".sites"} if kind == "memory" else {}))
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True, timeout=120)
    if kind == "memory":
        with open(note + ".sites") as f:
            return [int(line) for line in f]
    with open(note) as f:
        return list(range(1, int(f.read()) + 1))


def spread(numbers, tries):
    """At most so many of them, evenly."""
    step = max(1, -(-len(numbers) // tries))
    return numbers[step // 2::step] or numbers[:1]


def judge_end(p):
    """What is wrong with how the indexer ended."""
    lines = p.stderr.decode("utf-8", "replace").splitlines()
    if p.returncode not in (0, 1, 3):
        return ["status %d: %s" % (p.returncode, " ".join(lines)[:200])]
    if p.returncode == 1 and (not lines or len(lines) > 2 or
                              not re.match(r"senrei-indexer: \S.{4,}$", lines[-1])):
        return ["no clear line: %r" % lines]
    return []


def indexer(a, name, kind, ways, tries):
    """Each way, (how, errno), at each chance; tries: how many of them in the short form."""
    source, folder = "%s/%s.jsonl" % (a.folder, name), "%s/%s-index" % (a.folder, name)
    write_source(source, 0)
    index(folder, source)
    d = Daemon(index=folder)
    asker = Asker(d)
    mark, tried, wrong, lost, recovery = 0, 0, [], 0, 0
    for full in (False, True):
        mark += 1
        write_source(source, mark)
        numbers = chances(indexing(folder, source, full), kind, a.folder)
        if a.long and kind == "read":
            numbers = spread(numbers, 150)  # most of them are blocks of MeCab's dictionary
        usual = None
        for how, errno in ways:
            some = numbers if a.long else spread(numbers, max(1, tries // (2 * len(ways))))
            if kind == "disk" and errno == EIO and not a.long:
                some = some + numbers[-6:]  # where one generation takes the place of another
            for n in some[:1] if how == "from" and errno == EROFS else some:
                mark += 1
                tried += 1
                what = "%s:%s:%d:%d%s: " % (kind, how, n, errno, " --full" if full else "")
                write_source(source, mark)
                p = subprocess.run(indexing(folder, source, full), capture_output=True, timeout=60,
                                   env=shimmed("%s:%s:%d:%d" % (kind, how, n, errno)))
                bad = judge_end(p)
                start = time.monotonic()
                again = index(folder, source, check=False)
                if again.returncode != 0:
                    bad.append("the next run exits %d: %s" % (again.returncode, again.stderr))
                d.process.send_signal(signal.SIGHUP)
                if not wait_for(lambda: asker.seen == mark, 10, 0.005):
                    lost += 1
                recovery = max(recovery, time.monotonic() - start)
                names = [re.sub(r"gen-\d+", "gen", x) for x in leftovers(folder)
                         if not x.endswith("flintlock")]
                usual = usual or names
                if names != usual:
                    bad.append("left over: %s" % sorted(set(names) - set(usual)))
                if a.long and tried % 20 == 0:
                    check = subprocess.run([INDEXER, "--check", "--index", folder],
                                           capture_output=True, text=True, timeout=60)
                    if check.returncode != 0:
                        bad.append("--check: " + check.stdout[-200:] + check.stderr)
                wrong += [what + b for b in bad]
    asker.end()
    if d.stop() != 0:
        wrong.append("the daemon ended badly: " + d.errors[-300:])
    return tried, asker.answered, wrong + asker.wrong, lost, recovery


def disk(a):
    """A disk that is full for a moment, full from then on, or broken."""
    return indexer(a, "disk", "disk", [("at", ENOSPC), ("from", ENOSPC), ("at", EIO)], 18)


def readonly(a):
    """A file system that went read-only."""
    return indexer(a, "readonly", "disk", [("from", EROFS)], 2)


def unreadable(a):
    """Files that cannot be opened or read."""
    return indexer(a, "read", "read", [("at", EIO)], 8)


def files(a):
    """No descriptors left, for a moment or from then on."""
    return indexer(a, "files", "files", [("at", EMFILE), ("from", EMFILE)], 8)


def memory(a):
    """Each place that allocates fails once."""
    return indexer(a, "memory", "memory", [("at", ENOMEM)], 16)


def documents(a):
    """The same for the readers of all kinds of documents: as before, or status 1, nothing between.

    Without the workbook: libarchive 3.6 itself crashes where its first allocations fail."""
    folder = os.path.join(HERE, "..", "fuzz", "seeds", "auto")
    sources = [os.path.join(folder, x) for x in sorted(os.listdir(folder))
               if not x.endswith(".xlsx")]
    command = [INDEXER, "--dump", "--quiet"] + sources
    want = subprocess.run(command, capture_output=True, timeout=60)
    tried, wrong, start = 0, [], time.monotonic()
    numbers = chances(command, "memory", a.folder)
    for n in numbers if a.long else spread(numbers, 40):
        tried += 1
        p = subprocess.run(command, capture_output=True, timeout=60,
                           env=shimmed("memory:at:%d:%d" % (n, ENOMEM)))
        same = (p.returncode, p.stdout, p.stderr) == (want.returncode, want.stdout, want.stderr)
        if not same and (p.returncode != 1 or judge_end(p)):
            wrong.append("allocation %d: status %d, %d bytes for %d, %s" %
                         (n, p.returncode, len(p.stdout), len(want.stdout), p.stderr[-100:]))
    return tried, tried, wrong, 0, (time.monotonic() - start) / max(tried, 1)


def daemon(a, name, ways, limit_memory=False):
    """The daemon's calls fail while questions are asked and the index changes; then no more."""
    source, folder = "%s/%s.jsonl" % (a.folder, name), "%s/%s-index" % (a.folder, name)
    write_source(source, 0)
    index(folder, source)
    mark, tried, answered, wrong, recovery = 0, 0, 0, [], 0
    for way in ways:
        switch, note = a.folder + "/switch", a.folder + "/calls"
        env = shimmed(way, FAULT_WHILE=switch, FAULT_COUNT=note) if way else None
        d = Daemon("--cache", "8", index=folder, env=env)
        askers = [Asker(d, patient=True) for _ in range(3)]
        end = time.monotonic() + (20 if a.long else 2) / len(ways)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if limit_memory:
            resource.prlimit(d.process.pid, resource.RLIMIT_AS, (d.status_kb("VmSize") * 1024, hard))
        else:
            with open(switch, "w"):
                pass
        while time.monotonic() < end and d.process.poll() is None:
            mark += 1
            write_source(source, mark)
            index(folder, source, full=mark % 2 == 0)
            time.sleep(0.1)
        if limit_memory:
            resource.prlimit(d.process.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, hard))
        else:
            os.unlink(switch)
        start = time.monotonic()
        if not wait_for(lambda: d.process.poll() is not None or
                        all(x.seen == mark for x in askers), 15):
            wrong.append("%s: the last edition is not seen" % way)
        recovery = max(recovery, time.monotonic() - start)
        for _ in range(30):
            answered += 1
            if d.process.poll() is None and d.get("/healthz")[0] != 200:
                wrong.append("%s: still refuses" % way)
        for x in askers:
            x.end()
            answered += x.answered
            wrong += ["%s: %s" % (way, w) for w in x.wrong]
            tried += x.refused if limit_memory else 0
        if d.stop() != 0:
            wrong.append("%s: the daemon ended badly: %s" % (way, d.errors[-300:]))
        elif way:
            with open(note) as f:
                tried += int(f.read()) // int(way.split(":")[2])
    return tried, answered, wrong, 0, recovery


def daemon_memory(a):
    """Allocations that fail, many and few, and an address space that may not grow."""
    one = daemon(a, "daemon-memory", ["memory:every:%d:%d" % (n, ENOMEM) for n in (211, 1009, 20011)])
    two = daemon(a, "daemon-space", [None], limit_memory=True)
    return tuple(x + y for x, y in zip(one[:4], two[:4])) + (max(one[4], two[4]),)


def daemon_read(a):
    """An index that cannot be read now and then."""
    return daemon(a, "daemon-read", ["read:every:7:%d" % EIO, "read:every:101:%d" % EIO])


def daemon_files(a):
    """Descriptors that run out while connections come and the index changes."""
    return daemon(a, "daemon-files", ["files:every:3:%d" % EMFILE, "files:every:50:%d" % EMFILE])


FAULTS = {"disk": disk, "read-only": readonly, "unreadable": unreadable, "files": files,
          "memory": memory, "documents": documents, "d-memory": daemon_memory,
          "d-unreadable": daemon_read, "d-files": daemon_files} if SHIM else {}
