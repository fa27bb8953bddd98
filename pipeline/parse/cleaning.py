"""Clean text, and record what was changed.

Clean text is NFC, its lines end in a line feed, and line feeds and tabs are its only control characters. NFC, because
offsets are into the stored text and a lexicon must match “ü” however it was typed; not NFKC, which would change what
the reader sees (½, …, ligatures). Removing white space around the text is not recorded.

Repairs, in the order in which a document lists them, with counts where they are counted:

| repair | what was changed |
|---|---|
| byte_order_mark | a mark before the first character was dropped |
| encoding_by_language | of several likely encodings the one with the letters of the language was taken |
| mojibake:n | sequences of text that was decoded wrongly before it was stored were mended |
| mixed_encoding:n | bytes amid UTF-8 were read as windows-1252 |
| undecodable_bytes:n | bytes that cannot be decoded became U+FFFD |
| surrogates:n | lone surrogates became U+FFFD |
| line_ends:n | CR LF, CR, VT, FF, NEL, U+2028 and U+2029 became line feeds |
| windows_controls:n | C1 controls became the windows-1252 characters with these codes |
| controls:n | other control characters and noncharacters were dropped |
| provenance_mark:n | invisible marks of who made the text were dropped |
| invisible:n | soft hyphens, zero-width spaces, marks of direction and the like were dropped |
| combining_marks:n | marks beyond thirty on one letter were dropped |
| nfc | letters were composed |
| front_matter | front matter that is not valid YAML was read line by line |
| ignored_fields:n | header fields with an unusable value were ignored |
| unusable_date:n | dates that are impossible, ambiguous or not likely (1970-01-01) were ignored |
| language_conflict | the text is in another language than the one declared, whose code was not taken |
| html:n | text of a record that is HTML was read as such |
| cut_text | the producer's note that it cut the text (“[+189 chars]”) was dropped |
| unread_date:KEY | a record's key that no table knows holds what looks like a date |
| unread_text:KEY | a record's key that no table knows holds what looks like a text |
| furniture:n | paragraphs that are no part of the news were dropped |
| trailing_spaces:n | lines lost the white space at their end |
| blank_lines:n | blank lines after a first one were dropped |

Soft hyphens are dropped because they are inside words, where a name would no longer match its lexicon entry; one before
a line end is dropped with the line end, because there it was printed. Zero-width joiners and non-joiners are dropped
between Latin letters only: elsewhere they carry meaning.

Marks of provenance are runs of variation selectors (a manifest of C2PA begins with U+FEFF), selectors behind what has
no variants, such as a Latin letter or a space, and tag characters. One selector behind an emoji, a digit or a CJK
letter stays, and so do the tags of a flag.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from pipeline.parse.positions import Edit, Positions, compositions

REPAIRS = (
    "byte_order_mark",
    "encoding_by_language",
    "mojibake",
    "mixed_encoding",
    "undecodable_bytes",
    "surrogates",
    "line_ends",
    "windows_controls",
    "controls",
    "provenance_mark",
    "invisible",
    "combining_marks",
    "nfc",
    "front_matter",
    "ignored_fields",
    "unusable_date",
    "language_conflict",
    "html",
    "cut_text",
    "unread_date",
    "unread_text",
    "furniture",
    "trailing_spaces",
    "blank_lines",
)
_UNCOUNTED = frozenset(
    {"byte_order_mark", "encoding_by_language", "nfc", "front_matter", "language_conflict", "cut_text"}
)

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]")
# U+0085 is a line end by itself, but amid its neighbours it is windows-1252's ellipsis.
_WINDOWS_CONTROL = re.compile("[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]")
_WINDOWS_CHARACTER = re.compile("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PROVENANCE = re.compile(
    # What has variants keeps one selector, and a flag the tags of its region: they match, and are passed over.
    "(?P<kept>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
    "|(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef](?![\ufe00-\ufe0f\U000e0100-\U000e01ef])"
    '|(?<=[^\\sA-Za-zÀ-ɏ\u0300-ӿ!"$-),-/:-@\\[-`{-~„“”‚‘’»«–—…\ufeff])[\ufe00-\ufe0f](?![\ufe00-\ufe0f\U000e0100-\U000e01ef]))'
    "|\ufeff?[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
    "|[\U000e0000-\U000e007f]+"
)
_INVISIBLE = re.compile(
    "\u00ad\n?"
    "|[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    "|(?<=[A-Za-zÀ-ɏ])[\u200c\u200d]+(?=[A-Za-zÀ-ɏ])"
)
# A run of possible combining marks: `re` does not treat them as word characters.
_POSSIBLE_MARKS = re.compile("[^\x00-\u02ff\\w\\s]{31,}")
_MOST_MARKS = 30  # UAX #15, stream-safe text; without a limit, composing takes quadratic time
# Any of the characters above except the last kind: most texts have none, which one pass detects.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ufe00-\ufe0f\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_SPACE_AT_LINE_END = re.compile(r"[^\S\n]\n|\n\n\n")


def clean_characters(text: str, repairs: Counter[str], positions: Positions | None = None) -> str:
    """Return `text` in NFC with clean characters and line ends; add the changes to `repairs`.

    `positions`, made for this text, then tells where the characters of the clean text stand in it.
    """
    if _SUSPECT.search(text):
        text = _replace_unclean(text, repairs, positions)
    if text.isascii():
        return text
    text = _cut_marks(text, repairs, positions)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text) if positions is None else positions.apply(text, compositions(text))
        repairs["nfc"] += 1
    return text


def _replace_unclean(text: str, repairs: Counter[str], positions: Positions | None) -> str:
    text = _substitute(_SURROGATE, "\ufffd", text, repairs, "surrogates", positions)
    if _WINDOWS_CONTROL.search(text):
        text, n_meant = _WINDOWS_CHARACTER.subn(lambda match: match.group().encode("latin-1").decode("cp1252"), text)
        repairs["windows_controls"] += n_meant
    text = _substitute(_LINE_END, "\n", text, repairs, "line_ends", positions)
    text = _substitute(_CONTROL, "", text, repairs, "controls", positions)
    text = _drop_provenance(text, repairs, positions)
    return _substitute(_INVISIBLE, "", text, repairs, "invisible", positions)


def tidy_layout(text: str, repairs: Counter[str]) -> str:
    """Return `text` without surrounding white space, spaces at line ends, and repeated blank lines."""
    text = text.strip()
    if not _SPACE_AT_LINE_END.search(text):
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        bare = line.rstrip()
        if len(bare) < len(line):
            repairs["trailing_spaces"] += 1
        if bare or (kept and kept[-1]):
            kept.append(bare)
        else:
            repairs["blank_lines"] += 1
    return "\n".join(kept)


def clean_line(value: str) -> str:
    """Return a header's value on one line: clean characters, single spaces."""
    return " ".join(clean_characters(value, Counter()).split())


def list_repairs(repairs: Counter[str]) -> tuple[str, ...]:
    """List the repairs as a document has them: `name`, `name:count` or `name:KEY`, in the order of `REPAIRS`."""
    place = {name: number for number, name in enumerate(REPAIRS)}
    done = sorted((place[name.partition(":")[0]], name) for name in repairs if repairs[name])
    return tuple(name if ":" in name or name in _UNCOUNTED else f"{name}:{repairs[name]}" for _, name in done)


def _substitute(
    pattern: re.Pattern[str], replacement: str, text: str, repairs: Counter[str], name: str, positions: Positions | None
) -> str:
    n_changed = 0
    if positions is None:
        text, n_changed = pattern.subn(replacement, text)
    else:
        n_changed = sum(1 for _ in pattern.finditer(text))
        text = positions.apply(text, ((*match.span(), replacement) for match in pattern.finditer(text)))
    if n_changed:
        repairs[name] += n_changed
    return text


def _drop_provenance(text: str, repairs: Counter[str], positions: Positions | None) -> str:
    def edits() -> Iterator[Edit]:
        for match in _PROVENANCE.finditer(text):
            if match["kept"] is None:
                repairs["provenance_mark"] += 1
                yield *match.span(), ""

    return _apply(text, edits, positions)


def _cut_marks(text: str, repairs: Counter[str], positions: Positions | None) -> str:
    """`text` with no more than thirty combining marks in a row."""

    def edits() -> Iterator[Edit]:
        for run in _POSSIBLE_MARKS.finditer(text):
            n_marks = 0
            for place, character in enumerate(run.group(), start=run.start()):
                n_marks = n_marks + 1 if unicodedata.combining(character) else 0
                if n_marks > _MOST_MARKS:
                    repairs["combining_marks"] += 1
                    yield place, place + 1, ""

    return _apply(text, edits, positions)


def _apply(text: str, edits: Callable[[], Iterator[Edit]], positions: Positions | None) -> str:
    return (Positions(len(text)) if positions is None else positions).apply(text, edits())
