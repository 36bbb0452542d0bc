"""All that a batch of deliveries needs to be judged and written, read in a handful of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.holds import holds_on as holds_of
from crm.memory import Memory, memories_of
from crm.models import Hold, SellerProfile
from outreach.channels.attempts import our_traits
from outreach.choices import MailKind, Purpose
from outreach.mailboxes import autonomy_of
from outreach.models import Delivery, Enrollment, InboundMessage, Mailbox, Template
from outreach.own_words import AS_STORED, OwnWords, own_words
from outreach.recipients import Recipient, load_recipients
from outreach.template_memory import speaks_of_memory
from outreach.template_variables import Writer, writer
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization

REPLY_WINDOW = timedelta(days=30)


@dataclass
class Parties:
    """By id: whom, for whom, from where, with what text, and what stands against it."""

    recipients: dict[int, Recipient]
    organizations: dict[int, Organization]
    mailboxes: dict[int, Mailbox]
    holds: dict[int, list[Hold]]
    at: datetime = field(default_factory=clock.now)  # one moment for the whole batch
    profiles: dict[int, SellerProfile] = field(default_factory=dict)
    templates: dict[int, Template] = field(default_factory=dict)
    own: dict[int, OwnWords] = field(default_factory=dict)  # by organization
    enrollments: dict[int, str] = field(default_factory=dict)  # their status
    answering: set[int] = field(default_factory=set)  # contacts whose own message is still in its reply window
    memories: dict[int, Memory] = field(default_factory=dict)  # of those whose template speaks of it
    _writers: dict[int, Writer] = field(default_factory=dict)
    _autonomies: dict[int, Autonomy] = field(default_factory=dict)
    _traits: dict[int, frozenset[str]] = field(default_factory=dict)

    def mailbox(self, delivery: Delivery) -> Mailbox | None:
        return self.mailboxes.get(delivery.mailbox_id or 0)

    def organization(self, delivery: Delivery) -> Organization:
        return self.organizations[delivery.organization_id]

    def writer(self, mailbox: Mailbox) -> Writer:
        if mailbox.pk not in self._writers:
            organization = self.organizations[mailbox.organization_id]
            self._writers[mailbox.pk] = writer(
                organization,
                self.profiles.get(organization.pk),
                mailbox,
                self.own.get(organization.pk, AS_STORED),
            )
        return self._writers[mailbox.pk]

    def autonomy(self, mailbox: Mailbox) -> Autonomy:
        """How freely the agents may send from this mailbox."""
        if mailbox.pk not in self._autonomies:
            self._autonomies[mailbox.pk] = autonomy_of(mailbox, self.organizations[mailbox.organization_id])
        return self._autonomies[mailbox.pk]

    def traits(self, mailbox: Mailbox) -> frozenset[str]:
        """What our side brings to a message from this mailbox."""
        if mailbox.pk not in self._traits:
            self._traits[mailbox.pk] = our_traits(mailbox, self.organizations[mailbox.organization_id])
        return self._traits[mailbox.pk]


def parties_of(deliveries: Sequence[Delivery], *, recipients: dict[int, Recipient] | None = None) -> Parties:
    """The parties of saved or unsaved deliveries; `recipients` where the caller has read, and locked, them before."""
    contact_ids = {delivery.contact_id for delivery in deliveries}
    organizations = Organization.objects.in_bulk({delivery.organization_id for delivery in deliveries})
    profiles = SellerProfile.objects.filter(organization__in=organizations)
    templates = Template.objects.in_bulk({delivery.template_id for delivery in deliveries if delivery.template_id})
    return Parties(
        recipients=load_recipients(contact_ids) if recipients is None else recipients,
        organizations=organizations,
        mailboxes=Mailbox.objects.in_bulk({delivery.mailbox_id for delivery in deliveries if delivery.mailbox_id}),
        holds=holds_on(deliveries),
        profiles={profile.organization_id: profile for profile in profiles},
        templates=templates,
        own=own_words(organizations, list(templates.values())),
        enrollments=_enrollment_statuses({row.enrollment_id for row in deliveries if row.enrollment_id and row.pk}),
        memories=_memories(deliveries, templates),
        answering=_answering([row.contact_id for row in deliveries if row.purpose == Purpose.REPLY]),
    )


def holds_on(deliveries: Sequence[Delivery]) -> dict[int, list[Hold]]:
    """The holds that bind each contact now, their own and the organization's."""
    by_organization: dict[int, set[int]] = {}
    for delivery in deliveries:
        by_organization.setdefault(delivery.organization_id, set()).add(delivery.contact_id)
    holds: dict[int, list[Hold]] = defaultdict(list)
    for organization_id, contact_ids in by_organization.items():
        for hold in holds_of(organization_id, contact_ids):
            for contact_id in contact_ids if hold.contact_id is None else (hold.contact_id,):
                holds[contact_id].append(hold)
    return holds


def _memories(deliveries: Sequence[Delivery], templates: dict[int, Template]) -> dict[int, Memory]:
    wanted = speaks_of_memory(templates.values())
    return memories_of({row.contact_id for row in deliveries if row.template_id in wanted and not row.body})


def _enrollment_statuses(enrollment_ids: Collection[int]) -> dict[int, str]:
    return (
        dict(Enrollment.objects.filter(pk__one_of=enrollment_ids).values_list("pk", "status")) if enrollment_ids else {}
    )


def _answering(contact_ids: Collection[int]) -> set[int]:
    if not contact_ids:
        return set()
    recent = InboundMessage.objects.filter(
        contact__one_of=contact_ids, kind=MailKind.HUMAN, received_at__gte=clock.now() - REPLY_WINDOW
    )
    return set(recent.values_list("contact_id", flat=True))
