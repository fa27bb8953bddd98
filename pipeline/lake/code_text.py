"""Extract the parts of a Python file that can change its behaviour: all except comments, docstrings and blank lines.

One regular expression reads the text, not `tokenize` or `ast`: their view of an f-string or of a node differs between
versions of Python, and the digest made of this text must not. For the same reason the text is not reformatted. The
expression reads strings as Python 3.11 does, the oldest version supported, in which a string cannot contain its own
quotation mark, not even in the braces of an f-string.
"""

import re

_STRING = r"""
    (?: \"{3} (?: [^"\\]++ | \\. | "(?!"") )*+ \"{3}
      | '{3}  (?: [^'\\]++ | \\. | '(?!'') )*+ '{3}
      | "     (?: [^"\\\n]++ | \\. )*+ "
      | '     (?: [^'\\\n]++ | \\. )*+ ' )
"""

# The rest of a line that holds no code, and the lines after it that hold none.
_ENDS = r"(?: [ \t\f]* (?: \#[^\n]* )? \n )+"

# At most characters no piece can begin, and nothing else is tried there.
_PIECES = re.compile(
    rf"""
    (?= [ \t\f\n\#"'()\[\]{{}}rRuU] ) (?:
        (?P<docstring> (?<=\n) (?<!\\\n) [ \t]* [rRuU]? {_STRING} (?: [ \t]+ [rRuU]? {_STRING} )* ) {_ENDS}
      | (?P<string> {_STRING} )
      | (?P<ends> (?=[ \t\f\n\#]) {_ENDS} )
      | (?P<open> [(\[{{] )
      | (?P<close> [)\]}}] )
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def code_text(source: bytes) -> bytes:
    """Return `source` (UTF-8) without its comments, docstrings, blank lines and trailing blanks, in Unix lines.

    Every statement that is a string on lines of its own counts as a docstring, also one below an assignment: Python
    discards such a string when it compiles. A docstring that shares its line with code is kept.
    """
    text = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    depth = 0  # of brackets: a string on a line of its own between brackets is an argument

    def kept(piece: re.Match[str]) -> str:
        nonlocal depth
        kind = piece.lastgroup
        if kind == "docstring":
            return f"{piece['docstring']}\n" if depth else ""
        if kind == "ends":
            return "\n"
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        return piece[0]

    return _PIECES.sub(kept, f"\n{text}\n").strip("\n").encode()
