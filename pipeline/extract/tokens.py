"""Tokens: one pass over the text, kept as parallel lists because every later layer runs over them."""

import re
from bisect import bisect_left, bisect_right

from pipeline.extract.value_class import value_class

# One alternative a kind of token, the frequent ones first. No alternative can backtrack over what another one may
# match, so the pass is linear in the text.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., z.B., d.h.
    r"|\d+(?:[.,:]\d+)*(?:-?[^\W\d_]+)*"  # 3, 1.000, 20:15, 15-jährige, 90er
    r"|[^\W\d_][\w-]*+(?:\.[\w-]++){0,2}\.(?:at|ch|com|de|eu|info|net|org|tv)\b"  # tagesschau.de
    r"|(?:[A-ZÄÖÜ][’'](?=[A-ZÄÖÜ]))?\w++(?:[-‐‑]\w++)*+"  # Mai, EU-Beamte, O'Brien
    r"|[’'](?:s|S|re|ve|ll|d|m|t)\b"  # possessive and contractions, split from their word
    r"|\n[^\S\n]*\n\s*"  # a paragraph break is a token of its own
    r"|``|''(?!')"  # quotation marks as typesetters and corpora write them
    r"|(?P<mark>[^\w\s])(?P=mark){4,}"  # a rule of dashes, dots or quotation marks, which mean nothing one by one
    r"|[^\w\s]"
)


@value_class
class Tokens:
    r"""The tokens of a text: `starts[i]`, `ends[i]` (code points), `forms[i]` and its lower case `lowers[i]`.

    A paragraph break is a token whose form is `"\\n\\n"`, whatever white space it is written with. `has_folded` tells
    that some of `lowers` are written otherwise than their forms.
    """

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    lowers: list[str]
    has_folded: bool = False

    def __len__(self) -> int:
        return len(self.starts)

    def first_from(self, offset: int) -> int:
        """Return the index of the first token that starts at or after `offset`."""
        return bisect_left(self.starts, offset)

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Half-open token range of the tokens that overlap the code points `start` to `end`."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


PARAGRAPH_BREAK = "\n\n"


def tokenise(text: str) -> Tokens:
    """Return the tokens of `text`, in linear time."""
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    for match in _TOKEN.finditer(text):
        form = match.group()
        starts.append(match.start())
        ends.append(match.end())
        forms.append(PARAGRAPH_BREAK if form[0] == "\n" else form)
    return Tokens(text, starts, ends, forms, [form.lower() for form in forms])
