"""Fixtures: `from tests.hub.fixtures import hub, hub_process, on_hub  # noqa: F401` in a test module or conftest.

    def test_it(hub):
        api = hub.api()                                   # an HfApi with the write token
        api.create_repo("press/statements", repo_type="dataset")
        hub.faults.add("/commit/", method="POST", status=503)  # the first commit is answered with 503
        ...
        assert hub.log.received("/storage/", "PUT") == 0  # no LFS byte was sent

`hub` runs in a thread, `hub_process` in a process with `.kill()` and `.start()`; both have the same interface.
`on_hub` is `hub` with the constants of huggingface_hub and datasets turned to it, for `load_dataset` and `hf://` paths
in this process. All keep this process on the loopback interface while they are in use.
"""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.hub.server import HubProcess, ThreadedHub


@pytest.fixture
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.fixture
def plain_lfs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads by LFS, as there is no Xet storage here; no progress bars; no implicit token of the machine."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)


@pytest.fixture
def hub_options() -> dict[str, int]:
    """Options of the Hub (page_size, multipart_bytes): override in a test module."""
    return {}


@pytest.fixture
def hub(tmp_path: Path, hub_options: dict[str, int], only_loopback: None, plain_lfs: None) -> Iterator[ThreadedHub]:
    """A Hub in a thread."""
    running = ThreadedHub(tmp_path / "hub", **hub_options)
    running.start()
    yield running
    running.leave()


@pytest.fixture
def hub_process(
    tmp_path: Path, hub_options: dict[str, int], only_loopback: None, plain_lfs: None
) -> Iterator[HubProcess]:
    """A Hub in a process of its own."""
    running = HubProcess(tmp_path / "hub", **hub_options)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def on_hub(hub: ThreadedHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedHub]:
    """`hub`, with this process's clients turned to it: endpoint, token and empty caches."""
    import datasets.config
    import huggingface_hub
    from huggingface_hub import HfFileSystem, constants

    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache" / "hub"))
    monkeypatch.setattr(huggingface_hub.hf_api.api, "endpoint", hub.endpoint)
    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", hub.endpoint)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache" / "datasets")
    HfFileSystem.clear_instance_cache()
    yield hub
    HfFileSystem.clear_instance_cache()
