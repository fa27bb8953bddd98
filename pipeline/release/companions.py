"""The files beside a release's tables: card, changelog, citation, data package, Croissant metadata, schemas, plots.

They are not content: they never cause a release, and the version rules ignore them.
"""

from collections.abc import Iterable, Sequence

from pipeline.release.card import CARD, CardFacts, write_card
from pipeline.release.changelog import CHANGELOG, read_versions
from pipeline.release.citation import CITATION, write_citation
from pipeline.release.contents import Contents
from pipeline.release.croissant import CROISSANT, write_croissant
from pipeline.release.datapackage import DATA_PACKAGE, write_data_package
from pipeline.release.differences import Differences
from pipeline.release.examples import find_examples
from pipeline.release.facts import ReleaseFacts
from pipeline.release.manifest import FileEntry, YankedVersion
from pipeline.release.pictures import pictures_of
from pipeline.release.plot_process import Draughtsman
from pipeline.release.yanks import note_yanks
from schemas.descriptor import table_schema, to_json
from schemas.tables import RELEASED_TABLES

SCHEMAS = "schemas"


def companion_files(
    facts: ReleaseFacts,
    current: Contents,
    differences: Differences | None,
    files: Iterable[FileEntry],
    changelog: str,
    yanked: Sequence[YankedVersion],
    draughtsman: Draughtsman,
) -> dict[str, bytes]:
    """Return the bytes of each file by path. `files` are the release's tables, `changelog` that of the whole line.

    The plots are counted from `current`, and from its `differences` to the predecessor, if any, and drawn by the
    `draughtsman` while the texts are written. Raises ReleaseError if a file cannot be read.
    """
    pictures = pictures_of(current, differences, facts.previous)
    draughtsman.ask(list(pictures.values()))
    files = tuple(files)
    months = [file.month for file in files if file.table == "statements" and file.month]
    card = write_card(CardFacts(facts, read_versions(changelog), tuple(pictures), find_examples(current), months))
    texts = {
        CARD: note_yanks(card, facts.version, yanked),
        CHANGELOG: changelog,
        CITATION: write_citation(facts),
        CROISSANT: write_croissant(facts, files),
        DATA_PACKAGE: write_data_package(facts),
        **{f"{SCHEMAS}/{table}.json": to_json(table_schema(table)) for table in RELEASED_TABLES},
    }
    return {path: text.encode() for path, text in texts.items()} | {
        picture.path: data for picture, data in zip(pictures, draughtsman.drawn(), strict=True)
    }
