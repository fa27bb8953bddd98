"""Keeps Dask out of a publisher's process; imported before anything that makes a schema.

pandera imports `dask.dataframe` wherever it is installed, to know its classes when it sees them: a second or more of
every process, and no table here is ever a Dask one. Dask itself works as before in the same process.
"""

import sys

_DASK = "dask.dataframe"


def _learn_types_without_dask() -> None:
    """Have pandera look for Dask while it cannot be found; what it found is kept for the process."""
    if _DASK in sys.modules or "pandera.typing.dask" in sys.modules:
        return
    # None makes an import of this name fail (documented for `sys.modules`).
    sys.modules[_DASK] = None  # type: ignore[assignment]
    try:
        import pandera.typing.dask  # noqa: F401
    finally:
        del sys.modules[_DASK]


_learn_types_without_dask()
