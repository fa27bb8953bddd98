"""Resources: settings and repository as the UI shows them, a run's workers, and its progress."""

from collections.abc import Callable, Iterator
from typing import Any

from dagster import (
    ConfigurableResource,
    Definitions,
    InitResourceContext,
    ResourceDefinition,
    definitions,
    in_process_executor,
    resource,
)
from pydantic import Field

from pipeline.defs.processes import PROCESS_TAG, this_process
from pipeline.defs.retries import plain_failure
from pipeline.errors import SettingsError
from pipeline.lake.workers import Workers, open_workers
from pipeline.settings import Settings, load_settings, make_settings

DATA_TAG = "onrecord/data"
"""The data folder of a run. Two of them may share an instance, where DAGSTER_HOME is set."""

BUILD_TAG = "onrecord/build"
"""What the runs of one build have in common: the id of the first of them."""

LAKE_POOL = "lake"
"""The pool of every asset that writes the lake or a release: runs that need it wait for each other."""

_NAMES_CODE = ("spacy_pipeline", "dask_scheduler")
# What the settings of this process name: from its environment, its project's file or its command line.
_KNOWN_CODE: set[tuple[str, str]] = set()

Advance = Callable[[int, int], None]
"""Called after each part of a run with the numbers of finished and of all documents."""


class Project(ConfigurableResource[None]):
    """The locations of seeds and data, and the settings that determine the tables."""

    seeds: str = Field(description="Folder of the seeds, a path or fsspec URL.")
    data: str = Field(description="Folder of lake and releases, a path or fsspec URL.")
    corrections: str = Field(description="Folder of people's corrections, a path or fsspec URL.")
    quality: str = Field(description="Folder of samples and people's answers, a path or fsspec URL.")
    jobs: int = Field(description="Number of worker processes.")
    dask_scheduler: str = Field(default="", description="Dask scheduler whose workers extract; none: local processes.")
    max_document_bytes: int = Field(description="A document larger than this is rejected.")
    max_seed_bytes: int = Field(description="A seed file larger than this is rejected.")
    backends: str = Field(description="Extraction engines, in order.")
    merge: str = Field(description="Which of overlapping spans are kept, by layer.")
    spacy_pipeline: str = Field(description="The spaCy pipeline of the backend spacy.")
    languages: str = Field(default="", description="Folder with further languages.")
    tagger: str = Field(default="crf", description="What proposes names to the embedded engine.")
    fields: dict[str, list[str]] = Field(default={}, description="A user's own names for the fields of records.")
    folders: dict[str, dict[str, dict[str, list[str]]]] = Field(
        default={}, description="The same for the seeds under a folder."
    )

    furniture: dict[str, dict[str, list[str]]] = Field(
        default={}, description="A user's own furniture of pages, by host, as in furniture.toml."
    )

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Tag the run with its data folder and its process; all steps of a run are in one process (see `resources`)."""
        if context.instance is not None and context.run is not None:
            tags = {PROCESS_TAG: this_process(), DATA_TAG: self.data}
            context.instance.add_run_tags(context.run.run_id, tags)

    def settings(self) -> Settings:
        """Return the settings of a run. Raises SettingsError if one is invalid, or names other code.

        Whoever reaches the UI may configure a launch, but not choose what code it runs.
        """
        for name in self._unknown_code():
            raise SettingsError(f"{name}: names code to run, so a launch cannot choose it; set it in onrecord.toml")
        return make_settings(**{name: getattr(self, name) for name in type(self).model_fields})

    def may_run(self) -> bool:
        """Return whether the code that the settings name is that of this process's own settings."""
        return not self._unknown_code()

    def _unknown_code(self) -> list[str]:
        return [name for name in _NAMES_CODE if (name, getattr(self, name)) not in _KNOWN_CODE]

    def settings_of_step(self) -> Settings:
        """Return the settings of a run. Fails the step, with only the cause, if one is invalid."""
        try:
            return self.settings()
        except SettingsError as error:
            raise plain_failure(error) from None


class HubRepository(ConfigurableResource[None]):
    """The repository of releases. The token is read from HF_TOKEN when needed and is never part of a configuration."""

    repository: str = Field(description="The dataset, as namespace/name; without one nothing is published.")
    endpoint: str = Field(description="URL of the Hub; default: the public Hub.")


def project_of(settings: Settings) -> Project:
    """Return the resource with `settings`, whose code this process may run from then on."""
    _KNOWN_CODE.update((name, getattr(settings, name)) for name in _NAMES_CODE)
    given = {name: getattr(settings, name) for name in Project.model_fields}
    return Project(**given | settings.own_names() | settings.own_furniture())


@resource(
    required_resource_keys={"project"},
    description="The processes that parse and annotate: they are started with a run's first work, and shared by its "
    "steps.",
)
def workers(context: InitResourceContext) -> Iterator[Workers]:
    """Open the run's workers; starting a process takes seconds of processor time, so steps share them."""
    project = context.resources.project
    # A wrong setting fails the steps, which say it better; nothing is opened for what a launch may not choose.
    scheduler = project.dask_scheduler if project.may_run() else ""
    with open_workers(project.jobs, scheduler) as opened:
        yield opened


def silent(done: int, total: int) -> None:
    """Report no progress, for runs without a terminal: the UI shows the run's log instead."""


def resources_of(settings: Settings) -> dict[str, Any]:
    """Return the resources of a run that builds with `settings`, by key."""
    progress = ResourceDefinition.hardcoded_resource(silent, "Called with the number of finished documents.")
    return {"project": project_of(settings), "workers": workers, "progress": progress}


@definitions
def resources() -> Definitions:
    """Return the resources of the code location, from this process's settings."""
    settings = load_settings()
    return Definitions(
        # A process a step would cost seconds and gain nothing: steps follow each other, and annotating maps over
        # processes of its own.
        executor=in_process_executor,
        resources={
            **resources_of(settings),
            "hub": HubRepository(repository=settings.repository, endpoint=settings.hub_endpoint),
        },
    )
