"""Check that workers run the same code as the build: rows of different code would get a wrong fingerprint."""

import pickle
import socket
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pipeline.errors import LakeError, WorkersError
from pipeline.lake.fingerprint import code_version

R = TypeVar("R")


@cache
def code_identity() -> str:
    """Return version and fingerprint of the code, and the Python version (its Unicode tables affect rows)."""
    return f"onrecord {code_version()} on Python {sys.version_info.major}.{sys.version_info.minor}"


def run_checked(expected: str, function: Callable[..., R], /, *arguments: Any, **named: Any) -> R:
    """Call `function` in a worker. Raises WorkersError if the worker does not run the code `expected`."""
    try:
        runs = code_identity()
    except LakeError:  # what it has of onrecord is not whole
        runs = "only a part of onrecord"
    if runs != expected:
        raise WorkersError(
            f"a worker on {socket.gethostname()} runs {runs}, this process {expected}; "
            "start all of them from the same installation"
        )
    return function(*arguments, **named)


def run_packed(expected: str, packed: bytes) -> Any:
    """Like `run_checked`, with function and arguments pickled: different code may be unable to unpickle them."""
    return run_checked(expected, _call, packed)


def _call(packed: bytes) -> Any:
    function, arguments, named = pickle.loads(packed)
    return function(*arguments, **named)
