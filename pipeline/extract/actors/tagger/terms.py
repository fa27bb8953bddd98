"""Names by which the tagger's weights know what it looks at: they are learnt with these, so none may change alone.

They are texts, not members of an enumeration, since a document has thousands of features, which are made of them.
"""

from typing import Final


class Flag:
    """What the lexicons say of a form."""

    FUNCTION_WORD: Final = "fw"
    GIVEN_NAME: Final = "gn"
    WEAK_GIVEN_NAME: Final = "wn"
    """A given name that is an ordinary word as well."""
    SURNAME: Final = "sn"
    NAME_LIKE: Final = "nl"
    """Inflected as names are, by the dictionary."""
    TITLE: Final = "ti"
    OFFICE: Final = "of"
    ORDINARY: Final = "or"
    """An ordinary word as it is written, with a capital."""
    ORDINARY_LOWER: Final = "ol"
    """A form with a capital that is an ordinary word in lower case; also a link within the names of organisations."""
    COMPOUND: Final = "co"
    COUNTRY_ADJECTIVE: Final = "ad"
    PLACE_SUFFIX: Final = "ps"
    ORGANIZATION_SUFFIX: Final = "os"
    ORGANIZATION_HEAD: Final = "oh"
    ORGANIZATION_TAIL: Final = "ot"
    ORGANIZATION_LINK: Final = "ol"
    NAME_HEAD: Final = "nh"
    GENITIVE_HEAD: Final = "gh"
    PARTICLE: Final = "pa"
    PLACE_HEAD: Final = "ph"
    PLACE_PREFIX: Final = "pp"
    PLACE_PREPOSITION: Final = "lo"
    PLACE_TAIL: Final = "pt"
    NO_NAME: Final = "nn"
    SPEECH_VERB: Final = "sv"
    ADJECTIVE: Final = "aj"
    MEDIA_HEAD: Final = "mh"
    PARTY_HEAD: Final = "yh"
    EVENT_TAIL: Final = "et"


class Listed:
    """What the gazetteer says of a form, with the first two letters of the kind of actor between."""

    WHOLE: Final = "g"
    BEGINNING: Final = "G"
    AMBIGUOUS: Final = "a"


class Part:
    """What of a word a feature of several words joins."""

    CLASS: Final = "class"
    CODES: Final = "codes"
    """The lists of names that have the form, its shape where none has it."""
    LOWER: Final = "lower"


class Around:
    """What stands around a word: classes, codes and lower-case forms of itself and of its neighbours, joined."""

    CLASS_CLASS: Final = "cc"
    """Of the word before and of this one."""
    CLASS_NEXT: Final = "cd"
    """Of this word and the next one."""
    CLASSES: Final = "ce"
    LOWER_CLASS: Final = "lc"
    CLASS_LOWER: Final = "cl"
    CODES_CODES: Final = "kd"
    """Of the word before and of this one."""
    CODES_NEXT: Final = "ke"
    """Of this word and the next one."""
