"""The Hub with its two sockets on 127.0.0.1 (the interface and the storage), in a thread or as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from tests import PROJECT_ROOT
from tests.hub import file_api, lfs_api, repository_api
from tests.hub.accounts import GUEST_TOKEN, READ_TOKEN, USER, WRITE_TOKEN, load_accounts
from tests.hub.faults import Faults, FaultyApplication, RequestLog
from tests.hub.store import Repository, Store
from tests.hub.web import Application, Hub

HOST = "127.0.0.1"

ENDPOINTS = (file_api, lfs_api, repository_api)
"""The modules whose import registers the routes."""


def open_socket(port: int) -> socket.socket:
    """A listening socket on the loopback interface; port 0 takes a free one."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    listening.listen(128)
    return listening


class Server(uvicorn.Server):
    """A server that tells when it can be asked, and stopped in order."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], object]):
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, then call `on_start`."""
        await super().startup(sockets)
        self._on_start()


def make_server(
    folder: Path, sockets: list[socket.socket], on_start: Callable[[], object], **options: int
) -> uvicorn.Server:
    """A server of the Hub in `folder` for the two sockets. `options`: page_size, multipart_bytes (see web.Hub)."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    endpoint, storage = (f"http://{HOST}:{listening.getsockname()[1]}" for listening in sockets)
    hub = Hub(folder, store, load_accounts(folder), endpoint, storage, store.secret(), **options)
    application: Any = FaultyApplication(Application(hub), folder)
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=60,  # a client that was busy for longer meets a connection that is being closed
    )
    return Server(config, on_start)


class RunningHub:
    """What a client and a test need to know of a Hub, wherever it runs.

    `endpoint` and the tokens are for clients; `faults` and `log` are for the test; `folder` is its state on disk.
    """

    user = USER
    token = WRITE_TOKEN
    read_token = READ_TOKEN
    guest_token = GUEST_TOKEN

    def __init__(self, folder: Path, **options: int):
        self.folder = folder
        self.options = options
        self.faults = Faults(folder)
        self.log = RequestLog(folder)
        self.port = self.storage_port = 0

    @property
    def endpoint(self) -> str:
        """The address that goes into `HfApi(endpoint=…)` or HF_ENDPOINT."""
        return f"http://{HOST}:{self.port}"

    def api(self, token: str | bool | None = None) -> Any:
        """A client of huggingface_hub with the write token, or another one (False: none)."""
        from huggingface_hub import HfApi

        return HfApi(endpoint=self.endpoint, token=self.token if token is None else token)

    def repository(self, repo_id: str) -> Repository:
        """A repository's state on disk, to look at or to tamper with behind the server's back."""
        repository = Store(self.folder).get(repo_id)
        if repository is None:
            raise LookupError(f"there is no {repo_id}")
        return repository

    def environment(self, home: Path | None = None) -> dict[str, str]:
        """The environment for another process that is to know this Hub and no other address on the net."""
        nowhere = f"http://{HOST}:9"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        return {
            **kept,
            "HF_ENDPOINT": self.endpoint,
            "HF_TOKEN": self.token,
            "HF_HOME": str(home or self.folder / "home"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), nowhere),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), f"{HOST},localhost"),
        }

    def start(self) -> None:
        """Start, on the same ports if it ran before. Returns when it answers."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop in order; what is on disk stays."""
        raise NotImplementedError


class ThreadedHub(RunningHub):
    """A Hub in a thread of this process."""

    def start(self) -> None:
        sockets = [open_socket(self.port), open_socket(self.storage_port)]
        self.port, self.storage_port = (listening.getsockname()[1] for listening in sockets)
        started = threading.Event()
        self._server = make_server(self.folder, sockets, started.set, **self.options)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": sockets}, daemon=True)
        self._thread.start()
        if not started.wait(30):
            raise RuntimeError("the loopback Hub did not start")

    def stop(self) -> None:
        self.leave()
        self._thread.join(10)

    def leave(self) -> None:
        """Tell the server to stop. It notices within 0.2 s, which the next test need not wait for."""
        self._server.should_exit = self._server.force_exit = True


class HubProcess(RunningHub):
    """A Hub in a process of its own, which can be killed."""

    def start(self) -> None:
        options = [f"--{name.replace('_', '-')}={value}" for name, value in self.options.items()]
        command = [sys.executable, "-m", "tests.hub", "--folder", str(self.folder), "--follow-stdin", *options]
        command += ["--port", str(self.port), "--storage-port", str(self.storage_port), "--json"]
        self._process = subprocess.Popen(
            command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the loopback Hub did not start")
        told = json.loads(line)
        self.port, self.storage_port = told["port"], told["storage_port"]

    def kill(self) -> None:
        """SIGKILL: what it was doing is lost."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
