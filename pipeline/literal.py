"""Make text from outside (paths, names, messages of libraries) safe for a terminal or a log.

A file's name may contain anything: an escape sequence that colours, hides or retitles, a line feed that fakes a line, a
mark that reverses the direction of writing. All of these are shown as escapes, everything else unchanged.
"""

import re

# C0 and C1 controls, line and paragraph separators, marks of direction, and halves of surrogate pairs (what Python
# makes of bytes in a file's name that are not UTF-8).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def literal(text: str) -> str:
    r"""Escape control characters: `\xNN` or `\uNNNN`, as Python writes them, and `\n`, `\r`, `\t`."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)
