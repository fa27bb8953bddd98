"""Git LFS: the batch endpoint, and a storage on an origin of its own that takes signed addresses instead of tokens."""

import hashlib
import hmac
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from tests.hub.ranges import file_response
from tests.hub.store import Repository
from tests.hub.web import Call, Hub, HubError, route

_MEDIA_TYPE = "application/vnd.git-lfs+json"


def _sign(hub: Hub, *values: str) -> str:
    return hmac.new(hub.secret, "\n".join(values).encode(), "sha256").hexdigest()


def storage_url(hub: Hub, repo_id: str, sha256: str, action: str, size: int = 0, part: int = 0) -> str:
    """The address for one `action` (get, put, part, complete) on one object, valid for this Hub's folder."""
    values = {"action": action, "size": str(size), "part": str(part)}
    values["signature"] = _sign(hub, repo_id, sha256, *values.values())
    return f"{hub.storage}/storage/{repo_id}/{sha256}?{urlencode(values)}"


@route("POST", "/datasets/{id}.git/info/lfs/objects/batch")
async def batch(call: Call) -> Response:
    body = await call.json()
    upload = body.get("operation") == "upload"
    repository = call.repository(write=upload)
    objects = body.get("objects")
    if body.get("operation") not in {"upload", "download"} or not isinstance(objects, list):
        raise HubError(400, "BadRequest", "a batch needs operation and objects")
    # The Python client says sha256, the npm client sha_256.
    if body.get("hash_algo", "sha256") not in {"sha256", "sha_256"}:
        raise HubError(400, "BadRequest", "objects are named by SHA-256 here")
    multipart = "multipart" in body.get("transfers", ["basic"])
    answers = [_actions(call, repository, item, upload, multipart) for item in objects]
    transfer = "multipart" if any("chunk_size" in _header(answer) for answer in answers) else "basic"
    return JSONResponse({"transfer": transfer, "objects": answers, "hash_algo": "sha256"}, media_type=_MEDIA_TYPE)


def _header(answer: dict[str, Any]) -> dict[str, str]:
    header: dict[str, str] = answer.get("actions", {}).get("upload", {}).get("header", {})
    return header


def _actions(call: Call, repository: Repository, item: Any, upload: bool, multipart: bool) -> dict[str, Any]:
    """What a client is to do for one object; nothing if it is held already."""
    oid, size = (item.get("oid"), item.get("size")) if isinstance(item, dict) else (None, None)
    named = {"oid": oid, "size": size}
    if not isinstance(oid, str) or not re.fullmatch(r"[0-9a-f]{64}", oid) or not isinstance(size, int) or size < 0:
        return {**named, "error": {"code": 422, "message": "an object needs a SHA-256 and a size"}}
    held, repo_id, hub = repository.lfs_file(oid), call.values["id"], call.hub
    if not upload:
        if not held.exists():
            return {**named, "error": {"code": 404, "message": "Object does not exist"}}
        return {**named, "actions": {"download": {"href": storage_url(hub, repo_id, oid, "get")}}}
    if held.exists():
        if held.stat().st_size != size:
            return {**named, "error": {"code": 422, "message": "the object held has another size"}}
        return named
    verify = {"href": f"{hub.endpoint}/datasets/{repo_id}.git/info/lfs/verify"}
    if not (multipart and size > hub.multipart_bytes):
        href = storage_url(hub, repo_id, oid, "put", size)
        return {**named, "authenticated": True, "actions": {"upload": {"href": href, "header": {}}, "verify": verify}}
    chunk = hub.multipart_bytes
    header = {"chunk_size": str(chunk)}
    for number in range(1, -(-size // chunk) + 1):
        header[f"{number:05d}"] = storage_url(
            hub, repo_id, oid, "part", min(chunk, size - chunk * (number - 1)), number
        )
    href = storage_url(hub, repo_id, oid, "complete", size)
    return {**named, "authenticated": True, "actions": {"upload": {"href": href, "header": header}, "verify": verify}}


@route("POST", "/datasets/{id}.git/info/lfs/verify")
async def verify(call: Call) -> Response:
    repository = call.repository(write=True)
    body = await call.json()
    oid = body.get("oid")
    held = repository.lfs_file(oid) if isinstance(oid, str) and re.fullmatch(r"[0-9a-f]{64}", oid) else None
    if held is None or not held.exists() or held.stat().st_size != body.get("size"):
        raise HubError(404, "ObjectNotFound", "the object was not uploaded, or has another size")
    return JSONResponse({}, media_type=_MEDIA_TYPE)


# The storage's own origin


def _signed(call: Call, *actions: str) -> tuple[Repository, str, str, int, int]:
    """(repository, SHA-256, action, size, part) of a signed address. Raises HubError (403)."""
    query = call.request.query_params
    action, size, part = query.get("action", ""), query.get("size", ""), query.get("part", "")
    expected = _sign(call.hub, call.values["id"], call.values["oid"], action, size, part)
    repository = call.hub.store.get(call.values["id"])
    if action not in actions or not hmac.compare_digest(expected, query.get("signature", "")) or repository is None:
        raise HubError(403, "SignatureDoesNotMatch", "this address is not signed for that")
    return repository, call.values["oid"], action, int(size), int(part)


@route("PUT", "/storage/{id}/{oid}")
async def put_object(call: Call) -> Response:
    repository, oid, action, size, part = _signed(call, "put", "part")
    with repository.upload() as path:
        digest = hashlib.md5(usedforsecurity=False)
        with path.open("wb") as handle:
            async for block in call.request.stream():
                handle.write(block)
                digest.update(block)
        if path.stat().st_size != size:
            raise HubError(400, "BadDigest", f"{path.stat().st_size} bytes came, {size} were announced")
        if action == "put":
            repository.accept(path, oid, size)
        else:
            parts = _parts_folder(repository, oid)
            parts.mkdir(exist_ok=True)
            path.replace(parts / f"{part:05d}-{digest.hexdigest()}")
    return Response(status_code=200, headers={"ETag": f'"{digest.hexdigest()}"'})


@route("POST", "/storage/{id}/{oid}")
async def complete_object(call: Call) -> Response:
    repository, oid, _, size, _ = _signed(call, "complete")
    body = await call.json()
    folder = _parts_folder(repository, oid)
    if repository.lfs_file(oid).exists() and not folder.exists():
        return JSONResponse({})
    try:
        names = [f"{p['partNumber']:05d}-{p['etag'].strip(chr(34))}" for p in body["parts"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise HubError(400, "InvalidPart", "parts need partNumber and etag") from None
    if body.get("oid") != oid or not all(re.fullmatch(r"\d{5}-[0-9a-f]{32}", name) for name in names):
        raise HubError(400, "InvalidPart", "these are not the parts of this object")
    with repository.upload() as path:
        with path.open("wb") as target:
            for name in names:
                if not (folder / name).exists():
                    raise HubError(400, "InvalidPart", f"part {name} was not uploaded")
                with (folder / name).open("rb") as source:
                    shutil.copyfileobj(source, target)
        repository.accept(path, oid, size)
    shutil.rmtree(folder, ignore_errors=True)
    return JSONResponse({})


def _parts_folder(repository: Repository, oid: str) -> Path:
    return repository.folder / "uploads" / f"parts-{oid}"


@route("GET HEAD", "/storage/{id}/{oid}")
async def get_object(call: Call) -> Response:
    repository, oid, _, _, _ = _signed(call, "get")
    file = repository.lfs_file(oid)
    if not file.exists():
        raise HubError(404, "NoSuchKey", "there is no such object")
    return file_response(call.request, file, {"ETag": f'"{oid}"'})
