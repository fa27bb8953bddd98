"""Files and ranges of files as answers."""

from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.hub.web import HubError

_BLOCK = 1 << 18


def file_response(request: Request, file: Path, headers: dict[str, str]) -> Response:
    """The bytes of a file, or the part of it that a Range header asks for. Raises HubError (416)."""
    size = file.stat().st_size
    start, end = _asked_range(request.headers.get("range", ""), size)
    status = 200 if (start, end) == (0, size) and "range" not in request.headers else 206
    headers = {**headers, "Content-Length": str(end - start), "Accept-Ranges": "bytes"}
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_blocks(file, start, end), status, headers, "application/octet-stream")


def _asked_range(header: str, size: int) -> tuple[int, int]:
    """The half-open range of bytes that `bytes=a-b`, `bytes=a-` or `bytes=-n` asks for; all without a header."""
    if not header:
        return 0, size
    first, dash, last = header.removeprefix("bytes=").partition("-")
    if not dash or not (first + last).isdigit():
        raise HubError(416, "BadRange", f"not understood: {header}", {"Content-Range": f"bytes */{size}"})
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= end:
        raise HubError(416, "BadRange", "Requested range not satisfiable", {"Content-Range": f"bytes */{size}"})
    return start, end


async def _blocks(file: Path, start: int, end: int) -> AsyncIterator[bytes]:
    with file.open("rb") as handle:
        handle.seek(start)
        while start < end and (block := handle.read(min(_BLOCK, end - start))):
            start += len(block)
            yield block
