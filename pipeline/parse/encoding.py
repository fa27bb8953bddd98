"""Decode bytes: detect a seed's encoding, and refuse what is not text.

The order of evidence: a byte order mark; UTF-16 by the positions of its NULs; valid UTF-8; UTF-8 with a few foreign
bytes; the declaration of an HTML page; a guess among legacy encodings. Valid UTF-8 beyond ASCII is rarely anything
else, while declarations are often wrong, hence this order. Only the guess uses a sample; everything else is linear in
the data.
"""

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline.parse.mojibake import mend_mojibake
from pipeline.parse.old_encodings import OLD_ENCODINGS, guess_encoding
from pipeline.parse.refusal import Refusal

# Longer marks first: that of UTF-16 begins the one of UTF-32.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How files begin that are not text, but may have the ending of one.
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x1f\x8b", "gzip data without the ending .gz"),
    (b"\x28\xb5\x2f\xfd", "zstandard data"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"{\\rtf", "rich text (RTF)"),
)

# What a page may declare beyond them. A closed list: Python also knows encodings that are slow or no encodings.
_DECLARABLE = ("big5", "euc-jp", "euc-kr", "gb18030", "iso-8859-5", "iso-8859-7", "iso-8859-15", "koi8-u", "shift_jis")

_HEAD_BYTES = 8_000  # the length in which git looks for NULs too
_SAMPLE_BYTES = 8_192
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_CUT_SEQUENCE = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]{0,2}\\Z")
_WINDOWS_1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)
}  # the code points that `surrogateescape` gives to bytes → what the bytes are in windows-1252


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters as they were stored, the encoding's name, and the repairs made (name → count)."""

    text: str
    encoding: str
    repairs: Counter[str] = field(default_factory=Counter)


def refuse_binary(head: bytes) -> None:
    """Raise Refusal `binary_file` if a file that begins with `head` is not text: a known format, NULs, controls."""
    head = head[:_HEAD_BYTES]
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise Refusal("binary_file", f"The file is {what}.")
    if wide_encoding(head) is not None:
        return
    if b"\x00" in head:
        raise Refusal("binary_file", f"There is a NUL byte at offset {head.index(0)}.")
    n_controls = len(_CONTROL.findall(head))
    if n_controls * 20 > len(head):
        raise Refusal("binary_file", f"Of the first {len(head)} bytes {n_controls} are control characters.")


def wide_encoding(head: bytes) -> str | None:
    """Detect UTF-16 or UTF-32 from a file's first bytes, else return None.

    Without a byte order mark, UTF-16 of alphabetic scripts shows in one side of its byte pairs: it is zero in ASCII
    letters, spaces and line ends, and hardly takes more than one value else. The other side is never zero.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return None if encoding == "utf-8" else encoding
    head = head[: _HEAD_BYTES // 2 * 2]
    if b"\x00" not in head:
        return None
    n_even, n_odd = head[::2].count(0), head[1::2].count(0)
    n_pairs = len(head) // 2
    encoding, high = ("utf-16-be", head[::2]) if n_even > n_odd else ("utf-16-le", head[1::2])
    n_of_two_values = sum(n for _, n in Counter(high[:n_pairs]).most_common(2))
    if min(n_even, n_odd) * 50 > max(n_even, n_odd) or n_of_two_values * 10 < n_pairs * 8:
        return None
    return encoding if _is_plausible(head[: n_pairs * 2].decode(encoding, "ignore")) else None


def _is_plausible(text: str) -> bool:
    """Whether hardly any of the characters is unassigned, private or a control character."""
    n_odd = sum(
        unicodedata.category(character) in ("Cn", "Co", "Cc") for character in text if character not in "\r\n\t"
    )
    return n_odd * 20 <= len(text)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode `data`; `declared` is the encoding that an HTML page declares.

    Raises Refusal `undecodable` if no encoding gives text. Repairs: `byte_order_mark`, `mixed_encoding` (windows-1252
    bytes amid UTF-8), `undecodable_bytes` (became U+FFFD), `encoding_by_language` (several encodings were as likely,
    and the letters of the language decided), `mojibake` (was decoded wrongly before it was stored).
    """
    decoded = _decode(data, declared)
    return replace(decoded, text=mend_mojibake(decoded.text, decoded.repairs))


def _decode(data: bytes, declared: str | None) -> Decoded:
    wide = wide_encoding(data[:_HEAD_BYTES])
    if wide is not None:
        return _decode_wide(data, wide)
    marked = data.startswith(codecs.BOM_UTF8)
    repairs = Counter({"byte_order_mark": 1} if marked else {})
    data = data[len(codecs.BOM_UTF8) :] if marked else data
    try:
        return Decoded(data.decode("utf-8"), "utf-8", repairs)
    except UnicodeDecodeError:
        return _decode_mixed(data, repairs, marked=marked) or _decode_declared(data, declared) or _decode_legacy(data)


def _decode_wide(data: bytes, encoding: str) -> Decoded:
    repairs: Counter[str] = Counter()
    for mark, marked_encoding in _BYTE_ORDER_MARKS:
        if marked_encoding == encoding and data.startswith(mark):
            data = data[len(mark) :]
            repairs["byte_order_mark"] = 1
    width = 4 if "32" in encoding else 2
    n_cut = len(data) % width
    if n_cut:
        data = data[:-n_cut]
        repairs["undecodable_bytes"] = n_cut
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise Refusal("undecodable", f"Marked as {encoding}, but {error.reason} at byte {error.start}.") from None
    if not _is_plausible(text[:_HEAD_BYTES]):
        raise Refusal("undecodable", f"Marked as {encoding}, but the content is not text.")
    return Decoded(text, encoding, repairs)


def _decode_mixed(data: bytes, repairs: Counter[str], *, marked: bool) -> Decoded | None:
    """UTF-8 with a few bytes that are not (cut or pasted from elsewhere), or None if it hardly is UTF-8 at all."""
    text = data.decode("utf-8", "surrogateescape")
    text, n_cut = _CUT_SEQUENCE.subn("\ufffd", text)
    n_foreign = len(_ESCAPED_BYTE.findall(text))
    n_good = sum(len(run) for run in re.findall("[^\x00-\x7f\ud800-\udfff\ufffd]+", text))
    if not marked and n_good < 4 * n_foreign + n_cut:
        return None
    text = text.translate(_WINDOWS_1252)
    repairs = repairs + Counter({"mixed_encoding": n_foreign, "undecodable_bytes": n_cut})
    return Decoded(text, "utf-8", repairs)


def _decode_declared(data: bytes, declared: str | None) -> Decoded | None:
    """Return the encoding that the page declares, if we accept it and the data can be decoded with it."""
    try:
        name = codecs.lookup(declared.strip().replace("_", "-") if declared else "utf-8").name
    except LookupError:
        return None
    # As browsers do: pages that say Latin-1 are written in the encoding that extends it.
    python_name = "cp1252" if name in ("iso8859-1", "ascii") else name.replace("-", "_")
    taken = OLD_ENCODINGS | {codecs.lookup(other).name.replace("-", "_"): other for other in _DECLARABLE}
    if python_name not in taken:
        return None
    try:
        return Decoded(data.decode(python_name), taken[python_name])
    except UnicodeDecodeError:
        return None


def _decode_legacy(data: bytes) -> Decoded:
    """Guess the most probable legacy encoding from the context of bytes beyond ASCII."""
    name, is_by_language = guess_encoding(_sample_around_high_bytes(data))
    text = data.decode(name, "replace")
    n_lost = text.count("\ufffd")
    if n_lost * 100 > len(text):
        raise Refusal(
            "undecodable", f"Neither UTF-8 nor UTF-16, and as {OLD_ENCODINGS[name]} {n_lost} bytes are undefined."
        )
    repairs = Counter({"encoding_by_language": int(is_by_language), "undecodable_bytes": n_lost})
    return Decoded(text, OLD_ENCODINGS[name], repairs)


def _sample_around_high_bytes(data: bytes) -> bytes:
    """Return up to 8 KiB of `data` around its bytes beyond ASCII: only these distinguish legacy encodings."""
    pieces: list[bytes] = []
    n_sampled = end = 0
    for match in _HIGH_RUN.finditer(data):
        start = max(end, match.start() - 40)
        end = max(end, min(match.end(), match.start() + 400) + 40)
        pieces.append(data[start:end])
        n_sampled += end - start
        if n_sampled >= _SAMPLE_BYTES:
            break
    return b"".join(pieces)
