"""Refuse to run if other packages have the names of ours: `pipeline` and `schemas` are common names.

What comes first on Python's search path wins, for example the working directory. Half of this package would then be a
different one, and fail somewhere deep inside.
"""

import importlib.util
import sys
from pathlib import Path

_INTERNAL = ("pipeline", "schemas")
_COULD_NOT_RUN = 2  # `pipeline.errors` has this number, but it may be what cannot be imported


def refuse_foreign_packages() -> None:
    """Raise ImportError in one line if `pipeline` or `schemas` is not ours; the command line prints it and ends."""
    ours = Path(__file__).resolve().parents[1]
    for name in _INTERNAL:
        found = _found(name)
        if found is None or not _is_same(found, ours / name):
            message = _describe(name, found, ours)
            if _is_command():
                sys.stderr.write(f"onrecord: {message}\n")
                raise SystemExit(_COULD_NOT_RUN)
            raise ImportError(message, name=name, path=None if found is None else str(found))


def _found(name: str) -> Path | None:
    """Return the file or folder that an import of `name` gives, None if there is none."""
    try:
        spec = importlib.util.find_spec(name)
    except ValueError:  # a module that was put into sys.modules by hand
        return None
    if spec is None:
        return None
    if spec.origin is not None and Path(spec.origin).name != "__init__.py":
        return Path(spec.origin)
    return next((Path(folder) for folder in spec.submodule_search_locations or ()), None)


def _is_same(found: Path, ours: Path) -> bool:
    try:
        return found.samefile(ours)
    except OSError:
        return False


def _describe(name: str, found: Path | None, ours: Path) -> str:
    if found is None:
        return f"its own package {name!r} is missing from {ours}; install onrecord again"
    return (
        f"{found} is imported as {name!r} in place of onrecord's own package; rename it, or keep its folder off "
        "Python's search path (run from another directory, or with python -P)"
    )


def _is_command() -> bool:
    """True in the command line's own process: the script `onrecord`, or `python -m onrecord`."""
    if sys.argv and Path(sys.argv[0]).stem == "onrecord":
        return True
    return "-m" in sys.orig_argv and sys.orig_argv[sys.orig_argv.index("-m") + 1 :][:1] == ["onrecord"]
