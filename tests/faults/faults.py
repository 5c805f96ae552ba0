"""Faults that really happen, done on purpose to the indexer and the daemon.

    faults.py [--long] [--only NAME,...]

Short form: a minute or so. Long form: a thousand kills, ten thousand connections, every call and
every place that allocates, an hour of swaps (--minutes). Calls that fail (failing.py) need
SENREI_SHIM, the path of the shim; without it they are left out. Prints a table: fault, times tried, requests answered, wrong answers, lost commits,
recovery time. Exit status 1 where anything was wrong, lost or left over.
"""
import argparse
import json
import os
import random
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "searchd"))
from daemon import INDEXER, Daemon, index, read_answers, read_to_end, searching, wait_for
from judge import ASK, DOCS, HEAD, MIXED, Asker, leftovers, write_source
import failing


def kills(a):
    """kill -9 at random moments of incremental and full runs, sometimes twice in a row."""
    source, folder = a.folder + "/kill.jsonl", a.folder + "/kill-index"
    write_source(source, 0)
    start = time.monotonic()
    index(folder, source)
    whole = max(time.monotonic() - start, 0.05)
    d = Daemon(index=folder)
    committed, lost, recovery, killed = 0, 0, [], 0
    asker = Asker(d, floor=lambda: 0)
    tries = 1000 if a.long else 40
    mark = 0
    for n in range(tries):
        mark += 1
        write_source(source, mark)
        cmd = [INDEXER, "--index", folder, "--quiet"] + (["--full"] if n % 2 else []) + [source]
        p = subprocess.Popen(cmd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            p.wait(random.uniform(0, whole * 1.1))
        except subprocess.TimeoutExpired:
            killed += 1
        p.kill()
        ended = p.wait() == 0
        if ended:
            committed = mark
        # A fresh reader finds an edition that is whole and not older than the last commit.
        start = time.monotonic()
        if n % 10 == 9:
            reader = Daemon(index=folder)
            hits = reader.json(ASK)["hits"]
            marks = {h["record"]["mark"] for h in hits}
            if len(hits) != DOCS or len(marks) != 1 or min(marks) < committed:
                lost += 1
            recovery.append(time.monotonic() - start)
            reader.stop()
    start = time.monotonic()
    mark += 1
    write_source(source, mark)
    index(folder, source, full=True)
    recovery.append(time.monotonic() - start)
    if not wait_for(lambda: asker.seen == mark, 10):
        lost += 1
    asker.end()
    d.stop()
    # What is there now is what a run into an empty folder leaves, as far as names go.
    fresh = a.folder + "/kill-fresh"
    index(fresh, source, full=True)
    extra = len(leftovers(folder)) - len(leftovers(fresh))
    wrong = asker.wrong + (["%d files are left over" % extra] if extra > 0 else [])
    return killed, asker.answered, wrong, lost, max(recovery)


def swaps(a):
    """A new index once a second, incremental and full in turn, while questions of all kinds run."""
    source, folder = a.folder + "/swap.jsonl", a.folder + "/swap-index"
    write_source(source, 0)
    index(folder, source)
    d = Daemon(index=folder)
    askers = [Asker(d, MIXED[n:] + MIXED[:n]) for n in range(0, 9, 3)]
    before = None
    end = time.monotonic() + (a.minutes * 60 if a.long else 10)
    mark, waits = 0, []
    while time.monotonic() < end:
        start = time.monotonic()
        mark += 1
        write_source(source, mark)
        index(folder, source, full=mark % 2 == 0)
        ready = time.monotonic()
        wait_for(lambda: max(x.seen for x in askers) >= mark, 5)
        waits.append(time.monotonic() - ready)
        if mark == 5:
            before = d.rss_kb()
        time.sleep(max(0, 1 - (time.monotonic() - start)))
    wrong = [w for x in askers for w in x.end().wrong]
    after = d.rss_kb()
    a.notes.append("swaps: resident %s KB after 5 swaps, %d KB after %d; reload %.1f ms" %
                   (before, after, mark, d.metric("index_reload_seconds") * 1e3))
    # With the address sanitizer, which keeps what was freed, there is no shim.
    if failing.SHIM and before and after > before * 1.5 + 20000:
        wrong.append("memory grew from %d to %d KB" % (before, after))
    d.stop()
    return mark, sum(x.answered for x in askers), wrong, 0, max(waits)


def p99(daemon, path, seconds):
    """99th percentile in ms of one client that keeps its connection, and how many it asked."""
    times, end = [], time.monotonic() + seconds
    with daemon.connect() as s:
        data = ("GET " + path + " " + HEAD + "\r\n").encode()
        while time.monotonic() < end:
            start = time.monotonic()
            s.sendall(data)
            status = read_answers(s, 1)[0][0]
            times.append((time.monotonic() - start) * 1e3)
            if status != 200:
                raise AssertionError("status %d" % status)
    return statistics.quantiles(times, n=100)[98], len(times)


def idle(a):
    """Thousands of idle connections and a hundred slow senders beside ordinary questions."""
    d = Daemon("--cache", "0", "--idle-timeout", "600", index=a.index)
    path = ASK if searching() else "/healthz"
    count = 10000 if a.long else 2000
    p99(d, path, 1)
    quiet, asked = p99(d, path, 5 if a.long else 2)
    files = d.files()
    request = ("GET /healthz " + HEAD + "\r\n").encode()
    held = []
    for _ in range(count):
        s = d.connect()
        s.sendall(request)
        held.append(s)
    for s in held:
        read_answers(s, 1)
    done = threading.Event()

    def drip():
        slow = []
        while not done.is_set():
            while len(slow) < 100:
                s = d.connect()
                s.sendall(b"GET /healthz HTTP/1.1\r\n")
                slow.append(s)
            for s in list(slow):
                try:
                    s.sendall(b"X: y\r\n")
                except OSError:
                    slow.remove(s)
            time.sleep(0.2)
        for s in slow:
            s.close()

    dripper = threading.Thread(target=drip)
    dripper.start()
    loaded, more = p99(d, path, 5 if a.long else 2)
    done.set()
    dripper.join()
    start = time.monotonic()
    for s in held:
        s.close()
    back = wait_for(lambda: d.files() <= files + 2, 10)
    recovery = time.monotonic() - start
    a.notes.append("idle: p99 %.2f ms alone, %.2f ms beside %d idle and 100 slow connections" %
                   (quiet, loaded, count))
    wrong = [] if back else ["descriptors are not given back"]
    if a.long and loaded > 2 * quiet + 1:
        wrong.append("p99 rose from %.2f to %.2f ms" % (quiet, loaded))
    d.stop()
    return count + 100, asked + more, wrong, 0, recovery


def takers(a):
    """Clients that ask for much and read nothing."""
    d = Daemon("--take-timeout", "1", index=a.index)
    before = d.rss_kb()
    ask = ("GET /openapi.json " + HEAD + "\r\n").encode() * 600
    held = []
    count = 500 if a.long else 100
    for _ in range(count):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect((d.host, d.port))
        s.settimeout(0.05)
        try:
            s.sendall(ask)
        except socket.timeout:
            pass
        held.append(s)
    wrong = []
    answered = 0
    for _ in range(50):
        answered += 1
        if d.get("/healthz")[0] != 200:
            wrong.append("not answered")
    grown = d.rss_kb() - before
    if grown > 200 * count + 20000:
        wrong.append("memory grew by %d KB" % grown)
    start = time.monotonic()
    if not wait_for(lambda: d.metric("connections") <= 2, 10):
        wrong.append("they are not cut off")
    recovery = time.monotonic() - start
    for s in held:
        s.close()
    d.stop()
    return count, answered, wrong, 0, recovery


def garbage(a):
    """Random bytes, cut requests and odd shapes, several on one connection."""
    d = Daemon("--head-timeout", "1", index=a.index)
    rng = random.Random(7)
    good = ("GET /healthz " + HEAD + "\r\n").encode()
    wrong, answered, start = [], 0, time.monotonic()
    tries = 20000 if a.long else 600
    for _ in range(tries):
        data = bytearray(good * rng.randint(1, 4))
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            kind = rng.randrange(4)
            if kind == 0:
                data[at] = rng.randrange(256)
            elif kind == 1:
                del data[at:at + rng.randint(1, 20)]
            elif kind == 2:
                data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 40)))
            else:
                data[at:at] = rng.choice([b"\r\n", b"\n", b"\0", b"Content-Length: 9\r\n",
                                          b"Transfer-Encoding: chunked\r\n", b" ", b"GET "])
            if not data:
                data = bytearray(good)
        with d.connect() as s:
            try:
                s.sendall(bytes(data))
                s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            got = read_to_end(s)
        if got and not got.startswith(b"HTTP/1.1 "):
            wrong.append("answered with %r" % got[:40])
        answered += got.count(b"HTTP/1.1 ")
        if d.process.poll() is not None:
            wrong.append("the daemon ended")
            break
    if d.get("/healthz")[0] != 200:
        wrong.append("not answered afterwards")
    recovery = (time.monotonic() - start) / tries
    if d.stop() != 0:
        wrong.append("ended badly: " + d.errors[-300:])
    return tries, answered, wrong, 0, recovery


def descriptors(a):
    """Fewer descriptors than connections."""
    d = Daemon(index=a.index,
               preexec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    held, wrong, answered = [], [], 0
    for _ in range(300):
        try:
            held.append(d.connect())
        except OSError:
            pass
    for s in held:
        s.close()
    start = time.monotonic()

    def answers():
        try:
            return d.get("/healthz")[0] == 200
        except OSError:
            return False

    if not wait_for(answers, 10):
        wrong.append("does not answer again")
    recovery = time.monotonic() - start
    for _ in range(50):
        answered += answers()
    if answered != 50:
        wrong.append("%d of 50 answered" % answered)
    if d.stop() != 0:
        wrong.append("ended badly: " + d.errors[-300:])
    return 300, answered, wrong, 0, recovery


def writers(a):
    """Two indexers at once, and a folder that cannot be written."""
    source, folder = a.folder + "/two.jsonl", a.folder + "/two-index"
    write_source(source, 0)
    index(folder, source)
    d = Daemon(index=folder)
    asker = Asker(d)
    wrong, tries = [], 20 if a.long else 5
    for n in range(1, tries + 1):
        write_source(source, n)
        cmd = [INDEXER, "--index", folder, "--quiet", source]
        two = [subprocess.Popen(cmd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
               for _ in range(2)]
        ends = [(p.communicate(timeout=60)[1], p.returncode) for p in two]
        if not any(code == 0 for _, code in ends):
            wrong.append("neither of two indexers worked: %s" % ends)
        for text, code in ends:
            if code not in (0, 1) or (code == 1 and not text.strip()):
                wrong.append("second indexer: %d %r" % (code, text))
    start = time.monotonic()
    if not wait_for(lambda: asker.seen == tries, 10):
        wrong.append("the last edition is not seen")
    recovery = time.monotonic() - start
    asker.end()
    d.stop()
    return tries, asker.answered, wrong + asker.wrong, 0, recovery


FAULTS = {"kills": (kills, True), "swaps": (swaps, True), "writers": (writers, True),
          "idle": (idle, False), "takers": (takers, False), "garbage": (garbage, False),
          "descriptors": (descriptors, False)}
FAULTS.update((name, (run, True)) for name, run in failing.FAULTS.items())


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--long", action="store_true")
    p.add_argument("--only", default="")
    p.add_argument("--minutes", type=float, default=60, help="of swaps in the long form")
    a = p.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if a.long and hard < 12000:
        sys.exit("ten thousand connections need more descriptors than %d" % hard)
    a.folder = tempfile.mkdtemp(prefix="senrei-faults-")
    a.index, a.notes, bad = os.path.join(a.folder, "index"), [], 0
    try:
        if searching():
            write_source(a.folder + "/base.jsonl", 0)
            index(a.index, a.folder + "/base.jsonl")
        else:
            os.mkdir(a.index)
        print("%-12s %7s %9s %7s %6s %10s" %
              ("fault", "tried", "answered", "wrong", "lost", "recovery s"), flush=True)
        for name, (run, needs_index) in FAULTS.items():
            if a.only and name not in a.only.split(","):
                continue
            if needs_index and not searching():
                print("%-12s skipped: the indexer is not built" % name)
                continue
            tried, answered, wrong, lost, recovery = run(a)
            print("%-12s %7d %9d %7d %6d %10.3f" %
                  (name, tried, answered, len(wrong), lost, recovery), flush=True)
            for w in wrong[:5]:
                print("    " + w)
            bad += len(wrong) + lost
        for note in a.notes:
            print(note)
    finally:
        shutil.rmtree(a.folder, ignore_errors=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
