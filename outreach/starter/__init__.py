"""What a new organization begins with: its sequences with their templates, and the sandbox mailbox."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from outreach.mailboxes import set_up_sandbox
from outreach.models import Sequence, SequenceStep, Template
from quotahit.accounts.models import Organization
from quotahit.audit.log import append

FILE = Path(__file__).with_name("sequences.toml")


def set_up_outreach(organization: Organization, *, actor: object) -> None:
    """Give an organization what it lacks of these; a sequence that is there stays as it is."""
    with transaction.atomic():
        set_up_sandbox(organization, actor=actor)
        there = set(Sequence.objects.for_organization(organization).values_list("code", flat=True))
        for plan in starter_sequences():
            if plan["code"] not in there:
                _create(organization, plan, actor)


@cache
def starter_sequences() -> list[dict[str, Any]]:
    """The sequences as the file has them."""
    return tomllib.loads(FILE.read_text())["sequences"]


def _create(organization: Organization, plan: dict[str, Any], actor: object) -> Sequence:
    sequence = Sequence.objects.create(
        organization=organization, code=plan["code"], name=plan["name"], purpose=plan["purpose"]
    )
    for position, step in enumerate(plan["steps"], start=1):
        template = Template.objects.create(
            organization=organization, name=step["template"], subject=step["subject"], body=step["body"].strip()
        )
        SequenceStep.objects.create(
            organization=organization,
            sequence=sequence,
            position=position,
            template=template,
            delay_days=step["delay_days"],
            same_thread=step["same_thread"],
        )
    append(organization, actor, "sequence.created", sequence, why={"steps": len(plan["steps"])})
    return sequence
