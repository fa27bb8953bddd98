"""Single requests as a test writes them: raw path, no retries, no redirects followed."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

from tests.hub.server import HOST, RunningHub


@dataclass(frozen=True)
class Answer:
    """What came back. `headers` has lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        return self.headers.get("x-error-code")


def ask(
    hub: RunningHub,
    method: str,
    path: str,
    body: Any = None,
    token: str | None = RunningHub.token,
    headers: dict[str, str] | None = None,
    port: int = 0,
) -> Answer:
    """Send one request; `body` is bytes, or an object that goes out as JSON."""
    sent = dict(headers or {})
    if token:
        sent["Authorization"] = f"Bearer {token}"
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(HOST, port or hub.port, timeout=20)
    try:
        connection.request(method, path, data, sent)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def lines(*operations: tuple[str, dict[str, Any]], parent: str | None = None, summary: str = "a change") -> bytes:
    """The body of a commit request: a header, then the operations."""
    header: dict[str, Any] = {"summary": summary, "description": ""}
    if parent:
        header["parentCommit"] = parent
    items = [("header", header), *operations]
    return b"".join(json.dumps({"key": key, "value": value}).encode() + b"\n" for key, value in items)
