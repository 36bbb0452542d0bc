"""Deals: made, changed, and moved from stage to stage. Only `move_deal` moves one, so every move leaves its trace."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from crm.changes import apply_changes, check_fields
from crm.choices import Noun, StageKind
from crm.errors import MissingFieldsError, WrongStageError
from crm.journal import enter, same_organization, sign
from crm.models import REQUIRABLE, Company, Contact, Deal, Stage, StageChange
from crm.own_fields.schema import validate_values
from crm.pipelines import ensure_default, first_stage
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name

EDITABLE = frozenset(
    {"name", "contact", "company", "amount", "currency", "owner", "expected_close", "lost_reason", "custom"}
)


def create_deal(
    organization: Organization,
    *,
    actor: object,
    name: str,
    contact: Contact | None = None,
    company: Company | None = None,
    stage: Stage | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    owner: User | None = None,
    expected_close: date | None = None,
    custom: dict[str, Any] | None = None,
) -> Deal:
    """Make a deal, in the first stage of the default pipeline unless told; company and owner come from the contact."""
    same_organization(organization, contact, company, stage)
    deal = Deal(
        organization=organization,
        name=name,
        contact=contact,
        company=company or (contact.company if contact else None),
        stage=stage or first_stage(ensure_default(organization)),
        amount=amount,
        currency=currency or organization.currency,
        owner=owner or (contact.owner if contact else None),
        expected_close=expected_close,
        custom=validate_values(organization, Noun.DEAL, custom or {}),
    )
    start_deal(deal, actor=actor)
    return deal


def start_deal(deal: Deal, *, actor: object) -> None:
    """Save a new deal with its first stage change and its events."""
    _check_required(deal, deal.stage)
    with transaction.atomic():
        _save(deal, actor)
        _enter(deal, "deal.created", actor)
        _arrive(deal, None, actor)


def update_deal(deal: Deal, *, actor: object, **changes: Any) -> list[str]:
    """Change fields of a deal, never its stage; returns the names of those that did change."""
    check_fields("deal", changes, EDITABLE)
    same_organization(deal.organization, changes.get("contact"), changes.get("company"))
    with transaction.atomic():
        _lock(deal)
        if changes.get("custom"):
            changes["custom"] = validate_values(deal.organization, Noun.DEAL, changes["custom"])
        changed = apply_changes(deal, changes)
        if changed:
            _save(deal, actor)
            payload = {"deal_id": deal.pk, "contact_id": deal.contact_id, "fields": changed}
            enter(deal.organization, "deal.updated", deal, actor=actor, payload=payload)
    return changed


def move_deal(deal: Deal, stage: Stage, *, actor: object, lost_reason: str = "") -> Deal:
    """Move a deal to another stage of its pipeline; to the stage where it stands is no move.

    Raises WrongStageError for a stage of another pipeline, MissingFieldsError where the stage asks for more than the
    deal has. A won or lost deal is closed; back in an open stage it is open again.
    """
    same_organization(deal.organization, stage)
    with transaction.atomic():
        _lock(deal)
        before = deal.stage
        if stage.pipeline_id != before.pipeline_id:
            raise WrongStageError(
                gettext("Stage “{stage}” belongs to another pipeline than deal “{deal}”.").format(
                    stage=stage, deal=deal
                )
            )
        if stage.pk == before.pk:
            return deal
        _check_required(deal, stage)
        deal.stage, deal.stage_since = stage, clock.now()
        deal.closed_at = None
        deal.lost_reason = lost_reason if stage.kind == StageKind.LOST else ""
        _arrive(deal, before, actor)
    return deal


def _check_required(deal: Deal, stage: Stage) -> None:
    missing = [name for name in stage.required if getattr(deal, name) is None]
    if missing:
        raise MissingFieldsError(stage, missing, [REQUIRABLE[name].lower() for name in missing])


def _arrive(deal: Deal, before: Stage | None, actor: object) -> None:
    """Write down that the deal has come to its stage, from `before`, and close it where the stage says so."""
    StageChange.objects.create(
        organization=deal.organization, deal=deal, before=before, after=deal.stage, actor=actor_name(actor)
    )
    if deal.stage.kind != StageKind.OPEN:
        deal.closed_at = clock.now()
    if before is not None or deal.closed_at:
        _save(deal, actor)
    if before is not None:
        _enter(deal, "deal.stage_changed", actor, before_id=before.pk)
    if deal.stage.kind != StageKind.OPEN and (before is None or before.kind != deal.stage.kind):
        _enter(deal, f"deal.{deal.stage.kind}", actor)


def _lock(deal: Deal) -> None:
    deal.refresh_from_db(from_queryset=Deal.objects.select_for_update(of=("self",)))


def _save(deal: Deal, actor: object) -> None:
    deal.updated_at = clock.now()
    sign(deal, actor)
    deal.save()


def _enter(deal: Deal, type: str, actor: object, **more: Any) -> None:
    payload = {
        "deal_id": deal.pk,
        "contact_id": deal.contact_id,
        "stage_id": deal.stage_id,
        "amount": None if deal.amount is None else str(deal.amount),
        "currency": deal.currency,
        **more,
    }
    enter(deal.organization, type, deal, actor=actor, payload=payload)
