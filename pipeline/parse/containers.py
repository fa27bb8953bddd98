"""Read archives (zip, tar) as a series of members, each a stream; nothing is unpacked to a disk under its name.

A member that is not a regular file inside the archive, or occurs twice, is refused by its name.
"""

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from pipeline.parse.compression import Forward, sentence
from pipeline.parse.content import Limits, Member
from pipeline.parse.refusal import Refusal

MAX_MEMBERS = 1_000_000

# What the libraries ask for in one go is a chunk of a member, or a header as large as it says it is.
_MAX_READ = 64 << 20
_MAX_TAR_READ = 4 << 20
_BLOCK_BYTES = 65_536


def read_zip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """Yield the members of a zip archive. Raises Refusal `broken_archive`, `too_many_members`."""
    try:
        with zipfile.ZipFile(cast(BinaryIO, _Bounded(stream))) as archive:
            infos = archive.infolist()
            names = _Names(limits)
            for info in infos:
                if info.is_dir():
                    continue
                refusal = names.refuse(info.filename) or _refuse_zipped(info)
                name = _tidy(info.filename)
                if refusal is not None:
                    yield Member(name, None, refusal)
                else:
                    yield from _zipped(archive, info, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise Refusal("broken_archive", sentence(error)) from None


def _refuse_zipped(info: zipfile.ZipInfo) -> Refusal | None:
    if info.flag_bits & 1:
        return Refusal("encrypted", "The member is encrypted: put it here without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Refusal("link_in_archive", "The member is a link: pack the file itself.")
    if kind not in (0, stat.S_IFREG):
        return Refusal("unreadable", "It is not a regular file.")
    return None


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[Member]:
    try:
        opened = archive.open(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        yield Member(name, None, Refusal("broken_compression", sentence(error)))
        return
    with opened:
        yield Member(name, _Unpacked(opened))


def read_tar(stream: Forward, limits: Limits) -> Iterator[Member]:
    """Yield the members of a tar archive, read sequentially. Raises Refusal `broken_archive`, `too_many_members`."""
    source = _ForwardFile(stream)
    names = _Names(limits)
    last = "its start"
    try:
        archive = tarfile.TarFile(fileobj=cast(BinaryIO, source), errorlevel=1)
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # kept by the library, however many there are
            if info.isdir():
                continue
            name = _tidy(info.name)
            refusal = names.refuse(info.name) or _refuse_tarred(info)
            opened = None if refusal is not None else archive.extractfile(info)
            yield Member(name, None if opened is None else _Unpacked(opened), refusal)
            last = name
    except (tarfile.TarError, ValueError, EOFError, OverflowError, RecursionError) as error:
        raise Refusal("broken_archive", f"After {last}: {sentence(error)}") from None
    # The library takes the end of the file for that of the archive, and a damaged header, too.
    if source.last != bytes(tarfile.BLOCKSIZE):
        raise Refusal("broken_archive", f"After {last} it is cut off, or damaged.")
    while data := source.read(_BLOCK_BYTES):
        if data.strip(b"\0"):
            raise Refusal("broken_archive", f"After {last} there is data that is not a member.")


def _refuse_tarred(info: tarfile.TarInfo) -> Refusal | None:
    if info.issym() or info.islnk():
        return Refusal("link_in_archive", "The member is a link: pack the file itself.")
    if not info.isreg():
        return Refusal("unreadable", "It is not a regular file.")
    return None


class _Names:
    """The names of an archive's members so far."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: set[str] = set()
        self._n = 0

    def refuse(self, name: str) -> Refusal | None:
        """Return the reason to refuse a member of this name, if any. Raises Refusal `too_many_members`."""
        self._n += 1
        if self._n > MAX_MEMBERS:
            raise Refusal("too_many_members", f"It has more than {MAX_MEMBERS:,} members: split it.")
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            return Refusal("path_outside_archive", "The member's path leads out of the archive: pack it under another.")
        tidy = _tidy(name)
        if tidy in self._seen:
            return Refusal("duplicate_member", "The archive has another member of this name before it.")
        self._seen.add(tidy)
        return None


def _tidy(name: str) -> str:
    """Return a member's name without empty parts and `.`, and with bytes that are not UTF-8 written as escapes."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return "/".join(parts).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Unpacked:
    """A member's bytes. Raises Refusal `broken_compression`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, n_bytes: int, /) -> bytes:
        try:
            return self._file.read(n_bytes)
        except Refusal:
            raise
        except Exception as error:  # each method of compression has its own exceptions
            if isinstance(error, ConnectionError | TimeoutError):
                raise
            raise Refusal("broken_compression", sentence(error)) from None


class _Bounded:
    """A file of which no more is read in one go than fits into memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, n_bytes: int = -1) -> bytes:
        if n_bytes > _MAX_READ:
            raise Refusal("too_many_members", f"Its list of members has more than {_MAX_READ >> 20} MiB: split it.")
        return self._file.read(n_bytes)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


class _ForwardFile:
    """A stream as a file whose place can only be moved forward."""

    def __init__(self, stream: Forward) -> None:
        self._stream = stream
        self._place = 0
        self.last = b""
        """What was read last."""

    def read(self, n_bytes: int) -> bytes:
        if n_bytes > _MAX_TAR_READ:
            raise Refusal("broken_archive", f"It has a header of more than {_MAX_TAR_READ >> 20} MiB.")
        parts: list[bytes] = []
        while n_bytes and (data := self._stream.read(min(n_bytes, _BLOCK_BYTES))):
            parts.append(data)
            n_bytes -= len(data)
            self._place += len(data)
        self.last = b"".join(parts)
        return self.last

    def seek(self, place: int) -> int:
        if place < self._place:
            raise ValueError("its members overlap")
        while self._place < place and self.read(min(place - self._place, _BLOCK_BYTES)):
            pass
        return self._place

    def tell(self) -> int:
        return self._place
