"""A text as every extractor sees it: its tokens, sentences and quotations."""

from bisect import bisect_right
from dataclasses import dataclass

from pipeline.extract.quotations import Quotation, find_quotations
from pipeline.extract.sentences import Sentence, find_sentences
from pipeline.extract.tokens import Tokens, tokenise


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language (ISO 639-1) with its layers, each sorted by position; all offsets are code points."""

    text: str
    language: str
    tokens: Tokens
    sentences: list[Sentence]
    quotations: list[Quotation]

    def sentence_at(self, token: int) -> int:
        """Return the index of the sentence that holds `token`, or of the last one before it; -1 before the first."""
        return bisect_right(self.sentences, token, key=lambda sentence: sentence.first) - 1


def read_text(text: str, language: str) -> Text:
    """Return the layers of `text`, in linear time. Raises FileNotFoundError for a language without lexicon."""
    tokens = tokenise(text)
    quotations = find_quotations(tokens)
    return Text(text, language, tokens, find_sentences(tokens, quotations, language), quotations)
