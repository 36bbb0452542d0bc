"""Pipelines and their stages."""

from django.db import transaction
from django.utils.translation import gettext

from crm.choices import StageKind
from crm.errors import WrongStageError
from crm.models import Pipeline, Stage
from quotahit.accounts.models import Organization
from quotahit.audit.log import append

DEFAULT_NAME = "Sales"
DEFAULT_STAGES = (
    ("New", StageKind.OPEN, 10),
    ("Qualified", StageKind.OPEN, 25),
    ("Proposal", StageKind.OPEN, 50),
    ("Negotiation", StageKind.OPEN, 75),
    ("Won", StageKind.WON, 100),
    ("Lost", StageKind.LOST, 0),
)


def ensure_default(organization: Organization) -> Pipeline:
    """The organization's default pipeline, else its oldest; where there is none, one with six stages is made."""
    mine = Pipeline.objects.for_organization(organization)
    return mine.order_by("-is_default", "pk").first() or _create_default(organization)


def first_stage(pipeline: Pipeline) -> Stage:
    """Where a new deal begins: the first open stage. Raises WrongStageError where there is none."""
    stage = stage_of_kind(pipeline, StageKind.OPEN)
    if stage is None:
        raise WrongStageError(
            gettext("Pipeline “{pipeline}” has no open stage where a deal could begin.").format(pipeline=pipeline)
        )
    return stage


def stage_of_kind(pipeline: Pipeline, kind: str) -> Stage | None:
    """The pipeline's first stage of this kind, such as the one where deals are won."""
    return pipeline.stages.filter(kind=kind).order_by("position").first()


def _create_default(organization: Organization) -> Pipeline:
    with transaction.atomic():
        pipeline = Pipeline.objects.create(organization=organization, name=DEFAULT_NAME, is_default=True)
        Stage.objects.bulk_create(
            Stage(
                organization=organization,
                pipeline=pipeline,
                name=name,
                position=position,
                kind=kind,
                probability=probability,
            )
            for position, (name, kind, probability) in enumerate(DEFAULT_STAGES, start=1)
        )
        append(organization, "system:set_up", "pipeline.created", pipeline)
    return pipeline
