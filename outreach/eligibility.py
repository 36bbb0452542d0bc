"""Who may be put into a sequence, and which mailbox would write to them."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from compliance.gate import Attempt, check
from compliance.reasons import Reason
from crm.choices import Channel
from crm.holds import standing_holds
from outreach.channels.attempts import ALL_OF_OURS, attempt
from outreach.choices import EnrollmentStatus, Purpose
from outreach.mailboxes import Chooser
from outreach.models import Enrollment, Mailbox, Sequence, Thread
from outreach.recipients import Recipient, load_recipients
from quotahit.accounts.models import Organization, User

RUNNING = (EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED)


def reasons_against(
    organization: Organization, recipients: dict[int, Recipient], sequence: Sequence, actor: object, *, replace: bool
) -> dict[int, str]:
    """Why some of these contacts are not enrolled: the first reason that holds."""
    earlier = list(Enrollment.objects.filter(contact__in=recipients).values_list("contact_id", "sequence_id", "status"))
    same = {contact for contact, other, _ in earlier if other == sequence.pk}
    running = {(contact, other) for contact, other, status in earlier if status in RUNNING}
    busy = {contact for contact, other in running if not replace or other == sequence.pk}
    had = set() if isinstance(actor, User) else same
    held = standing_holds(organization.pk, recipients)
    reasons = {}
    for pk, recipient in recipients.items():
        if not recipient.address:
            reasons[pk] = "NO_ADDRESS"
        elif pk in busy:
            reasons[pk] = "ALREADY_ENROLLED"
        elif pk in had:
            reasons[pk] = "HAD_IT_BEFORE"
        elif pk in held and held[pk].until is None:
            reasons[pk] = "HELD"
    return reasons | _objections([recipient for pk, recipient in recipients.items() if pk not in reasons])


def chances(
    organization: Organization, contact_ids: Collection[int], sequence: Sequence, actor: object
) -> dict[int, str]:
    """Why some of these contacts would not be enrolled, without writing anything."""
    people = load_recipients(contact_ids)
    if not sequence.steps.exists():
        return dict.fromkeys(people, "NO_STEPS")
    reasons = reasons_against(organization, people, sequence, actor, replace=False)
    senders = senders_for(organization, [one for pk, one in people.items() if pk not in reasons], None)
    return reasons | {pk: "NO_MAILBOX" for pk, sender in senders.items() if sender is None}


def _objections(recipients: list[Recipient]) -> dict[int, str]:
    """What the gate says of these people as such, whatever state our own side is in."""
    decisions = zip(recipients, check(_attempts(recipients), record=False), strict=True)
    return {recipient.id: decision.reason for recipient, decision in decisions if not decision.allowed}


def keep_refusals(recipients: Iterable[Recipient], reasons: Mapping[int, str]) -> None:
    """Put on record, with rule and inputs, whom the gate did not let into a sequence."""
    check(_attempts([one for one in recipients if reasons.get(one.id) in Reason.values]))


def _attempts(recipients: Iterable[Recipient]) -> list[Attempt]:
    ask = partial(attempt, channel=Channel.EMAIL, purpose=Purpose.MARKETING, traits=ALL_OF_OURS)
    return [ask(recipient, address=recipient.address) for recipient in recipients]


def senders_for(
    organization: Organization, recipients: list[Recipient], mailbox: Mailbox | None
) -> dict[int, Mailbox | None]:
    """Who writes to each: the mailbox asked for, else the one that wrote before, else the one that suits."""
    if mailbox is not None:
        return {recipient.id: mailbox for recipient in recipients}
    threads = Thread.objects.filter(contact__in=[recipient.id for recipient in recipients], mailbox__is_active=True)
    before = {thread.contact_id: thread.mailbox for thread in threads.select_related("mailbox").order_by("last_at")}
    chooser = Chooser(organization)
    return {recipient.id: before.get(recipient.id) or chooser.choose(recipient.owner_id) for recipient in recipients}
