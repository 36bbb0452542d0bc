"""Starting a chain of agents for contacts: by a person, a key, an assistant or a rule."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.orchestrator.chains.definitions import find_definition
from agents.orchestrator.chains.running import in_chains
from crm.choices import Lifecycle
from crm.models import Contact
from outreach.recipients import lock_contacts
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many
from quotahit.workflow.errors import NotPossible, UnknownChain
from quotahit.workflow.models import Run
from quotahit.workflow.runs import start

EVENT = "chain.requested"
REASONS = {
    "IN_A_CHAIN": _("A chain is at work for them already."),
    "CUSTOMER": _("They have bought: no chain that looks for buyers is for them."),
    "NOT_FOUND": _("The contact is not one of this organization."),
}


@dataclass(frozen=True)
class Started:
    """The run of each contact for whom one began, and a code for each for whom none did."""

    runs: dict[int, int] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)

    def outcome(self, contact_id: int) -> dict[str, Any]:
        """What a rule's act tells of one of them."""
        return {"run_id": self.runs.get(contact_id), "skipped": self.skipped.get(contact_id)}


def reasons_against(organization: Organization, contact_ids: Collection[int]) -> dict[int, str]:
    """Why a chain is not started for some of these contacts."""
    rows = Contact.objects.for_organization(organization).filter(pk__one_of=list(contact_ids))
    there = dict(rows.values_list("pk", "lifecycle"))
    busy = in_chains(there)
    codes = {pk: "NOT_FOUND" for pk in contact_ids if pk not in there}
    codes |= {pk: "CUSTOMER" for pk, lifecycle in there.items() if lifecycle == Lifecycle.CUSTOMER}
    return codes | dict.fromkeys(busy, "IN_A_CHAIN")


def start_chain(organization: Organization, contact_ids: Collection[int], name: str, *, actor: object) -> Started:
    """Begin the newest version of a chain for each of these contacts, set-based; UnknownChain where there is none.

    Records `chain.requested` about each, and one line in the log. Nobody is in two chains at once.
    """
    if find_definition(name) is None:
        raise UnknownChain(name)
    with transaction.atomic():
        lock_contacts(sorted(contact_ids))
        skipped = reasons_against(organization, contact_ids)
        wanted = sorted(set(contact_ids) - skipped.keys())
        source = actor_name(actor)
        facts = [Fact(organization.pk, EVENT, ("crm.contact", pk), {"chain": name}, source) for pk in wanted]
        events = record_many(facts)
        start(name, events)
        why = {"chain": name, "started": len(events), "skipped": len(skipped)}
        append(organization, actor, EVENT, None, why=why)
        by_event = dict(Run.objects.filter(event_id__in=[e.pk for e in events]).values_list("event_id", "pk"))
    return Started({event.subject_id: by_event[event.pk] for event in events if event.subject_id}, skipped)


def request_chain(organization: Organization, contact: Contact, name: str, actor: object) -> Run:
    """Begin a chain for one contact; NotPossible, in words, where it is not for them."""
    if not isinstance(contact, Contact):
        raise NotPossible(gettext("Chains of agents are about contacts."))
    begun = start_chain(organization, [contact.pk], name, actor=actor)
    if contact.pk in begun.skipped:
        raise NotPossible(str(REASONS[begun.skipped[contact.pk]]))
    return Run.objects.get(pk=begun.runs[contact.pk])
