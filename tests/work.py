"""Work done, counted in lines and calls instead of seconds: the same on every machine and under every load."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_work(action: Callable[[], object]) -> int:
    """Lines of Python run and C functions called by `action`.

    A loop counts with every turn, wherever it stands; what happens inside one C function (a regular expression, a
    copy) does not.
    """
    n_steps = 0

    def on_line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal n_steps
        n_steps += event == "line"
        return on_line

    def on_call(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal n_steps
        n_steps += event == "c_call"

    tracing, profiling = sys.gettrace(), sys.getprofile()
    sys.settrace(on_line)
    sys.setprofile(on_call)
    try:
        action()
    finally:
        sys.settrace(tracing)
        sys.setprofile(profiling)
    return n_steps


def assert_linear(read: Callable[[str], object], piece: str, n_characters: int = 2_000) -> None:
    """Four times a text of `piece` repeated is at most a little more than four times the work."""
    n_times = n_characters // len(piece) + 1
    read(piece * n_times * 4)  # what is remembered of words and lexicons is no work of the text
    once, fourfold = (count_work(lambda factor=factor: read(piece * n_times * factor)) for factor in (1, 4))
    assert fourfold <= 4.8 * once + 2_000
