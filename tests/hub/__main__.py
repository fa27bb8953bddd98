"""Run the loopback Hub alone: `python -m tests.hub` (`make hub`). Ctrl-C stops it; its folder keeps everything."""

import argparse
import contextlib
import json
import sys
import threading
from pathlib import Path

from tests.hub.server import HOST, PROJECT_ROOT, RunningHub, make_server, open_socket


def main() -> int:
    """Serve until SIGINT or SIGTERM. Returns 2 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub", description=__doc__)
    parser.add_argument("--folder", type=Path, default=PROJECT_ROOT / "data" / "hub", help="where its state is")
    parser.add_argument("--port", type=int, default=8790, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--storage-port", type=int, default=0, help="port of the LFS storage; 0 takes a free one")
    parser.add_argument("--page-size", type=int, default=1000, help="entries on a page of a listing")
    parser.add_argument("--multipart-bytes", type=int, default=32 << 20, help="above it, LFS uploads go in parts")
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of instructions")
    parser.add_argument("--follow-stdin", action="store_true", help="stop when standard input ends")
    arguments = parser.parse_args()
    try:
        sockets = [open_socket(arguments.port), open_socket(arguments.storage_port)]
    except OSError as error:
        sys.stderr.write(f"{HOST}:{arguments.port} cannot be used ({error.strerror}); choose another --port\n")
        return 2
    port, storage_port = (listening.getsockname()[1] for listening in sockets)
    options = {"page_size": arguments.page_size, "multipart_bytes": arguments.multipart_bytes}
    told = json.dumps({"port": port, "storage_port": storage_port})
    told = told if arguments.json else _instructions(f"http://{HOST}:{port}", arguments.folder)
    server = make_server(arguments.folder, sockets, lambda: print(told, flush=True), **options)  # noqa: T201
    if arguments.follow_stdin:

        def follow() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=follow, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=sockets)
    return 0


def _instructions(endpoint: str, folder: Path) -> str:
    return f"""The loopback Hub answers on {endpoint}
For a client, set in its shell:
  export HF_ENDPOINT={endpoint} HF_TOKEN={RunningHub.token} HF_HUB_DISABLE_XET=1
Datasets of the user `{RunningHub.user}` and the organization `newsroom` can be written. Its state is in {folder}:
faults.json sets faults, requests.jsonl lists the requests. Ctrl-C stops it."""


if __name__ == "__main__":
    sys.exit(main())
