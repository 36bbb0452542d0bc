"""The demo's prospects at work: when our mail has lain there long enough, they do what their script says."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from crm.choices import Engagement
from crm.engagement import earn
from outreach import sandbox
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.console.demo.cast import Prospect, prospects
from quotahit.events.models import Event
from quotahit.events.record import record
from quotahit.workflow.outgoing import Fate

ACTED = "demo.prospect_acted"


def act(organization: Organization) -> int:
    """Let every prospect act whose time has come; returns how many did. Each acts once."""
    return sum(_act(delivery, prospect) for delivery, prospect in _due(organization))


def act_in_all_demos() -> int:
    """The same for every demo workspace that is not paused."""
    return sum(act(organization) for organization in Organization.objects.filter(is_demo=True, paused_at=None))


@cache
def scripts() -> dict[str, Prospect]:
    """Those who do something, by address."""
    return {prospect.email: prospect for prospect in prospects() if prospect.script}


@cache
def _answers() -> dict[str, list[str]]:
    return json.loads((Path(__file__).parent / "answers.json").read_text())


def _due(organization: Organization) -> Iterator[tuple[Delivery, Prospect]]:
    acted = Event.objects.filter(organization=organization, type=ACTED).values_list("subject_id", flat=True)
    sent = Delivery.objects.for_organization(organization).filter(
        status=Fate.SENT, address__in=scripts(), step__isnull=False
    )
    waiting = sent.exclude(contact__in=list(acted)).select_related("contact", "step", "mailbox", "organization")
    for delivery in waiting.order_by("settled_at"):
        prospect = scripts()[delivery.address]
        if delivery.step.position == prospect.step and _is_time(delivery, prospect):
            yield delivery, prospect


def _is_time(delivery: Delivery, prospect: Prospect) -> bool:
    # Machines answer at once, people take their time.
    wait = timedelta(minutes=1) if prospect.script in ("bounce", "out_of_office") else timedelta(hours=prospect.hours)
    return delivery.settled_at is not None and delivery.settled_at + wait <= clock.now()


def _act(delivery: Delivery, prospect: Prospect) -> bool:
    key = f"{ACTED}:{delivery.contact_id}"
    if record(delivery.organization, ACTED, subject=delivery.contact, source="system:demo", key=key) is None:
        return False
    if prospect.script == "bounce":
        sandbox.bounce_back(delivery, "5.1.1")
    elif prospect.script == "out_of_office":
        sandbox.out_of_office(delivery, clock.now().date() + timedelta(days=6 + prospect.number % 5))
    elif prospect.script == "complaint":
        sandbox.complain(delivery)
    elif prospect.script == "opened":
        _open(delivery, prospect)
    else:
        texts = _answers()[prospect.script]
        sandbox.answer_as_prospect(delivery, texts[prospect.number % len(texts)])
    return True


def _open(delivery: Delivery, prospect: Prospect) -> None:
    """They read it, and some follow a link."""
    kinds = [Engagement.EMAIL_OPENED] + [Engagement.EMAIL_CLICKED] * (prospect.number % 2)
    for kind in kinds:
        key = f"{kind}:{delivery.pk}"
        earn(delivery.organization, delivery.contact, kind, source=f"delivery:{delivery.pk}", key=key)
