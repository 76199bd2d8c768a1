"""A web service that can be killed, revived and told to answer badly."""

import sys
from pathlib import Path

from .process import Process
from .waiting import wait_until

PROGRAM = """
import http.server, pathlib, sys
word = pathlib.Path(sys.argv[2])
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        text = word.read_bytes()
        self.send_response(200 if text.startswith(b"ok") else 503)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
    def log_message(self, *arguments): pass
http.server.ThreadingHTTPServer((sys.argv[3], int(sys.argv[1])), Answer).serve_forever()
"""


class HttpService:
    def __init__(self, namespace, folder, port=8080, address="127.0.0.1"):
        self.namespace = namespace
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port, self.address = port, address
        self.say("ok\n")
        self.start()

    def start(self):
        self.process = Process([sys.executable, "-c", PROGRAM, self.port, self.folder / "word", self.address], self.folder / "service.log", self.namespace)
        wait_until(lambda: str(self.port) in self.namespace.run("ss", "-Hltn", f"sport = :{self.port}").stdout, "the service listens")

    def say(self, text):
        """What it answers from now on; anything that does not begin with "ok" comes with status 503."""
        (self.folder / "word").write_text(text)

    def kill(self):
        self.process.kill()

    def stop(self):
        self.process.stop()
