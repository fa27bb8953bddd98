"""Small files of people in one folder, at a path or fsspec URL: read by their ending, and written in one step."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OnrecordError


def files_in(
    url: str, suffix: str, error: type[OnrecordError], most_bytes: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files in the folder at `url` with this ending, sorted; none without such a folder.

    Raises `error` if the folder cannot be read, or a file has more than `most_bytes`.
    """
    from fsspec.core import url_to_fs

    try:
        filesystem, root = url_to_fs(url)
        filesystem.invalidate_cache()
        entries = filesystem.ls(root, detail=True) if filesystem.isdir(root) else []
        for path in sorted(entry["name"] for entry in entries if entry["type"] == "file"):
            name = path.rsplit("/", 1)[-1]
            if name.endswith(suffix) and not name.startswith("."):
                if most_bytes is not None and filesystem.size(path) > most_bytes:
                    raise error(f"{name}: has more than {most_bytes:,} bytes: divide it into several files")
                yield name, filesystem.cat_file(path)
    except OSError as problem:
        raise error(f"{url}: cannot be read ({problem.strerror or problem})") from None
    except (ImportError, ValueError) as problem:
        raise error(f"{url}: {problem}") from None


def write_in(url: str, name: str, data: bytes, error: type[OnrecordError]) -> None:
    """Write a file into the folder at `url`, which is made if it is missing. Raises `error`."""
    from fsspec.core import url_to_fs

    try:
        if "://" not in url:
            Path(url).mkdir(parents=True, exist_ok=True)
            replace_file(Path(url) / name, data)
            return
        filesystem, root = url_to_fs(url)
        filesystem.pipe_file(f"{root}/{name}", data)
    except OSError as problem:
        raise error(f"{url}/{name}: cannot be written ({problem.strerror or problem})") from None
    except (ImportError, ValueError) as problem:
        raise error(f"{url}: {problem}") from None


def replace_file(path: Path, data: bytes) -> None:
    """Write a file under another name first, so that nothing half-written stands at `path`. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
