"""Fixtures: `from tests.hub.fixtures import hub` (or `hub_process`, `on_hub`) in a conftest or a test module.

    def test_it(hub):
        api = hub.api()                                        # an HfApi with the write token
        api.create_repo("press/statements", repo_type="dataset")
        hub.faults.add("/commit/", method="POST", status=503)  # the first commit is answered with 503
        ...
        assert hub.log.received("/storage/", "PUT") == 0       # no LFS byte was sent

`hub` runs in a thread, `hub_process` in a process with `.kill()` and `.start()`; both have the same interface (see
server.RunningHub). `on_hub` is a Hub in a thread with huggingface_hub and datasets of this process turned to it, for
`load_dataset` and `hf://` paths. Each is complete in itself: none needs another one imported.
Options: `@pytest.mark.parametrize("hub", [{"page_size": 2, "multipart_bytes": 5_000}], indirect=True)`.

While one is in use, this process reaches no address but the loopback interface, uploads go by LFS (there is no Xet
storage here), the caches of the clients are empty folders of the test, and tokens of the machine are not read.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.hub.server import HubProcess, ThreadedHub


def stay_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to, and name look-ups of, anything but this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def is_loopback(host: Any) -> bool:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            return name in {"localhost", None} or ip_address(name).is_loopback
        except ValueError:
            return False

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not is_loopback(address[0]):
            raise ConnectionRefusedError(f"a test wanted to reach {address[0]}")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if not is_loopback(host):
            raise socket.gaierror(f"a test wanted to reach {host}")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")


def isolate_clients(monkeypatch: pytest.MonkeyPatch, caches: Path) -> None:
    """Plain LFS, caches below `caches`, no tokens of the machine. The constants are read when they are needed."""
    from huggingface_hub import constants

    for name in ("DISABLE_XET", "DISABLE_TELEMETRY", "DISABLE_PROGRESS_BARS", "DISABLE_IMPLICIT_TOKEN"):
        monkeypatch.setattr(constants, f"HF_HUB_{name}", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(caches / "hub"))
    monkeypatch.delenv("HF_TOKEN", raising=False)


def turn_clients_to(endpoint: str, token: str, monkeypatch: pytest.MonkeyPatch, caches: Path) -> None:
    """Make `endpoint` the Hub of huggingface_hub and datasets in this process."""
    import datasets.config
    import huggingface_hub
    from huggingface_hub import constants

    monkeypatch.setenv("HF_TOKEN", token)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(huggingface_hub.hf_api.api, "endpoint", endpoint)
    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", endpoint)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", caches / "datasets")


@contextmanager
def _threaded(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedHub]:
    stay_on_loopback(monkeypatch)
    isolate_clients(monkeypatch, tmp_path / "caches")
    running = ThreadedHub(tmp_path / "hub", **getattr(request, "param", {}))
    running.start()
    try:
        yield running
    finally:
        running.leave()


@pytest.fixture
def hub(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedHub]:
    """A Hub in a thread."""
    with _threaded(request, tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def on_hub(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedHub]:
    """A Hub in a thread, with the clients of this process turned to it."""
    from huggingface_hub import HfFileSystem

    with _threaded(request, tmp_path, monkeypatch) as running:
        turn_clients_to(running.endpoint, running.token, monkeypatch, tmp_path / "caches")
        HfFileSystem.clear_instance_cache()
        yield running
        HfFileSystem.clear_instance_cache()


@pytest.fixture
def hub_process(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HubProcess]:
    """A Hub in a process of its own, which can be killed and started again."""
    stay_on_loopback(monkeypatch)
    isolate_clients(monkeypatch, tmp_path / "caches")
    running = HubProcess(tmp_path / "hub", **getattr(request, "param", {}))
    running.start()
    yield running
    running.stop()
