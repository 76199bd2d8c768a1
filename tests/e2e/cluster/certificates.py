"""Certificates of the control plane, made by openssl: one authority for all of them."""

import subprocess
from pathlib import Path

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*words):
    done = subprocess.run(["openssl", *[str(word) for word in words]], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"openssl {words[0]}: {done.stderr}"


class Authority:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True)
        self.certificate, self.key = self.folder / "ca.crt", self.folder / "ca.key"
        openssl("req", "-x509", *CURVE, "-keyout", self.key, "-out", self.certificate, "-days", 2, "-subj", "/CN=e2e")

    def issue(self, name, subject, names=()):
        """(certificate, key) signed by us. `names` are what it is valid for: "IP:10.8.0.1", "DNS:kubernetes"."""
        certificate, key, request = (self.folder / f"{name}.{end}" for end in ("crt", "key", "csr"))
        alternatives = ["-addext", f"subjectAltName={','.join(names)}"] if names else []
        openssl("req", "-new", *CURVE, "-keyout", key, "-out", request, "-subj", subject, *alternatives)
        signing = ["-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-copy_extensions", "copy", "-days", 2]
        openssl("x509", "-req", "-in", request, "-out", certificate, *signing)
        return certificate, key

    def key_pair(self, name):
        """(private, public) of an RSA key, for signing tokens."""
        private, public = self.folder / f"{name}.key", self.folder / f"{name}.pub"
        openssl("genrsa", "-out", private, 2048)
        openssl("rsa", "-in", private, "-pubout", "-out", public)
        return private, public
