"""What a word alone says about the names that may begin with it: a number for each form, worked out once.

Rules for names are many, and few words begin a name: a rule is tried only where the word may begin one of its names.
Each bit of the number stands for some of them.
"""

from functools import cache

from pipeline.extract.actors.grammar import NameGrammar, load_grammar, without_each

GIVEN = 1
"""A given name or an initial."""
SURNAME = 2
"""A surname that names somebody without more, also in the genitive."""
LEADER = 4
"""A title or an office, of which the name may be the next word."""
UNKNOWN = 8
"""A word that no dictionary has, no compound either, where nouns are capitalised."""
HEAD = 16
"""A noun for bodies that names begin with."""
ACRONYM = 32
COMPOUND = 64
"""A compound of a name and a noun for bodies."""
PLACE = 128
"""A word that may name a place: a long one that is not ordinary, or one that leads to a place."""

_MOST_FORMS = 60_000  # that are remembered
_LONGEST_ACRONYM = 6
_SHORTEST_PLACE = 5


class Openings(dict[str, int]):
    """The bits of each form, in the language of a grammar; of small letters those that rules ask of such forms."""

    def __init__(self, grammar: NameGrammar) -> None:
        super().__init__()
        words = grammar.words
        self._grammar = grammar
        self._linked_tails, self._suffixes = tuple(words["linked_tails"]), tuple(words["org_suffixes"])
        self._town_endings = tuple(words["town_endings"])
        self._institutions = tuple(sorted(words["institution_tails"]))
        self._inflected = (*self._institutions, *grammar.endings.genitive)

    def __missing__(self, form: str) -> int:
        if len(self) >= _MOST_FORMS:
            self.clear()
        words = self._grammar.words
        if not form[:1].isupper() and form not in words["org_tails"]:  # only what leads to a name is asked for
            bits = LEADER if form in self._grammar.titles else 0
        else:
            bits = self._of_persons(form)
            if self._grammar.capitalises_nouns:
                bits |= self._of_bodies(form) | self._of_nouns(form)
        self[form] = bits
        return bits

    def _of_persons(self, form: str) -> int:
        grammar = self._grammar
        is_initial = len(form) == 1 or (len(form) > 2 and form[1] == ".")
        bits = GIVEN if is_initial or grammar.is_first_name(form) else 0
        if form in grammar.surnames or not grammar.surnames.isdisjoint(without_each(form, grammar.endings.names)):
            bits |= SURNAME
        if form in grammar.titles or (form[:1].isupper() and grammar.office(form) is not None):
            bits |= LEADER
        return bits

    def _of_bodies(self, form: str) -> int:
        words = self._grammar.words
        is_head = form in words["org_heads"] or form in words["town_heads"] or bool(self.institution(form))
        bits = HEAD if is_head or form.lower().endswith(self._linked_tails) else 0
        if 1 < len(form) <= _LONGEST_ACRONYM and form.isupper() and form.isalpha():
            bits |= ACRONYM
        if "-" in form and form.endswith(self._suffixes):
            bits |= COMPOUND
        return bits

    def _of_nouns(self, form: str) -> int:
        grammar = self._grammar
        is_place = form in grammar.words["place_qualifiers"]
        if not form[:1].isupper() or grammar.is_ordinary(form):
            return PLACE if is_place else 0
        bits = PLACE if is_place or len(form) >= _SHORTEST_PLACE else 0
        is_odd = not form.replace("'", "").isalpha() or not form[1:].islower() or grammar.office(form) is not None
        is_from_town = form.endswith(self._town_endings)  # Esslinger
        if not is_odd and not is_from_town and not grammar.is_compound(form):  # Mediationsbüro
            bits |= UNKNOWN
        return bits

    def institution(self, form: str) -> str:
        """Return a noun as names of institutions begin with it, also from its genitive; nothing for others."""
        heads = self._grammar.words["name_heads"]
        if form in heads:
            return form
        if form.isupper() or not form.lower().endswith(self._inflected):
            return ""
        bases = [form, *(form.removesuffix(ending) for ending in self._grammar.endings.genitive)]
        return next((base for base in bases if base in heads or base.lower().endswith(self._institutions)), "")


@cache
def load_openings(language: str) -> Openings:
    """Return the openings of a language's forms. Raises FileNotFoundError for a language without lexicon."""
    return Openings(load_grammar(language))
