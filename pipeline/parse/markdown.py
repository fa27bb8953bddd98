"""Convert Markdown to prose: the words that a reader of the rendered page sees, paragraph by paragraph.

Offsets are into the stored text, so marks of emphasis, links and headings must not be between the words. Blank lines
separate blocks; list items and lines of code keep their own lines. Link targets, images and HTML are omitted.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.parse.refusal import Refusal

_MARKS = "\n*_[`<&\\"
_MOST_MARKS = 100_000  # of them parsing takes some five seconds and 200 MB; articles have a few hundred


def read_markdown(text: str, known_title: str | None = None) -> tuple[str | None, str]:
    """Return title and prose of a Markdown `text`; the title is `known_title`, else the first level-one heading.

    A title at the start of the text is not repeated in the prose: it has its own column. Raises Refusal `too_large` for
    more lines and marks than any article has.
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
