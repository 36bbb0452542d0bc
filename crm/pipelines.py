"""Pipelines and their stages."""

from django.db import transaction

from crm.choices import StageKind
from crm.models import Pipeline, Stage
from quotahit.accounts.models import Organization
from quotahit.audit.log import append

DEFAULT_STAGES = (
    ("New", StageKind.OPEN, 10),
    ("Qualified", StageKind.OPEN, 25),
    ("Proposal", StageKind.OPEN, 50),
    ("Negotiation", StageKind.OPEN, 75),
    ("Won", StageKind.WON, 100),
    ("Lost", StageKind.LOST, 0),
)


def ensure_default(organization: Organization) -> Pipeline:
    """The organization's default pipeline; made with six stages where there is none."""
    with transaction.atomic():
        pipeline, is_new = Pipeline.objects.get_or_create(
            organization=organization, is_default=True, defaults={"name": "Sales"}
        )
        if is_new:
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


def first_stage(pipeline: Pipeline) -> Stage:
    """Where a new deal begins: the first open stage."""
    return pipeline.stages.filter(kind=StageKind.OPEN).order_by("position").first() or pipeline.stages.get(position=1)


def stage_of_kind(pipeline: Pipeline, kind: StageKind) -> Stage | None:
    """The pipeline's first stage of this kind, such as the one where deals are won."""
    return pipeline.stages.filter(kind=kind).order_by("position").first()
