"""What a lake built from nothing takes over: the takedowns that the newest release in its folder remembers.

A person is remembered by releases as a slow hash alone, which no lake can turn back into an id: where one is in force
and `takedowns.toml` does not name it, nothing is built until a person has named it again.
"""

from pipeline.errors import SeedsError
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, read_memory, write_memory
from pipeline.lake.terms import read_terms
from pipeline.parse.takedowns import read_takedowns
from pipeline.publish.folder import FolderTarget
from pipeline.publish.heeding import describe_unknown
from pipeline.release.person_hashes import count_unknown_persons
from pipeline.settings import Settings


def recall_takedowns(settings: Settings, storage: Storage | None = None) -> None:
    """Have a lake without a memory take over that of the newest release in its folder; `storage` is the lake's.

    Raises SeedsError when that release remembers a person whom `takedowns.toml` does not name.
    """
    storage = storage or Storage(settings.lake)
    if read_memory(storage) is not None:
        return
    released = FolderTarget(settings.releases).takedowns()
    memory = TakedownMemory(documents=released.documents)
    if released.persons:
        named = memory.with_file(read_takedowns(read_terms(settings.seeds).takedowns or ""))
        if n := count_unknown_persons(released, named.persons):
            raise SeedsError(describe_unknown(n))
    write_memory(storage, memory)
