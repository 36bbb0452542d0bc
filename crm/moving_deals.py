"""Moving many deals to one stage at once, as `move_deal` moves one."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from crm.choices import StageKind
from crm.errors import WrongStageError
from crm.journal import same_organization, source_of
from crm.models import Deal, Stage, StageChange
from crm.saving_many import BATCH, remember
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many


def lacking(deal: Deal, stage: Stage) -> str:
    """The first field that the stage asks for and the deal does not have."""
    return next((name for name in stage.required if getattr(deal, name) is None), "")


def move_deals(
    organization: Organization, ids: Collection[int], stage: Stage, *, actor: object, lost_reason: str = ""
) -> dict[int, Deal]:
    """Move deals of one pipeline; returns each that stood elsewhere as it was before. The caller has seen to what the
    stage asks for; WrongStageError where one is of another pipeline."""
    same_organization(organization, stage)
    with transaction.atomic():
        rows = Deal.objects.for_organization(organization).filter(pk__one_of=list(ids)).order_by("pk")
        found = rows.exclude(stage=stage).select_related("stage").select_for_update(of=("self",))
        before = {deal.pk: deal for deal in found}
        if any(deal.stage.pipeline_id != stage.pipeline_id for deal in before.values()):
            raise WrongStageError(
                gettext("Stage “{stage}” belongs to another pipeline than some of the deals.").format(stage=stage)
            )
        if before:
            _write(organization, before, stage, lost_reason, actor)
            append(organization, actor, "deals.moved", stage, why={"count": len(before)})
            record_many(_facts(organization, before, stage, source_of(actor)))
    return before


def _write(organization: Organization, before: dict[int, Deal], stage: Stage, lost_reason: str, actor: object) -> None:
    now, name = clock.now(), actor_name(actor)
    Deal.objects.filter(pk__one_of=list(before)).update(
        stage=stage,
        stage_since=now,
        updated_at=now,
        closed_at=None if stage.kind == StageKind.OPEN else now,
        lost_reason=lost_reason if stage.kind == StageKind.LOST else "",
    )
    remember(list(before.values()), "~", reason=name, user_id=actor.pk if isinstance(actor, User) else None)
    StageChange.objects.bulk_create(
        (
            StageChange(organization=organization, deal=deal, before=deal.stage, after=stage, actor=name)
            for deal in before.values()
        ),
        BATCH,
    )


def _facts(organization: Organization, before: dict[int, Deal], stage: Stage, source: str) -> list[Fact]:
    facts = []
    for deal in before.values():
        payload: dict[str, Any] = {
            "deal_id": deal.pk,
            "contact_id": deal.contact_id,
            "stage_id": stage.pk,
            "amount": None if deal.amount is None else str(deal.amount),
            "currency": deal.currency,
        }
        subject = ("crm.deal", deal.pk)
        facts.append(
            Fact(organization.pk, "deal.stage_changed", subject, payload | {"before_id": deal.stage_id}, source)
        )
        if stage.kind != StageKind.OPEN and deal.stage.kind != stage.kind:
            facts.append(Fact(organization.pk, f"deal.{stage.kind}", subject, payload, source))
    return facts
