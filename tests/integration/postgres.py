"""A Postgres of Debian's package on loopback, with a database `dagster`, ended and removed with the block."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "not-secret"


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    assert found, "no Postgres here; on Debian: apt-get install postgresql"
    return found[-1].parent


@contextmanager
def postgres():
    """Yields the port of a server whose user `dagster` has PASSWORD."""
    programs, folder = _programs(), Path(tempfile.mkdtemp(prefix="onrecord-postgres-"))
    # The server refuses to run as root.
    user = "postgres" if os.getuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def run(program, *arguments):
        subprocess.run(
            [programs / program, *arguments], user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60
        )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "password").write_text(PASSWORD)
    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "dagster", "-A", "scram-sha-256", "--pwfile", str(folder / "password"), "-N")
    options = f"-h 127.0.0.1 -p {port} -k '' -F"
    run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        environment = os.environ | {"PGPASSWORD": PASSWORD}
        command = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "dagster", "dagster"]
        subprocess.run(command, env=environment, check=True, timeout=60)
        yield port
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
