"""The daemon over an index on another machine, which xapian-tcpsrv serves."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from daemon import SEARCHD, SOURCE, Daemon, index


class Elsewhere(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="senrei-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def serve(self, *options):
        """An index of corpus/facts made with these options; HOST:PORT of where it is served."""
        folder = os.path.join(self.folder, "index")
        index(folder, os.path.join(SOURCE, "corpus", "facts"), options=options)
        with open(os.path.join(folder, "current")) as f:
            generation = os.path.join(folder, f.read().split()[0])
        for _ in range(5):  # the port may be taken by another between the two
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                port = s.getsockname()[1]
            server = subprocess.Popen(["xapian-tcpsrv", "--interface", "127.0.0.1", "--port",
                                       str(port), generation], stdout=subprocess.PIPE, text=True)
            self.addCleanup(server.stdout.close)
            self.addCleanup(server.wait)
            self.addCleanup(server.kill)
            if any("Listening" in line for line in server.stdout):
                return "127.0.0.1:%d" % port
        self.fail("xapian-tcpsrv does not listen")

    def test_an_index_made_for_it_is_searched(self):
        d = Daemon(index=self.serve("--remote"))
        try:
            hits = d.json("/api/search", q="観光 誘客", country="台湾")["hits"]
            self.assertIn("offices-r07/9-2", [h["id"] for h in hits])
            record = d.json("/api/documents/offices-r07/9-2")
            self.assertIn("栃木県", json.dumps(record, ensure_ascii=False))
        finally:
            self.assertEqual(d.stop(), 0)

    def test_an_index_not_made_for_it_is_refused(self):
        at = self.serve()
        done = subprocess.run([SEARCHD, "--index", at, "--listen", "127.0.0.1:0"],
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(at + ": this index was built without --remote", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
