"""What every recogniser of names looks at: the text, its lexicons, and which capitals say nothing."""

from dataclasses import dataclass

from pipeline.extract.actors.gazetteer import Gazetteer
from pipeline.extract.actors.grammar import NameGrammar, load_grammar
from pipeline.extract.actors.own_names import gazetteer_with
from pipeline.extract.sentences import punctuation
from pipeline.extract.text import Text

_OPENING = frozenset("„“”\"«»‚‘'(›‹[–—-•*")
_MIN_SHOUTED = 4  # a sentence with this many words, most of them in capitals, says nothing by its capitals


@dataclass(frozen=True, slots=True)
class NameContext:
    """A text with the lexicons of its language.

    One byte a token: `is_initial` 1 where a capital may be due to the beginning of a sentence, quotation or line,
    `is_shouted` 1 in a sentence written in capitals, `is_capital` 1 on words with a capital letter first.
    """

    doc: Text
    forms: list[str]
    lowers: list[str]
    grammar: NameGrammar
    gazetteer: Gazetteer
    is_initial: bytearray
    is_shouted: bytearray
    is_capital: bytearray
    function_words: frozenset[str]

    def surface(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last` (half-open)."""
        tokens = self.doc.tokens
        return self.doc.text[tokens.starts[first] : tokens.ends[last - 1]]

    def form(self, index: int) -> str:
        """Return the token `index`, or an empty string outside the text."""
        return self.forms[index] if 0 <= index < len(self.forms) else ""

    def lower(self, index: int) -> str:
        """Return the token `index` in lower case, or an empty string outside the text."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def capital(self, index: int) -> bool:
        """Whether token `index` is a word that begins with a capital letter."""
        return 0 <= index < len(self.forms) and bool(self.is_capital[index])

    def listed(self, list_name: str, index: int) -> bool:
        """Whether token `index` stands in that list of the grammar, as written."""
        return self.form(index) in self.grammar.words[list_name]


def read_context(doc: Text) -> NameContext:
    """Return the context of `doc`, in linear time."""
    forms = doc.tokens.forms
    capital = bytearray(1 if form[0].isupper() else 0 for form in forms)
    initial = bytearray(len(forms))
    shouted = bytearray(len(forms))
    for sentence in doc.sentences:
        start_of_line = True
        words = loud = 0
        for i in range(sentence.first, sentence.last):
            form = forms[i]
            if start_of_line:
                initial[i] = 1
                start_of_line = form in _OPENING
            elif form == ":" or form in '„«“"':
                start_of_line = True
            if len(form) > 1 and form.isalpha():
                words += 1
                loud += form.isupper()
        if words >= _MIN_SHOUTED and loud * 2 > words:
            shouted[sentence.first : sentence.last] = b"\x01" * (sentence.last - sentence.first)
    return NameContext(
        doc,
        forms,
        doc.tokens.lowers,
        load_grammar(doc.language),
        gazetteer_with(doc.language, doc.own_names),
        initial,
        shouted,
        capital,
        punctuation(doc.language).function_words,
    )
