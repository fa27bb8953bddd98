"""A user's own gazetteer as texts are searched for it: names with their actors, beside the shipped ones.

Each process that annotates holds the list once, so it stays packed: a row is read when a text names it, and names are
found by hashes of their words.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.extract.actors.gazetteer import Entry, Form, Gazetteer, genitives, load_gazetteer, words_of
from pipeline.extract.actors.grammar import without_each
from pipeline.extract.actors.spelling import fold
from pipeline.extract.lang.models.name_files import Endings, NameLists
from pipeline.extract.lang.models.reading import read_file
from pipeline.gazetteer_file import ListedActor, OwnGazetteer, read_line
from pipeline.identity import make_id

_MOST_KEPT = 4_096
_ONE_WORD = 1 << 1
# What a description may mean, of a body that the shipped lexicons do not describe.
_CLASSES = {"party": ("party",), "igo": ("organisation",)}


class OwnNames:
    """The rows of a gazetteer by their names, in any language.

    `lengths` tells by first word how many words the names have that begin so: bit n for n words.
    """

    def __init__(self, gazetteer: OwnGazetteer) -> None:
        lines = gazetteer.lines()
        hashes, owners = array("q"), array("L")
        self.lengths: dict[str, int] = {}
        self._states: dict[str, int] = {}
        for row, actor in enumerate(map(read_line, lines)):
            for name in actor.names:
                words = words_of(name)
                hashes.append(hash(_alike(" ".join(words))))
                owners.append(row)
                for first in {words[0], _alike(words[0]), words[0].replace("'", "’")}:
                    self.lengths[first] = self.lengths.get(first, 0) | 1 << len(words)
            if actor.kind == "state" and actor.wikidata_id:
                self._states[actor.wikidata_id] = row
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        self._hashes, self._owners = (array(kind.typecode, map(kind.__getitem__, order)) for kind in (hashes, owners))
        self._content, self._starts = b"\n".join(lines), array("L", [0])
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def find(self, words: str) -> tuple[ListedActor, str] | None:
        """Return the row with a name of these words, which a blank parts, and the name as it is listed."""
        words = _alike(words)
        wanted = hash(words)
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            actor = self._row(self._owners[at])
            for name in actor.names:
                if _alike(" ".join(words_of(name))) == words:
                    return actor, name
            at += 1
        return None

    def state(self, wikidata_id: str | None) -> ListedActor | None:
        """Return the state with this id."""
        row = self._states.get(wikidata_id or "")
        return None if row is None else self._row(row)

    def _row(self, row: int) -> ListedActor:
        return read_line(self._content[self._starts[row] : self._starts[row + 1] - 1])


def _alike(words: str) -> str:
    """Return words as they are compared: O’Brien is O'Brien."""
    return words.replace("’", "'")


@lru_cache(maxsize=2)
def open_own_names(gazetteer: OwnGazetteer) -> OwnNames | None:
    """Return the names of a gazetteer, the same object for the same rows; None for one without any."""
    return OwnNames(gazetteer) if gazetteer else None


@lru_cache(maxsize=8)
def gazetteer_with(language: str, own: OwnNames | None) -> Gazetteer:
    """Return the gazetteer of a language, with a user's own names. Raises FileNotFoundError for another language."""
    shipped = load_gazetteer(language)
    if own is None:
        return shipped
    instead = _replaced(shipped, own)

    def meant(entry: Entry) -> Entry:
        return instead.get((entry.kind, entry.key), entry)

    endings = read_file(language, NameLists).endings
    return replace(
        shipped,
        states={code: meant(entry) for code, entry in shipped.states.items()},
        institutions={key: meant(entry) for key, entry in shipped.institutions.items()},
        own=_OwnForms(own, instead, endings),
    )


_Key = tuple[str, str]
"""Kind and key of an entry."""


def _replaced(shipped: Gazetteer, own: OwnNames) -> dict[_Key, Entry]:
    """Return the own entries that are an actor of the shipped ones, by Wikidata's id or a name, by its kind and key.

    All names of that actor then mean the own entry, which takes over what the file does not say, and its id.
    """
    instead: dict[_Key, Entry] = {}
    for entry in shipped.states.values():
        state = own.state(entry.wikidata_id)
        if state is not None:
            instead[entry.kind, entry.key] = _entry(state, entry)
    for first, forms in shipped.by_first.items():
        if first not in own.lengths:
            continue
        for rest, form in forms:
            entry = form.entry
            found = None if form.is_metonym else own.find(" ".join((first, *rest)))
            if found is not None and found[0].kind == entry.kind:
                instead.setdefault((entry.kind, entry.key), _entry(found[0], entry))
    return instead


def _entry(actor: ListedActor, shipped: Entry | None = None) -> Entry:
    """Return the entry of a row; without Wikidata's id its own id is that of an actor whom no list has."""
    if shipped is not None:
        country, wikidata_id = actor.country or shipped.country, actor.wikidata_id or shipped.wikidata_id
        return replace(shipped, name=actor.name, country=country, wikidata_id=wikidata_id, is_own=True)
    key = (actor.wikidata_id or "").lower() or make_id("actor", fold(actor.name)).rpartition("_")[2]
    return Entry(key, actor.kind, actor.name, actor.country, actor.wikidata_id, _CLASSES.get(actor.kind, ()), True)


class _OwnForms:
    """The own names in one language: where names are inflected, the last word may have a genitive's ending."""

    def __init__(self, own: OwnNames, instead: dict[_Key, Entry], endings: Endings) -> None:
        self._own, self._instead, self._endings = own, instead, endings
        self._known_as = {entry.name: entry for entry in instead.values()}
        self._form = lru_cache(maxsize=_MOST_KEPT)(self._read_form)

    def longest_at(self, forms: Sequence[str], first: int) -> tuple[int, Form] | None:
        """Return the end (exclusive) and form of the longest own name that starts at token `first`."""
        word, known = forms[first], self._own.lengths
        lengths = known.get(word, 0)
        for base in without_each(word, self._endings.genitive):
            lengths |= known.get(base, 0) & _ONE_WORD
        while lengths:
            n = lengths.bit_length() - 1
            lengths ^= 1 << n
            form = self._form(" ".join(forms[first : first + n])) if first + n <= len(forms) else None
            if form is not None:
                return first + n, form
        return None

    def instead_of(self, form: Form) -> Form:
        """Return what a shipped name means: the own entry, if that is the same actor."""
        entry = self._instead.get((form.entry.kind, form.entry.key))
        return form if entry is None else replace(form, entry=entry)

    def _read_form(self, words: str) -> Form | None:
        found = self._own.find(words)
        for ending in self._endings.genitive if found is None else ():
            base = self._own.find(words.removesuffix(ending)) if words.endswith(ending) else None
            if base is not None and ending in genitives(base[1], self._endings):
                found = base
                break
        if found is None:
            return None
        actor, name = found
        return Form(self._known_as.get(actor.name) or _entry(actor), name=name)
