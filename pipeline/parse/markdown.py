"""Markdown to prose: the words that a reader of the rendered page sees, paragraph by paragraph.

Offsets are into the stored text, so the marks of emphasis, links and headings must not stand between the words.
Blocks are parted by blank lines; items of a list and lines of code keep lines of their own. Link targets, pictures
and HTML are left out.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.parse.refusal import Refusal

_MARKS = "\n*_[`<&\\"
_MOST_MARKS = 100_000  # of them parsing takes some five seconds and 200 MB; articles have a few hundred


def read_markdown(text: str, known_title: str | None = None) -> tuple[str | None, str]:
    """Title and prose of a Markdown `text`: the title is `known_title`, else the first heading of level one, if any.

    A title that begins the text is not repeated in the prose: it has a column of its own. Raises Refusal `too_large`
    for more lines and marks than any article has.
    """
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        raise Refusal("too_large", f"The document has more than {_MOST_MARKS} lines and marks of Markdown.")
    title = known_title
    blocks: list[str] = []
    tokens = _parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type == "inline":
            words = _words_of(token)
            opener = tokens[index - 1]
            if opener.tag == "h1":
                heading = " ".join(words.split())
                title = title or heading
                if not blocks and heading == title:
                    continue
            is_item = opener.type == "paragraph_open" and opener.hidden
            blocks += [words, "\n" if is_item else "\n\n"]
        elif token.type in ("fence", "code_block"):
            blocks += [token.content.rstrip("\n"), "\n\n"]
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            blocks.append("\n")
    return title, "".join(blocks)


def _words_of(inline: Token) -> str:
    words: list[str] = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline", "text_special"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
    return "".join(words)


@cache
def _parser() -> MarkdownIt:
    """CommonMark. Measured linear on unclosed brackets, emphasis and quotes; its nesting is bounded."""
    return MarkdownIt("commonmark")
