"""Names by which the tagger's weights know what it looks at: they are learnt with these, so none may change alone."""

from enum import StrEnum


class Flag(StrEnum):
    """What the lexicons say of a form."""

    FUNCTION_WORD = "fw"
    GIVEN_NAME = "gn"
    WEAK_GIVEN_NAME = "wn"
    """A given name that is an ordinary word as well."""
    SURNAME = "sn"
    NAME_LIKE = "nl"
    """Inflected as names are, by the dictionary."""
    TITLE = "ti"
    OFFICE = "of"
    ORDINARY = "or"
    """An ordinary word as it is written, with a capital."""
    ORDINARY_LOWER = "ol"
    """A form with a capital that is an ordinary word in lower case; also a link within the names of organisations."""
    COMPOUND = "co"
    COUNTRY_ADJECTIVE = "ad"
    PLACE_SUFFIX = "ps"
    ORGANIZATION_SUFFIX = "os"
    ORGANIZATION_HEAD = "oh"
    ORGANIZATION_TAIL = "ot"
    ORGANIZATION_LINK = "ol"
    NAME_HEAD = "nh"
    GENITIVE_HEAD = "gh"
    PARTICLE = "pa"
    PLACE_HEAD = "ph"
    PLACE_PREFIX = "pp"
    PLACE_PREPOSITION = "lo"
    PLACE_TAIL = "pt"
    NO_NAME = "nn"
    SPEECH_VERB = "sv"
    ADJECTIVE = "aj"
    MEDIA_HEAD = "mh"
    PARTY_HEAD = "yh"
    EVENT_TAIL = "et"


class Listed(StrEnum):
    """What the gazetteer says of a form, with the first two letters of the kind of actor between."""

    WHOLE = "g"
    BEGINNING = "G"
    AMBIGUOUS = "a"


class Part(StrEnum):
    """What of a word a feature of several words joins."""

    CLASS = "class"
    LOWER = "lower"


class Around(StrEnum):
    """What stands around a word: classes and lower-case forms of the word itself and of its neighbours, joined."""

    CLASS_CLASS = "cc"
    """Of the word before and of this one."""
    CLASS_NEXT = "cd"
    """Of this word and the next one."""
    CLASSES = "ce"
    LOWER_CLASS = "lc"
    CLASS_LOWER = "cl"
