"""Extract the parts of a Python file that can change its behaviour: all except comments, docstrings and blank lines.

One regular expression reads the text, not `tokenize` or `ast`: their view of an f-string or of a node differs between
versions of Python, and the digest made of this text must not. For the same reason the text is not reformatted. The
expression reads strings as Python 3.11 does, the oldest version supported, in which a string cannot contain its own
quotation mark, not even in the braces of an f-string.
"""

import re
from typing import Any

_STRING = r"""
    (?: \"{3} (?: [^"\\]++ | \\. | "(?!"") )*+ \"{3}
      | '{3}  (?: [^'\\]++ | \\. | '(?!'') )*+ '{3}
      | "     (?: [^"\\\n]++ | \\. )*+ "
      | '     (?: [^'\\\n]++ | \\. )*+ ' )
"""

# The rest of a line behind its code and blanks, and the lines after it that hold no code.
_ENDS = r"(?: \#[^\n]*+ )? \n (?: [ \t\f]*+ (?: \#[^\n]*+ )? \n )*+"

_DOCSTRING = rf"[ \t]* [rRuU]? {_STRING} (?: [ \t]+ [rRuU]? {_STRING} )*"

# At most characters no piece can begin, and nothing else is tried there. What may be a docstring comes after a line.
_PIECES = re.compile(
    rf"""
    (?= [\n\#"'] ) (?: ({_STRING}) | {_ENDS} ((?: (?<!\\\n) {_DOCSTRING} [ \t\f]* {_ENDS} )+)? )
    """,
    re.VERBOSE | re.DOTALL,
)
_DOCSTRINGS = re.compile(rf"({_DOCSTRING}) [ \t\f]* {_ENDS}", re.VERBOSE | re.DOTALL)


def code_text(source: bytes) -> bytes:
    """Return `source` (UTF-8) without its comments, docstrings, blank lines and trailing blanks, in Unix lines.

    Every statement that is a string on lines of its own counts as a docstring, also one below an assignment: Python
    discards such a string when it compiles. A docstring that shares its line with code is kept.
    """
    text = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    # In turns code, and the string behind it or, where a line ends, the docstrings behind that.
    parts: list[Any] = _PIECES.split(f"\n{text}\n")
    kept: list[str] = []
    depth, counted = 0, 0  # of brackets: a string on a line of its own between brackets is an argument
    for at in range(0, len(parts) - 1, 3):
        code, string, docstrings = parts[at : at + 3]
        if string is not None:
            kept += code, string
            continue
        kept += code.rstrip(" \t\f"), "\n"
        if docstrings is not None:
            depth += _depth("".join(parts[counted : at + 1 : 3]))
            counted = at + 3
            if depth:
                kept.append(_DOCSTRINGS.sub(r"\1\n", docstrings))
    return "".join([*kept, parts[-1]]).strip("\n").encode()


def _depth(code: str) -> int:
    """Return how many more brackets `code` opens than it closes."""
    return sum(map(code.count, "([{")) - sum(map(code.count, ")]}"))
