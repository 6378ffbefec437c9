"""A time-stamping authority of one session: ``openssl ts`` with a throwaway CA, behind a small HTTP server."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from continuity.faces.demo.lab.programs import call

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Tsa:
    """The authority. ``answers`` is how it behaves: well, or one of the ways in which servers do not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[bytes] = []
        self.answers = "well"
        self.released = threading.Event()
        self._one = threading.Lock()
        folder.mkdir()
        (folder / "settings").write_text(SETTINGS.format(folder=folder))
        (folder / "serial").write_text("01\n")
        at = self._at
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", at("settings")]
        self._openssl("req", "-x509", *curve, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "3650",
                      "-subj", "/CN=Throwaway CA", "-extensions", "ca")  # fmt: skip
        self._openssl("req", *curve, "-keyout", at("tsa.key"), "-out", at("tsa.csr"), "-subj", "/CN=TSA")
        self._openssl("x509", "-req", "-in", at("tsa.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"),
                      "-CAcreateserial", "-days", "3650", "-extfile", at("settings"), "-extensions", "tsa",
                      "-out", at("tsa.pem"))  # fmt: skip
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/tsa"

    @property
    def ca(self) -> Path:
        """The certificate that its tokens are trusted by."""
        return self.folder / "ca.pem"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def reply(self, query: bytes) -> bytes:
        """What an honest authority answers."""
        with self._one:  # openssl counts its tokens in a file
            self.asked.append(query)
            name = f"query-{len(self.asked)}"
            (self.folder / name).write_bytes(query)
            self._openssl("ts", "-reply", "-config", self._at("settings"), "-section", "authority", "-queryfile",
                          self._at(name), "-out", self._at(f"{name}.tsr"))  # fmt: skip
        return (self.folder / f"{name}.tsr").read_bytes()

    def accepts(self, token: bytes, text: str) -> bool:
        """Whether ``openssl ts -verify`` accepts a token of ours for this text."""
        (self.folder / "text").write_text(text)
        (self.folder / "token").write_bytes(token)
        words = ("-data", self._at("text"), "-in", self._at("token"), "-token_in", "-CAfile", self._at("ca.pem"))
        return "Verification: OK" in self._openssl("ts", "-verify", *words)

    def _at(self, name: str) -> str:
        return str(self.folder / name)

    def _openssl(self, *words: str) -> str:
        return call(["openssl", *words])


def _handler(tsa: Tsa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            if tsa.answers == "silent":
                tsa.released.wait(30)
                return
            if tsa.answers == "broken":
                self.send_error(503)
                return
            body = b"<html>" if tsa.answers == "html" else tsa.reply(tsa.asked[0] if tsa.answers == "replay" else query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
