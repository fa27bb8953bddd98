"""Print the file or folder of certificates that pip should trust, for PIP_CERT; nothing where pip knows better.

pip 24.2 and later asks the system itself. A file that the person has named (PIP_CERT, pip.conf, REQUESTS_CA_BUNDLE or
CURL_CA_BUNDLE) is kept.
"""

import os
import ssl
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ASKS_THE_SYSTEM = (24, 2)
OTHERS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def is_set_in_pip() -> bool:
    """Whether pip's own configuration names certificates."""
    listed = [sys.executable, "-m", "pip", "config", "list"]
    found = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    return any(line.partition("=")[0].endswith(".cert") for line in found.splitlines())


def certificates() -> str:
    """The certificates to name, "" for none."""
    if os.environ.get("PIP_CERT"):
        return os.environ["PIP_CERT"]
    major, minor = version("pip").split(".")[:2]
    if (int(major), int(minor)) >= ASKS_THE_SYSTEM or any(map(os.environ.get, OTHERS)) or is_set_in_pip():
        return ""
    trusted = ssl.get_default_verify_paths()  # those of SSL_CERT_FILE and SSL_CERT_DIR, else of the system
    if trusted.cafile:
        return trusted.cafile
    folder = Path(trusted.capath) if trusted.capath else None
    return str(folder) if folder and any(folder.iterdir()) else ""


sys.stdout.write(certificates())
