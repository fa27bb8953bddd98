"""Resources: settings and repository as the UI shows them, a run's workers, and how it tells of its progress."""

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
from pipeline.lake.workers import Workers, open_workers
from pipeline.settings import Settings, load_settings, make_settings

LAKE_POOL = "lake"
"""The pool of every asset that writes the lake or a release: runs that have one of them wait for each other."""

Advance = Callable[[int, int], None]
"""Told after each part of a run how many documents are done, and how many there are to do."""


class Project(ConfigurableResource[None]):
    """Where seeds and data are, and the settings that shape the tables."""

    seeds: str = Field(description="Folder of the seeds, a path or fsspec URL.")
    data: str = Field(description="Folder of lake and releases, a path or fsspec URL.")
    jobs: int = Field(description="Processes that extract side by side.")
    dask_scheduler: str = Field(default="", description="Dask scheduler whose workers extract; none: local processes.")
    max_document_bytes: int = Field(description="A document larger than this is rejected.")
    max_seed_bytes: int = Field(description="A seed file larger than this is rejected.")
    backends: str = Field(description="Engines of extraction in their order.")
    merge: str = Field(description="Which of overlapping spans stand, by layer.")
    spacy_pipeline: str = Field(description="The spaCy pipeline of the backend spacy.")

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Have the run say which process it is in; all steps of a run are in one (see `resources`)."""
        if context.instance is not None and context.run is not None:
            context.instance.add_run_tags(context.run.run_id, {PROCESS_TAG: this_process()})

    def settings(self) -> Settings:
        """The settings of a run. Raises SettingsError when one is malformed."""
        return make_settings(**{name: getattr(self, name) for name in type(self).model_fields})


class HubRepository(ConfigurableResource[None]):
    """Where releases go. The token is read from HF_TOKEN when a run needs it and is no part of any configuration."""

    repository: str = Field(description="The dataset, as namespace/name; none publishes nothing.")
    endpoint: str = Field(description="Address of the Hub; the public one by default.")


def project_of(settings: Settings) -> Project:
    """The resource that carries `settings`."""
    return Project(**{name: getattr(settings, name) for name in Project.model_fields})


@resource(
    required_resource_keys={"project"},
    description="The processes that parse and annotate: they are started with a run's first work, and shared by its "
    "steps.",
)
def workers(context: InitResourceContext) -> Iterator[Workers]:
    """The run's workers; a process takes seconds of processor time to start, so no step starts its own."""
    settings = context.resources.project.settings()
    with open_workers(settings.jobs, settings.dask_scheduler) as opened:
        yield opened


def silent(done: int, total: int) -> None:
    """Progress of a run that nobody watches on a terminal: the UI shows the run's log instead."""


def resources_of(settings: Settings) -> dict[str, Any]:
    """What a run needs that builds with `settings`, by key."""
    progress = ResourceDefinition.hardcoded_resource(silent, "Told how many documents are done.")
    return {"project": project_of(settings), "workers": workers, "progress": progress}


@definitions
def resources() -> Definitions:
    """The resources of the code location, from this process's settings."""
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
