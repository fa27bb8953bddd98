"""Mend text that was UTF-8 and was decoded once as something else: “FÃ¼r” is “Für”.

It is done by ftfy, line by line, and only where that is certain: the line has sequences that no text has, and none
afterwards.
"""

import re
from collections import Counter

# The first bytes of UTF-8 as windows-1252 shows them, and those of what follows them.
_MARKS = ("Ã", "Â", "â", "Å", "Ä", "Ð", "Ñ")
_SEQUENCE = re.compile("[ÃÂÅÄÐÑ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|â[\x80‚€][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]")


def mend_mojibake(text: str, repairs: Counter[str]) -> str:
    """Return `text` with its mojibake mended; the mended sequences are counted in `repairs` as `mojibake`."""
    if text.isascii() or not any(mark in text for mark in _MARKS) or not _SEQUENCE.search(text):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        n_sequences = len(_SEQUENCE.findall(line))
        if n_sequences:
            mended = _mended(line)
            if mended is not None:
                lines[number] = mended
                repairs["mojibake"] += n_sequences
    return "\n".join(lines)


def _mended(line: str) -> str | None:
    from ftfy import fix_encoding  # most texts have no such sequences
    from ftfy.badness import is_bad

    if not is_bad(line):
        return None
    mended = fix_encoding(line)
    return None if is_bad(mended) or _SEQUENCE.search(mended) else mended
