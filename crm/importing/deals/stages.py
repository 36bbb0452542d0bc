"""In which stage a deal of a list stands: by name, as a person has mapped it, or made where that was chosen."""

from dataclasses import dataclass, field

from django.utils.translation import gettext

from crm.choices import StageKind
from crm.importing.deals.words import state_of
from crm.importing.options import NEW_STAGE, Options
from crm.models import Import, Pipeline, Stage
from crm.names import fold
from crm.pipelines import DEFAULT_NAME, DEFAULT_STAGES, ensure_default
from quotahit.audit.log import append

_PROBABILITY = {StageKind.OPEN: 10, StageKind.WON: 100, StageKind.LOST: 0}


@dataclass(frozen=True)
class Placed:
    """The stage, or why there is none; `unknown`: a stage of the file that no stage here is called like, whatever
    was chosen for it."""

    stage: Stage | None = None
    problem: str = ""
    remark: str = ""
    unknown: tuple[str, str] | None = None  # pipeline and stage, as they stand in the file


def key_of(pipeline: str, stage: str) -> str:
    """By what a choice for a stage of the file is kept."""
    return f"{fold(pipeline)}/{fold(stage)}"


@dataclass
class Stages:
    """The pipelines of one organization, and what was chosen for the stages that it does not have.

    What is chosen to be made is made if `writes`; else it is only thought of.
    """

    job: Import
    options: Options
    writes: bool
    pipelines: list[Pipeline] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def load(self) -> None:
        """Read them as they are now."""
        organization = self.job.organization
        if self.writes:
            ensure_default(organization)
        self.pipelines = list(Pipeline.objects.for_organization(organization).order_by("-is_default", "pk"))
        by_id = {pipeline.pk: pipeline for pipeline in self.pipelines}
        self.stages = list(Stage.objects.for_organization(organization).order_by("pipeline", "position"))
        for stage in self.stages:
            stage.pipeline = by_id[stage.pipeline_id]
        if not self.pipelines:
            self._think_of_default()

    def _think_of_default(self) -> None:
        """The pipeline that a run would make first of all."""
        pipeline = Pipeline(organization=self.job.organization, name=DEFAULT_NAME, is_default=True)
        self.pipelines = [pipeline]
        self.stages = [Stage(pipeline=pipeline, name=name, kind=kind) for name, kind, _ in DEFAULT_STAGES]

    def place(self, pipeline_name: str, name: str, state: str) -> Placed:
        """Where a deal stands whose row says this; `state` is what a column of its own says of open, won or lost."""
        chosen = self._chosen(pipeline_name, name) if name else ""
        if chosen.isdigit() and (found := next((each for each in self.stages if each.pk == int(chosen)), None)):
            return self._as_it_ended(found, state, unknown=(pipeline_name, name))
        pipeline = self._pipeline(pipeline_name)
        if pipeline_name and pipeline is None and not self._makes(chosen):
            return Placed(
                problem=gettext("there is no pipeline “{pipeline_name}”").format(pipeline_name=pipeline_name),
                unknown=(pipeline_name, name) if name else None,
            )
        if name and (found := self._named(pipeline, name, is_told=bool(pipeline_name))):
            return self._as_it_ended(found, state)
        ended = state_of(name) or state
        is_over = pipeline and ended in (StageKind.WON, StageKind.LOST) and chosen != NEW_STAGE
        if is_over and pipeline and (found := self._of_kind(pipeline, ended)):
            return Placed(found)
        if name and self._makes(chosen):
            made = self._make(pipeline, pipeline_name, name)
            return self._as_it_ended(made, state, unknown=(pipeline_name, name))
        if name:
            where = (
                gettext("the pipeline “{pipeline}”").format(pipeline=pipeline) if pipeline else gettext("any pipeline")
            )
            return Placed(
                problem=gettext("the stage “{name}” is none of {where}").format(name=name, where=where),
                unknown=(pipeline_name, name),
            )
        begins = self._of_kind(pipeline, StageKind.OPEN) if pipeline else None
        if begins is None:
            return Placed(problem=gettext("there is no pipeline with an open stage where the deal could stand"))
        return Placed(
            begins, remark=gettext("the row names no stage; the deal stands in “{begins}”").format(begins=begins)
        )

    def _chosen(self, pipeline: str, name: str) -> str:
        """What was chosen for the stage of this pipeline, else for every stage of this name."""
        stages = self.options.stages
        return stages.get(key_of(pipeline, name)) or stages.get(key_of("", name), "")

    def _makes(self, chosen: str) -> bool:
        return chosen == NEW_STAGE or (not chosen and self.options.new_stages)

    def _pipeline(self, name: str) -> Pipeline | None:
        """The one that is called so; where the row names none, the default."""
        if not name:
            return self.pipelines[0] if self.pipelines else None
        return next((each for each in self.pipelines if fold(each.name) == fold(name)), None)

    def _named(self, pipeline: Pipeline | None, name: str, *, is_told: bool) -> Stage | None:
        """The stage of this name; one of another pipeline only if the row names no pipeline, and one has it."""
        every = [each for each in self.stages if fold(each.name) == fold(name)]
        here = [each for each in every if each.pipeline is pipeline]
        if here:
            return here[0]
        return every[0] if len(every) == 1 and not is_told else None

    def _as_it_ended(self, stage: Stage, state: str, unknown: tuple[str, str] | None = None) -> Placed:
        """The stage, or where its pipeline keeps what was won or lost: tools leave such deals where they stood last."""
        if state in (StageKind.WON, StageKind.LOST) and stage.kind == StageKind.OPEN:
            stage = self._of_kind(stage.pipeline, state) or stage
        return Placed(stage, unknown=unknown)

    def _of_kind(self, pipeline: Pipeline, kind: str) -> Stage | None:
        return next((each for each in self.stages if each.pipeline is pipeline and each.kind == kind), None)

    def _make(self, pipeline: Pipeline | None, pipeline_name: str, name: str) -> Stage:
        """The stage at the end of its pipeline, and the pipeline too where it is not there."""
        organization, kind = self.job.organization, StageKind(state_of(name) or StageKind.OPEN)
        if pipeline is None:
            pipeline = Pipeline(
                organization=organization, name=pipeline_name or DEFAULT_NAME, is_default=not self.pipelines
            )
            self.pipelines.append(pipeline)
            self._save(pipeline, "pipeline.created")
        position = max((each.position for each in self.stages if each.pipeline is pipeline), default=0) + 1
        stage = Stage(
            organization=organization, pipeline=pipeline, name=name, position=position, kind=kind,
            probability=_PROBABILITY[kind],
        )  # fmt: skip
        self.stages.append(stage)
        self._save(stage, "stage.created")
        return stage

    def _save(self, row: Pipeline | Stage, act: str) -> None:
        if self.writes:
            row.save()
            append(self.job.organization, self.job.by or "system:import", act, row, why={"import_id": self.job.pk})


def suggested(stages: list[Stage], pipeline: str, name: str) -> Stage | None:
    """The one stage that a person most likely means: it begins the other's name, as "Proposal" in "Proposal/Quote"."""
    words = f"{fold(name)} "
    likely = [each for each in stages if words.startswith(f"{fold(each.name)} ")]
    in_it = [each for each in likely if fold(each.pipeline.name) == fold(pipeline)]
    found = in_it or likely
    return found[0] if len(found) == 1 else None
