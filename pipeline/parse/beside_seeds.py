"""Read the two files beside the seeds that say what may be redistributed: `sources.toml` and `takedowns.toml`.

They decide whether text is withheld. So a file counts as absent only if it does not exist; any other reason why it
cannot be read stops the build.
"""

from pathlib import Path

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import SeedsError, SeedsFileError
from pipeline.parse.seeds import open_seed, seeds_folder


def read_beside(seeds_url: str, name: str) -> str | None:
    """Return the text of the file `name` of the seeds folder, without a byte order mark; None if it does not exist.

    Raises SeedsError (file, what to do) if it is a broken link, cannot be read, is not UTF-8, or has only white space,
    like a file that is being saved or was written to a full disk.
    """
    try:
        with open_seed(seeds_url, name) as stream:
            data = stream.read()
    except FileNotFoundError:
        if _is_link(seeds_url, name):
            raise SeedsFileError(f"{name}: the link leads nowhere: put the file there, or remove the link") from None
        return None
    except OSError as error:
        raise SeedsError(f"{name}: {error.strerror or error}: make it readable") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SeedsFileError(f"{name}: not UTF-8: save it as UTF-8") from None
    if not text.strip():
        raise SeedsError(
            f"{name}: is empty: put back what it held, or write a comment into it (`# nothing yet`) to confirm that it "
            "names nothing"
        )
    return text


def _is_link(seeds_url: str, name: str) -> bool:
    filesystem, root = url_to_fs(seeds_folder(seeds_url))
    return isinstance(filesystem, LocalFileSystem) and Path(root, name).is_symlink()
