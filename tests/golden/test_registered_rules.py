"""Every rule that makes a row over the corpora is registered; `make digest` asks the same of all their documents."""

from itertools import islice

import pytest

from bench.digest import corpora_below, digest
from pipeline.rules import load_rules
from tests import PROJECT_ROOT

SHARED = PROJECT_ROOT.parent / "shared"
_OF_EACH = 5


# The corpora may not be passed on, so a clone elsewhere has none. CI has: its benchmark fails without them.
@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the corpora are not beside the repository")
def test_every_rule_that_makes_a_row_over_the_corpora_is_registered():
    seen = set()
    for _, documents in corpora_below(SHARED):
        seen |= digest(islice(documents, _OF_EACH), ())[2]
    assert len(seen) > 100
    assert seen <= load_rules().keys()
