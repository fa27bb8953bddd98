"""What is read of a text is gone with its last use: no object of it waits to be found as garbage."""

import gc
from datetime import date

import pytest

from pipeline.extract.engine import annotate
from pipeline.garbage import weakly

TEXTS = {
    "de": (
        "Bürgermeisterin Anna Petersen sagte am Dienstag in Nordhagen, die Brücke werde im Mai 2026 fertig. "
        "„Wir bauen jetzt“, sagte sie. Nach Angaben der Polizei demonstrierten 300 Menschen. Ein Sprecher des "
        "Verkehrsministeriums erklärte, der Rat habe zugestimmt. Laut seiner Meinung sei das falsch."
    ),
    "en": (
        "Mayor Ann Holt said on Tuesday that the bridge would open in May 2026. “We are building now,” she said. "
        "According to the report, 300 people took part. The city council's spokesman told reporters that it agreed."
    ),
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_leaves_no_garbage(language):
    def read():
        found = annotate(TEXTS[language], language=language, published_on=date(2026, 3, 3), document_id="a")
        assert len(found.statements) > 2
        assert len(found.mentions) > 3

    read()  # what is loaded once may leave some
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        read()
        assert gc.collect() == 0
    finally:
        if was_enabled:
            gc.enable()


class Holder:
    """Holds a function that calls a method of its own."""

    def __init__(self, gone):
        self.gone = gone
        self.call = weakly(self.double)

    def double(self, number):
        return 2 * number

    def __del__(self):
        self.gone.append(True)


def test_an_object_that_calls_itself_weakly_is_gone_with_its_last_use():
    gone = []
    holder = Holder(gone)
    assert (holder.call(21), gone) == (42, [])
    del holder
    assert gone == [True]
