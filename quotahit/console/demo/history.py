"""The demo's past: several weeks played through the real verbs, so that timeline, scores and log are true."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from compliance.consents import grant_consents
from crm.choices import StageKind
from crm.companies import find_or_create_company, update_company
from crm.contacts import create_contact
from crm.deals import move_deal, update_deal
from crm.models import Contact, Deal, Stage
from crm.pipelines import stage_of_kind
from outreach.blanks import blanks_in, filled
from outreach.channels import dispatch
from outreach.inbound.process import process_waiting
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.console.demo.cast import Prospect, prospects
from quotahit.console.demo.prospects import act
from quotahit.workflow.approvals import resolve
from quotahit.workflow.models import Approval
from quotahit.workflow.runs import advance

ROUNDS = 40
# When the lists came in, in days before today, and up to which number of the cast.
WAVES = ((26, 24), (15, 44), (5, 56), (0, 60))
LEFT_FOR_THE_OPERATOR = timedelta(days=6)
OPERATORS_WORDS = "It takes about a week to set up, and you pay nothing before it works for you."
LOST_REASONS = ("Chose another vendor", "No budget this year")


def play(organization: Organization, owner: User) -> None:
    """Play the past up to now."""
    now = clock.now()
    cast = prospects()
    for at in _moments(now):
        with clock.stopped(at):
            _arrivals(organization, cast, at, now)
            settle()
            if act(organization):
                settle()
            if at < now - LEFT_FOR_THE_OPERATOR:
                _operator(organization, owner)
                settle()


def settle() -> None:
    """What worker and scheduler do, until nothing moves any more."""
    for _ in range(ROUNDS):
        if not sum((advance(200), tick(500), dispatch(500).looked_at, process_waiting(200))):
            return


def _moments(now: datetime) -> Iterator[datetime]:
    """Twice on every day since the first list came in, and now."""
    at = (now - timedelta(days=WAVES[0][0])).replace(hour=9, minute=7, second=0, microsecond=0)
    while at < now:
        yield at
        at += timedelta(hours=6) if at.hour == 9 else timedelta(hours=18)
    yield now


def _arrivals(organization: Organization, cast: list[Prospect], at: datetime, now: datetime) -> None:
    """The contacts of the lists that have come in by this moment and are not there yet."""
    arrived = max((count for days, count in WAVES if at >= now - timedelta(days=days, hours=1)), default=0)
    there = Contact.objects.for_organization(organization).count()
    new = cast[there:arrived]
    for prospect in new:
        _arrive(organization, prospect)
    # Outside the United States a mail needs consent; one in three of those people never gave it.
    asked = [one.email for one in new if one.fields["country"] != "US" and one.number % 3]
    if asked:
        grant_consents(
            organization,
            "email",
            asked,
            type="email_sub",
            text="I would like to hear about new products by email.",
            text_version="1",
            source="trade fair form",
            at=at - timedelta(days=30),
            actor="system:demo",
        )


def _arrive(organization: Organization, prospect: Prospect) -> None:
    known = dict(prospect.company)
    company = find_or_create_company(organization, known.pop("name"), domain=known["domain"], actor="system:demo")
    update_company(company, actor="system:demo", **known)
    create_contact(
        organization,
        actor="system:demo",
        emails=[prospect.email],
        phones=prospect.phones,
        company=company,
        **prospect.fields,
    )


def _operator(organization: Organization, owner: User) -> None:
    """The operator of the past: approves what was proposed, and moves each deal on a little."""
    for approval in Approval.objects.for_organization(organization).waiting():
        resolve(approval, "approve", actor=owner, fingerprint=approval.fingerprint, edits=_filled_in(approval))
    for deal in Deal.objects.for_organization(organization).filter(closed_at=None).select_related("stage__pipeline"):
        _move(deal, owner)


def _filled_in(approval: Approval) -> dict[str, str]:
    """What the operator writes where a draft leaves them a place."""
    text = str(approval.content.get("text", ""))
    return {"text": filled(text, OPERATORS_WORDS)} if blanks_in(text) else {}


def _move(deal: Deal, owner: User) -> None:
    """One stage further every few days; some are won in the end and some are lost."""
    if deal.amount is None:
        update_deal(deal, actor=owner, amount=Decimal(4000 + 3500 * (deal.pk % 5)), owner=owner)
    last = deal.stage_changes.last()
    if last is not None and last.at > clock.now() - timedelta(days=3 + deal.pk % 2):
        return
    following = deal.stage.pipeline.stages.filter(position__gt=deal.stage.position, kind=StageKind.OPEN).first()
    ending: Stage | None = following
    if following is None or (deal.pk % 3 == 0 and deal.stage.position > 1):
        ending = stage_of_kind(deal.stage.pipeline, StageKind.LOST if deal.pk % 3 == 0 else StageKind.WON)
    if ending is not None:
        reason = LOST_REASONS[deal.pk % 2] if ending.kind == StageKind.LOST else ""
        move_deal(deal, ending, actor=owner, lost_reason=reason)
