"""Writing templates and sequences: a change of text is a new version, and every version stays readable."""

from collections.abc import Sequence as Many
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from crm.journal import same_organization, sign
from outreach.choices import StopReason
from outreach.eligibility import RUNNING
from outreach.enrollments import stop_enrollments
from outreach.errors import NotSendable
from outreach.models import Sequence, SequenceStep, Template
from outreach.recipients import lock_contacts
from outreach.templates import problems_of
from quotahit import clock
from quotahit.audit.log import append


def save_template(template: Template, *, actor: object) -> Template:
    """Save a new or changed template. Deliveries keep the version that they were written with."""
    with transaction.atomic():
        before = Template.objects.select_for_update().filter(pk=template.pk).first()
        if before is not None:
            changed = (before.subject, before.body) != (template.subject, template.body)
            template.version = before.version + changed
        template.updated_at = clock.now()
        sign(template, actor)
        template.save()
        act = "template.changed" if before else "template.created"
        append(template.organization, actor, act, template, why={"version": template.version})
    return template


@dataclass(frozen=True)
class StepPlan:
    """One message of a sequence that is being written."""

    template: Template
    delay_days: Decimal = Decimal(0)
    same_thread: bool = True


def save_sequence(sequence: Sequence, steps: Many[StepPlan] | None, *, actor: object) -> Sequence:
    """Save a new or changed sequence; the steps, where given, take the place of those that are there.

    Who is in it goes on with whichever message then stands at their place.
    """
    same_organization(sequence.organization, *(step.template for step in steps or ()))
    act = "sequence.changed" if sequence.pk else "sequence.created"
    with transaction.atomic():
        sequence.save()
        if steps is not None:
            _write_steps(sequence, steps)
        append(sequence.organization, actor, act, sequence, why={"steps": sequence.steps.count()})
    return sequence


def delete_sequence(sequence: Sequence, *, actor: object) -> None:
    """Delete a sequence with who is in it: they leave it first, and what was planned for them is cancelled.

    Locks are taken in the order in which whoever enrols, ticks and stops takes them (a segment's enrolment, people,
    their enrolments, their mail), and the sequence's own last, so that nobody waits in a ring. NotSendable where
    somebody was put into it meanwhile.
    """
    running = sequence.enrollments.filter(status__in=RUNNING)
    with transaction.atomic():
        list(sequence.segment_enrollments.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        people = set(running.values_list("contact_id", flat=True))
        lock_contacts(people)
        still = running.filter(contact__one_of=people).values_list("contact_id", flat=True)
        stop_enrollments(list(still), StopReason.REMOVED, actor=actor)
        list(Sequence.objects.select_for_update().filter(pk=sequence.pk).values_list("pk"))
        if running.exists():
            raise NotSendable("Somebody was put into this sequence just now. Delete it again.")
        append(sequence.organization, actor, "sequence.deleted", sequence)
        sequence.delete()


def _write_steps(sequence: Sequence, steps: Many[StepPlan]) -> None:
    sequence.steps.filter(position__gt=len(steps)).delete()
    for position, step in enumerate(steps, start=1):
        SequenceStep.objects.update_or_create(
            sequence=sequence,
            position=position,
            defaults={
                "organization": sequence.organization,
                "template": step.template,
                "delay_days": step.delay_days,
                "same_thread": step.same_thread,
            },
        )


def problems(template: Template) -> dict[str, list[str]]:
    """What is wrong with each field, in sentences for the author; empty when nothing is."""
    found = {name: problems_of(getattr(template, name)) for name in ("subject", "body")}
    return {name: sentences for name, sentences in found.items() if sentences}
