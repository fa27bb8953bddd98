"""A text as every extractor sees it: its tokens, sentences and quotations."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.extract.capitals import Capitals, read_capitals
from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.quotations import Quotation, find_quotations
from pipeline.extract.sentences import Sentence, find_sentences, punctuation
from pipeline.extract.tags import Tag
from pipeline.extract.tokens import Tokens, tokenise
from pipeline.extract.words import load_words, tag_tokens

if TYPE_CHECKING:
    from pipeline.extract.actors.own_names import OwnNames


@dataclass(frozen=True)
class Text:
    """A text in a language (ISO 639-1) with its layers, each sorted by position; all offsets are code points.

    `own_names` are those of a user's gazetteer, if there is one. Layers that several extractors look at are read when
    the first of them asks, and then kept.
    """

    text: str
    language: str
    tokens: Tokens
    sentences: list[Sentence]
    quotations: list[Quotation]
    own_names: "OwnNames | None" = None

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """One tag a token: the word's class, a verb, a shape."""
        return tuple(tag_tokens(self.tokens, self.language))

    @cached_property
    def capitals(self) -> Capitals:
        """Where words begin with a capital."""
        return read_capitals(self.tokens.forms, self.sentences)

    def sentence_at(self, token: int) -> int:
        """Return the index of the sentence that holds `token`, else of the last one before it, else of the first."""
        return max(0, bisect_right(self.sentences, token, key=lambda sentence: sentence.first) - 1)


def read_text(text: str, language: str, own_names: "OwnNames | None" = None) -> Text:
    """Return the layers of `text`, in linear time. Raises FileNotFoundError for a language without lexicon."""
    tokens = _with_umlauts(tokenise(text), language)
    quotations = find_quotations(tokens)
    return Text(text, language, tokens, find_sentences(tokens, quotations, language), quotations, own_names)


def _with_umlauts(tokens: Tokens, language: str) -> Tokens:
    """`tokens` with the umlauts that a text without any writes as two letters, in `lowers`, which all look-ups use.

    Only where the word is known with the umlaut and not without it: „erklaerte“, but not „neue“ or „Israel“.
    """
    written_out = punctuation(language).written_out
    text = tokens.text.lower()
    if not any(pair in text for pair in written_out) or any(letter in text for letter in written_out.values()):
        return tokens
    tags, dictionary = load_words(language).tags, load_dictionary(language)
    folded: dict[str, str] = {}
    for lower in set(tokens.lowers):
        word = lower
        for pair, letter in written_out.items():
            word = word.replace(pair, letter)
        if word == lower or lower in tags or dictionary.knows(lower):
            continue
        if word in tags or dictionary.knows(word):
            folded[lower] = word
    if not folded:
        return tokens
    return replace(tokens, lowers=[folded.get(lower, lower) for lower in tokens.lowers], has_folded=True)
