"""Starts the real programs and talks to them over sockets. Used by the tests beside it.

Environment: SENREI_BIN, folder of the programs; SENREI_SOURCE, the top of the checkout.
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("SENREI_SOURCE", os.path.dirname(os.path.dirname(HERE)))
BIN = os.environ.get("SENREI_BIN", os.path.join(SOURCE, "build", "release", "bin"))
SEARCHD = os.path.join(BIN, "senrei-searchd")
INDEXER = os.path.join(BIN, "senrei-indexer")


def index(folder, *sources, full=False, check=True, options=()):
    """Runs the indexer; returns the finished process."""
    cmd = [INDEXER, "--index", folder, "--quiet"] + (["--full"] if full else [])
    cmd += list(options) + list(sources)
    done = subprocess.run(cmd, capture_output=True, text=True, timeout=120)
    if check and done.returncode not in (0, 3):
        raise RuntimeError("indexer exits %d: %s" % (done.returncode, done.stderr.strip()))
    return done


class Daemon:
    """The daemon on a free port of 127.0.0.1, ready when this returns."""

    def __init__(self, *options, index, listen="127.0.0.1:0", wait=20, preexec=None,
                 env=None, within=()):
        self.log = []
        self.process = subprocess.Popen(
            list(within) + [SEARCHD, "--index", index, "--listen", listen] + list(options),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=preexec, env=env)
        line = self.process.stdout.readline()
        found = re.search(r"(https?)://(\S+):(\d+)/", line)
        if not found:
            self.process.wait(wait)
            raise RuntimeError("daemon does not start: " + self.process.stderr.read().strip())
        self.address = line.split()[-1]
        self.host, self.port = found.group(2).strip("[]"), int(found.group(3))

    def get(self, path, headers=None, method="GET"):
        """Status, headers (small letters), body."""
        c = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            c.request(method, path, headers=headers or {})
            r = c.getresponse()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        finally:
            c.close()

    def json(self, path, **params):
        """The JSON of a GET that has to be answered with 200."""
        if params:
            path += "?" + urllib.parse.urlencode(params, doseq=True)
        status, _, body = self.get(path)
        if status != 200:
            raise AssertionError("%s: %d %s" % (path, status, body.decode("utf-8", "replace")))
        return json.loads(body)

    def metric(self, name):
        for line in self.get("/metrics")[2].decode().splitlines():
            if line.startswith("senrei_" + name + " "):
                return float(line.split()[-1])
        raise KeyError(name)

    def connect(self, timeout=10):
        s = socket.create_connection((self.host, self.port), timeout=timeout)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def raw(self, data, timeout=10):
        """Sends bytes and returns all that comes until the server closes."""
        with self.connect(timeout) as s:
            s.sendall(data)
            return read_to_end(s)

    def status_kb(self, name):
        with open("/proc/%d/status" % self.process.pid) as f:
            return int(re.search(name + r":\s+(\d+)", f.read()).group(1))

    def rss_kb(self):
        return self.status_kb("VmRSS")

    def files(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def stop(self, sig=signal.SIGTERM, wait=20):
        """Ends it; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            status = self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return status


def read_to_end(s):
    out = b""
    try:
        while True:
            part = s.recv(65536)
            if not part:
                return out
            out += part
    except ConnectionResetError:
        return out


def read_answers(s, count):
    """Reads `count` answers off a connection that stays open: (status, headers, body) each."""
    f = s.makefile("rb")
    answers = []
    for _ in range(count):
        line = f.readline()
        if not line:
            break
        status, headers = int(line.split()[1]), {}
        while True:
            line = f.readline()
            if line in (b"\r\n", b""):
                break
            name, value = line.decode("latin-1").split(":", 1)
            headers[name.lower()] = value.strip()
        answers.append((status, headers, f.read(int(headers.get("content-length", 0)))))
    return answers


def searching():
    """True where searching is part of the programs."""
    return os.path.exists(INDEXER)


def wait_for(condition, seconds=10, step=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return False
