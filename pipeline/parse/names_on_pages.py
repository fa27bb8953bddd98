"""Compare names of websites, publishers and headlines as readers would: whatever the case, accents and punctuation."""

import html
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_NO_LETTERS = re.compile(r"[\W_]+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_HOST = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}/?", re.IGNORECASE)
_TOP_LEVEL = re.compile(r"(?<=\w)\.[a-zA-Z]{2,8}\s*\Z")
_SHORTEST_NAME = 4  # letters of a name that is looked for within words


def plain_line(text: str) -> str:
    """Return `text` on one line, without tags, and with the references decoded that a template escaped twice."""
    if _ENTITY.search(text):
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.split())


def decode_twice(text: str) -> str:
    """Return `text` with the references decoded that a template escaped twice; "<" and ">" may be its own subject."""
    return _ENTITY.sub(lambda one: one[0] if html.unescape(one[0]) in "<>" else html.unescape(one[0]), text)


def key_of(text: str) -> str:
    """Return the letters and digits of `text`, in lower case and without accents."""
    # Accents are no letters once they stand apart.
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def is_host(name: str) -> bool:
    """Whether a name is nothing but the address of a website."""
    return _HOST.fullmatch(name.strip()) is not None


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What a website and its publisher are called, as keys."""

    keys: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str], hosts: Iterable[str]) -> "SiteNames":
        """Collect `names` and those that `hosts` spell: `www.kuestenblatt.de` is Küstenblatt."""
        keys = {key for name in names for key in _keys_of(name.lstrip("@"))}
        for host in hosts:
            bare = host.removeprefix("www.")
            labels = bare.split(".")
            keys |= {key_of(bare), *(key_of(label) for label in labels[:-1] if len(label) >= _SHORTEST_NAME)}
            keys.add(key_of(labels[-2]) if len(labels) > 1 else "")
        return cls(frozenset(keys - {""}))

    def include(self, name: str) -> bool:
        """Whether `name` is one of them."""
        return bool(_keys_of(name) & self.keys)

    def include_with(self, name: str, additions: Collection[str]) -> bool:
        """Whether `name` is one of them with nothing but words of `additions` beside it: Tagblatt-Redaktion."""
        for within in (r"[^\w-]+", r"[\W_]+"):
            words = [word for word in re.split(within, name) if word]
            rest = [word for word in words if word.casefold() not in additions]
            if rest and self.include(" ".join(rest)):
                return True
        return False

    def are_in(self, text: str) -> bool:
        """Whether one of them occurs in `text`."""
        keys = _keys_of(text)
        return any(name in key for name in self.keys if len(name) >= _SHORTEST_NAME for key in keys)


def _keys_of(name: str) -> set[str]:
    """The keys of a name as it is, with German umlauts spelt out, and without the end of a host: Golem.de is Golem."""
    bare = _TOP_LEVEL.sub("", name)
    return {key_of(one) for form in (name, bare) for one in (form, form.casefold().translate(_GERMAN))} - {""}
