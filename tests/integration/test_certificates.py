"""Installing behind a proxy that signs with certificates of its own: the system trusts them, so the installers do."""

import base64
import datetime
import hashlib
import http.server
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
WHEEL = "loopback_probe-1.0-py3-none-any.whl"


def signed(name, issuer=None):
    """A certificate and its key for `name`, signed by `issuer` (another such pair), or by itself as an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return made.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def pem(certificate, key=None):
    text = certificate.public_bytes(serialization.Encoding.PEM)
    if key is None:
        return text
    plain = serialization.NoEncryption()
    return text + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def write_wheel(folder):
    """A wheel with one module."""
    info = "loopback_probe-1.0.dist-info"
    files = {
        "loopback_probe.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: loopback-probe\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},\n"
        for name, text in files.items()
    )
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return hashlib.sha256((folder / WHEEL).read_bytes()).hexdigest()


@pytest.fixture
def index(tmp_path):
    """A package index over TLS with one package; its address, the hash, and the authority that it is signed by."""
    sha256 = write_wheel(tmp_path / "index/simple/loopback-probe")
    authority = signed("authority.localhost")
    (tmp_path / "authority.pem").write_bytes(pem(authority[0]))
    (tmp_path / "server.pem").write_bytes(pem(*signed("localhost", authority)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(tmp_path / "index"))

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://localhost:{server.server_port}/simple", sha256, tmp_path / "authority.pem"
    server.shutdown()
    server.server_close()


@pytest.fixture
def project(index, tmp_path):
    """As much of the repository as installs the installer, which is the one package of the index."""
    folder = tmp_path / "project"
    (folder / ".ci").mkdir(parents=True)
    for name in ("Makefile", ".ci/certificates.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements-uv.txt").write_text(f"loopback-probe==1.0 --hash=sha256:{index[1]}\n")
    return folder


def make(project, index, *arguments, **environment):
    """`make` in the project, where nothing but `environment` says what is trusted."""
    told = re.compile(r"^(PIP|UV|SSL|REQUESTS|CURL)_|_proxy$", re.IGNORECASE)
    kept = {name: value for name, value in os.environ.items() if not told.search(name)}
    quiet = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0", "PIP_INDEX_URL": index[0], "UV_INDEX_URL": index[0]}
    return subprocess.run(
        ["make", "-s", f"PYTHON={sys.executable}", *arguments],
        cwd=project,
        env={**kept, **quiet, "UV_NO_CONFIG": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_pip_and_uv_trust_what_the_system_trusts(project, index):
    trusted = {"SSL_CERT_FILE": str(index[2])}
    assert make(project, index, ".venv/uv").returncode != 0
    by_pip = make(project, index, ".venv/uv", **trusted)
    assert by_pip.returncode == 0, by_pip.stderr
    shutil.copy(Path(sys.executable).with_name("uv"), project / ".venv/bin/uv")
    again = "--eval=again: ; @$(BIN)/uv pip install -q --no-cache --reinstall --python $(BIN)/python loopback-probe"
    assert make(project, index, again, "again").returncode != 0
    by_uv = make(project, index, again, "again", **trusted)
    assert by_uv.returncode == 0, by_uv.stderr


def test_certificates_that_were_named_for_pip_are_kept(project, index, tmp_path):
    (tmp_path / "nothing.pem").write_bytes(pem(signed("nobody.localhost")[0]))
    others = {"SSL_CERT_FILE": str(tmp_path / "nothing.pem")}
    named = make(project, index, ".venv/uv", PIP_CERT=str(index[2]), **others)
    assert named.returncode == 0, named.stderr
    (tmp_path / "pip.conf").write_text(f"[global]\ncert = {index[2]}\n")
    others["PIP_CONFIG_FILE"] = str(tmp_path / "pip.conf")
    configured = make(project, index, "-W", "requirements-uv.txt", ".venv/uv", **others)
    assert configured.returncode == 0, configured.stderr
