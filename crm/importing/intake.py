"""What becomes of each row: the one place that decides, for a real run, a dry run and the plan shown before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from compliance.addresses import linkedin_key
from compliance.choices import Bar
from compliance.erasure import erased_among
from compliance.state import consent_state
from crm.importing.companies import Firms
from crm.importing.firm_lists import why_no_firm
from crm.importing.leads import Lead
from crm.importing.merging import merge
from crm.importing.outcomes import Result, RowOutcome
from crm.importing.people import People, Person
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization

UNKNOWN_ID = _("names nobody: no contact has this id, and there is no name, email, phone or LinkedIn profile")

ERASED = _("ERASED_SUPPRESSED: this person has asked to be erased and is not taken in again")
OTHER_NAME = _("taken for the person of an earlier row, with whom it shares an address or id, though the name differs")


@dataclass(slots=True)
class Outcome(RowOutcome):
    """What became of a row about a person or company."""

    lead: Lead
    person: Person | None = None
    changed: set[str] = field(default_factory=set)


class Intake:
    """Takes rows batch by batch, and holds the persons and companies that they changed until they are written."""

    def __init__(
        self, organization: Organization, *, lists_people: bool, lock: bool, lists_firms: bool = False
    ) -> None:
        self.organization = organization
        self.lists_people = lists_people
        self.lists_firms = lists_firms
        self.now = clock.now()
        self.erased: set[tuple[str, str]] = set()  # addresses in the batch under way that were erased
        self.people = People(organization.pk, lock=lock)
        self.firms = Firms(organization.pk, organization.currency)

    def take(self, leads: Sequence[Lead]) -> list[Outcome]:
        """Decide on a batch of rows, each in the light of those before it; nothing is written."""
        self.now = self.firms.now = clock.now()
        self.people.load(leads)
        self.firms.load(leads)
        self.erased = erased_among(self.organization.pk, {pair for lead in leads for pair in _pairs(lead)})
        outcomes = [self._take_firm(lead) if self.lists_firms else self._take(lead) for lead in leads]
        self._hear_opt_outs(outcomes)
        return outcomes

    def forget(self) -> None:
        """Let go of what is written by now, but remember who was seen: a later row of theirs only fills in."""
        self.people.seen.update(person.contact.pk for person in self.people.all if person.is_seen)
        self.firms.seen.update(known.company.pk for known in self.firms.all if known.is_seen)
        self.firms.altered.update(known.company.pk for known in self.firms.all if known.altered)
        self.discard()

    def discard(self) -> None:
        """Let go of a batch that could not be written, as if it had never been taken."""
        self.people.forget()
        self.firms.forget()

    def _take(self, lead: Lead) -> Outcome:
        if self.erased and not self.erased.isdisjoint(_pairs(lead)):
            return Outcome(lead, Result.FAILED, notes=[ERASED], may_be_kept=False)
        if lead.failure:
            return self._failed(lead, lead.failure)
        known = self.firms.find(lead.firm) if lead.firm else None
        person = self.people.find(lead, known.company if known else None)
        if person is None and not lead.names_somebody:
            return self._failed(lead, UNKNOWN_ID)
        created = person is None
        if person is None:
            person = self._newcomer()
        firm = self.firms.resolve(lead.firm) if lead.firm else None
        namesake = not person.is_seen or not lead.name_key or person.contact.name_key == lead.name_key
        changed, remarks = merge(lead, person, firm.company if firm else None, self.people)
        if not namesake:
            remarks.append(OTHER_NAME)
        if firm and firm.altered:
            changed.add("company")
        result = Result.CREATED if created else Result.UPDATED if changed else Result.UNCHANGED
        return Outcome(lead, result, [*lead.remarks, *remarks], person=person, changed=changed)

    def _take_firm(self, lead: Lead) -> Outcome:
        """A row of a list of companies: it makes or changes its company, and nobody."""
        before = self.firms.find(lead.firm) if lead.firm else None
        so_far = len(before.changed) if before else 0
        known = self.firms.resolve(lead.firm) if lead.firm else None
        if known is None:
            return Outcome(lead, Result.FAILED, notes=[why_no_firm(lead), *lead.remarks])
        changed = {"company"} if before is None or len(known.changed) > so_far else set()
        result = Result.CREATED if before is None else Result.UPDATED if changed else Result.UNCHANGED
        return Outcome(lead, result, changed=changed, notes=list(lead.remarks))

    def _newcomer(self) -> Person:
        person = Person(Contact(organization_id=self.organization.pk, created_at=self.now, updated_at=self.now))
        self.people.add(person)
        return person

    def _hear_opt_outs(self, outcomes: list[Outcome]) -> None:
        """Mark the rows whose opt-out is news, and keep for each such person the kinds of address it closes."""
        said = [(outcome, outcome.person) for outcome in outcomes if outcome.person and outcome.lead.opted_out]
        closed = _closed(self.organization, [pair for _, person in said for pair in addresses(person)])
        for outcome, person in said:
            news = {
                kind for kind, key in addresses(person) if kind in outcome.lead.opted_out and (kind, key) not in closed
            }
            person.opted_out |= news
            if news:
                outcome.changed.add("opted_out")
            if news and outcome.result == Result.UNCHANGED:
                outcome.result = Result.UPDATED

    def _failed(self, lead: Lead, reason: str) -> Outcome:
        """A row that makes no contact. In a list of companies, the company that it names is kept all the same."""
        notes = [reason, *lead.remarks]
        if lead.firm and not self.lists_people and self.firms.resolve(lead.firm):
            notes.append(gettext("the company was kept"))
        return Outcome(lead, Result.FAILED, notes=notes)


def addresses(person: Person) -> list[tuple[str, str]]:
    """The (kind, address) pairs of a person."""
    return [("email", key) for key in person.emails] + [("phone", number) for number in person.phones]


def _pairs(lead: Lead) -> list[tuple[str, str]]:
    """The (kind, address) pairs that a row brings."""
    found = [("email", email.key) for email in lead.emails] + [("phone", phone.key) for phone in lead.phones]
    return [*found, ("linkedin", linkedin_key(lead.fields["linkedin"]))] if lead.fields.get("linkedin") else found


def _closed(organization: Organization, pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (kind, address) pairs that an earlier import has closed already."""
    return {
        (state.channel, state.address)
        for state in (consent_state(organization, pairs) if pairs else ())
        if any(bar.reason == Bar.OPTED_OUT_ELSEWHERE for bar in state.suppressions)
    }
