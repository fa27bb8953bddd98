"""Faults on chosen requests, and the log of all requests. Both are files in the Hub's folder.

`faults.json` is read at every request, so a test, another process or a person with an editor can set faults on a
running server. `requests.jsonl` gets one line per request before the last byte of its answer goes out: whoever has the
answer finds the line.
"""

import asyncio
import json
import re
import threading
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.hub.store import write_atomically

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """What happens to requests of `method` ("" = any) whose raw path the regex `path` matches somewhere.

    It meets the `nth` such request (from 1, counted from when the fault was set or the server started) and those after
    it, `times` in all (0: without end). The server waits `delay` seconds; then answers with `status` (and Retry-After
    in seconds, and more `headers`, the likes of `RateLimit: "api";r=0;t=3`), or cuts the
    connection if `cut`, or goes on. With `acted` it does what was asked first and only its answer is lost. `cut_at`
    ends an honest answer after so many bytes of its body; `hold` keeps a commit for so many seconds inside its lock,
    so that others meet 409.
    """

    path: str = ""
    method: str = ""
    nth: int = 1
    times: int = 1
    status: int = 0
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "a fault was asked for"
    cut: bool = False
    acted: bool = False
    cut_at: int | None = None
    delay: float = 0.0
    hold: float = 0.0
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


class Faults:
    """The faults of a Hub, set from anywhere: the file in its folder is the one truth."""

    def __init__(self, folder: Path):
        self.file = folder / "faults.json"

    def add(self, path: str = "", **values: Any) -> Fault:
        """Set one more fault (see Fault for the values). Returns it; its id is in the log where it struck."""
        fault = Fault(path=path, **values)
        re.compile(fault.path)
        self._write([*self.all(), fault])
        return fault

    def all(self) -> list[Fault]:
        """The faults that are set, spent ones too."""
        return [Fault(**values) for values in json.loads(self.file.read_bytes())] if self.file.exists() else []

    def clear(self) -> None:
        """Set no fault."""
        self._write([])

    def _write(self, faults: list[Fault]) -> None:
        write_atomically(self.file, json.dumps([asdict(fault) for fault in faults], indent=1).encode())


@dataclass(frozen=True)
class Request:
    """A line of the log. Bytes are those of the bodies; `status` is None where the connection was cut."""

    method: str
    path: str
    query: str
    status: int | None
    received: int
    sent: int
    user: str | None
    fault: str | None


class RequestLog:
    """The requests that a Hub answered, in the order of their answers."""

    def __init__(self, folder: Path):
        self.file = folder / "requests.jsonl"
        self._lock = threading.Lock()

    def append(self, request: Request) -> None:
        """Add a line."""
        with self._lock, self.file.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(asdict(request)) + "\n")

    def all(self, path: str = "", method: str = "") -> list[Request]:
        """The requests of `method` ("" = any) whose raw path the regex `path` matches somewhere."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        requests = (Request(**json.loads(line)) for line in lines)
        return [r for r in requests if method in ("", r.method) and re.search(path, r.path)]

    def received(self, path: str = "", method: str = "") -> int:
        """Bytes of the bodies that clients sent in these requests."""
        return sum(request.received for request in self.all(path, method))

    def sent(self, path: str = "", method: str = "") -> int:
        """Bytes of the bodies that the Hub answered with."""
        return sum(request.sent for request in self.all(path, method))

    def clear(self) -> None:
        """Forget what was."""
        with self._lock:
            self.file.write_text("", encoding="utf-8")


class FaultyApplication:
    """An ASGI application around another one: counts, logs, and lets faults strike."""

    def __init__(self, application: Application, folder: Path):
        self._application = application
        self._faults = Faults(folder)
        self._log = RequestLog(folder)
        self._seen: Counter[str] = Counter()

    def _strikes(self, method: str, path: str) -> Fault | None:
        """The first fault that meets this request. Every fault counts the requests that match it."""
        struck = None
        for fault in self._faults.all():
            if fault.method in ("", method) and re.search(fault.path, path):
                self._seen[fault.id] += 1
                count = self._seen[fault.id]
                if count >= fault.nth and (not fault.times or count < fault.nth + fault.times):
                    struck = struck or fault
        return struck

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        assert scope["type"] == "http"
        path = scope["raw_path"].decode("ascii")
        fault = self._strikes(scope["method"], path)
        exchange = _Exchange(scope, path, receive, send, fault, self._log)
        try:
            await self._serve(scope, exchange, fault)
        finally:
            exchange.end()

    async def _serve(self, scope: dict[str, Any], exchange: "_Exchange", fault: Fault | None) -> None:
        if fault is None:
            await self._application(scope, exchange.receive, exchange.send)
            return
        await asyncio.sleep(fault.delay)
        scope["hub.hold"] = fault.hold
        if fault.acted:
            await self._application(scope, exchange.receive, exchange.swallow)
        if fault.cut:
            await exchange.cut()
        elif fault.status:
            await exchange.answer(fault)
        else:
            await self._application(scope, exchange.receive, exchange.send)


class _Exchange:
    """One request and its answer, as they pass."""

    def __init__(
        self, scope: dict[str, Any], path: str, receive: Receive, send: Send, fault: Fault | None, log: RequestLog
    ):
        self._scope, self._path, self._receive, self._send, self._fault, self._log = (
            scope, path, receive, send, fault, log,
        )  # fmt: skip
        self._received = self._sent = 0
        self._status: int | None = None
        self._is_read = self._is_cut = self._is_logged = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self._is_read = self._is_read or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self._is_cut:
            return
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message = {**message, "headers": [*message["headers"], (b"x-request-id", uuid.uuid4().hex.encode())]}
        elif message["type"] == "http.response.body":
            body = message.get("body", b"") if self._scope["method"] != "HEAD" else b""
            limit = self._fault.cut_at if self._fault else None
            if limit is not None and self._sent + len(body) > limit:
                await self._send({**message, "body": body[: limit - self._sent], "more_body": True})
                self._sent = limit
                # What was written goes out first; the client then meets an end that comes too early.
                await self.cut(at_once=False)
                return
            self._sent += len(body)
            if not message.get("more_body", False):
                self.end()
        await self._send(message)

    async def swallow(self, message: Message) -> None:
        """Let the answer get lost."""

    async def answer(self, fault: Fault) -> None:
        """Answer with the fault's status, after reading what the client sends."""
        while not self._is_read:
            await self.receive()
        body = json.dumps({"error": fault.message}).encode()
        headers = {
            "content-type": "application/json",
            "content-length": str(len(body)),
            "x-error-code": "TooManyRequests" if fault.status == 429 else "Fault",
            "x-error-message": fault.message,
        }
        headers.update(fault.headers)
        if fault.retry_after is not None:
            headers["retry-after"] = str(fault.retry_after)
        pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": fault.status, "headers": pairs})
        await self.send({"type": "http.response.body", "body": body})

    async def cut(self, at_once: bool = True) -> None:
        """Cut the connection. uvicorn hands its transport out nowhere else than on the object behind `send`."""
        self._is_cut = True
        self._status = None
        self.end()
        transport = self._send.__self__.transport  # type: ignore[attr-defined]
        transport.abort() if at_once else transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def end(self) -> None:
        """Write the log's line, once."""
        if self._is_logged:
            return
        self._is_logged = True
        self._log.append(
            Request(
                self._scope["method"],
                self._path,
                self._scope["query_string"].decode("ascii"),
                self._status,
                self._received,
                self._sent,
                self._scope.get("hub.user"),
                self._fault.id if self._fault else None,
            )
        )
