"""What every recogniser of names looks at: the text, its lexicons, and which capitals say nothing."""

from pipeline.extract.actors.gazetteer import Gazetteer
from pipeline.extract.actors.grammar import NameGrammar, load_grammar
from pipeline.extract.actors.own_names import gazetteer_with
from pipeline.extract.name_lists import SURNAME, codes_of
from pipeline.extract.sentences import punctuation
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class


@value_class
class NameContext:
    """A text with the lexicons of its language.

    `is_initial`, `is_shouted` and `is_capital` are those of the text's `Capitals`.
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
        """Return the text of tokens `first` to `last` (half-open), with single spaces wherever lines were wrapped."""
        tokens = self.doc.tokens
        return " ".join(self.doc.text[tokens.starts[first] : tokens.ends[last - 1]].split())

    def is_full_name(self, given: int, surname: int) -> bool:
        """Whether two tokens are a given name and a surname, by the lists of both."""
        return self.grammar.is_first_name(self.form(given)) and SURNAME in codes_of(self.form(surname))

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
    return NameContext(
        doc,
        doc.tokens.forms,
        doc.tokens.lowers,
        load_grammar(doc.language),
        gazetteer_with(doc.language, doc.own_names),
        doc.capitals.is_initial,
        doc.capitals.is_shouted,
        doc.capitals.is_capital,
        punctuation(doc.language).function_words,
    )
