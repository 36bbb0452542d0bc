"""Which contacts, or companies, look like one: of a whole organization, or those that a few records look like."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from compliance.addresses import phone_key
from crm.choices import DuplicateReason, RecordKind
from crm.duplicates import likeness
from crm.duplicates.groups import CHUNK, couples, groups, members_of, shared_keys, with_mailbox
from crm.duplicates.likeness import Firm, Somebody
from crm.models import Company, Contact, ContactEmail, ContactPhone

READ = (
    *("first_name", "last_name", "name_key", "linkedin"),
    *("company__domain", "company__phone", "company__country"),
)
MEMBER = "contact_id"
BATCH = 500  # groups whose members are read at once
Couple = tuple[int, int]
Group = tuple[tuple[Any, ...], list[int]]  # what its members share, and their ids


@dataclass
class Finding:
    """Why two look like one, by reason with its confidence."""

    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """The reasons, the strongest first."""
        return sorted(self.reasons, key=lambda code: (-self.reasons[code], code))

    @property
    def confidence(self) -> int:
        """In percent; each further reason leaves less room for doubt."""
        doubt = 1.0
        for each in self.reasons.values():
            doubt *= 1 - each / 100
        return min(99, round(100 * (1 - doubt)))


Found = dict[Couple, Finding]
Judge = Callable[[Somebody, Somebody], int]
JudgeOf = Callable[[Group, Mapping[int, Somebody]], Judge]


def find_contacts(organization_id: int, ids: Collection[int] | None = None) -> Found:
    """The pairs of contacts, by their ids in order; with `ids` only pairs in which one of these stands."""
    found: Found = defaultdict(Finding)
    for reason, members, judge in _people(organization_id, ids):
        _add(found, reason, ids, members, judge)
    return dict(found)


def find_companies(organization_id: int, ids: Collection[int] | None = None) -> Found:
    """The pairs of companies, in the same way."""
    found: Found = defaultdict(Finding)
    companies = Company.objects.for_organization(organization_id)
    rules = (
        (DuplicateReason.DOMAIN, "domain", Q(domain="") | Q(domain__in=likeness.SHARED_DOMAINS), likeness.same_domain),
        (DuplicateReason.COMPANY_NAME, "name_key", Q(name_key=""), likeness.same_company_name),
    )
    for reason, key, silent, judge in rules:
        rows = companies.exclude(silent)
        if ids is not None:
            rows = rows.filter(**{f"{key}__in": list(companies.filter(pk__in=ids).values_list(key, flat=True))})
        for batch in _batches(groups(rows, [key], "pk")):
            firms = _firms({pk for _, members in batch for pk in members})
            for _, members in batch:
                for one, other in _asked(couples(members), ids):
                    _note(found, reason, one, other, judge(firms[one], firms[other]))
    return dict(found)


FINDERS: dict[str, Callable[..., Found]] = {RecordKind.CONTACT: find_contacts, RecordKind.COMPANY: find_companies}


def _people(organization_id: int, ids: Collection[int] | None) -> Iterator[tuple[str, Iterator[Group], JudgeOf]]:
    """Each rule: its reason, the groups that share its key, and the judge of a group."""
    yield DuplicateReason.MAILBOX, _mailboxes(organization_id, ids), lambda group, people: likeness.same_mailbox
    phones = _phones(organization_id, ids)
    yield DuplicateReason.PHONE, groups(phones, ["number", "contact__name_key"], MEMBER), _by_name
    yield DuplicateReason.PHONE, _shared_by_few(phones), _by_phone
    rule = likeness.same_name_and_company
    yield DuplicateReason.NAME_COMPANY, _namesakes(organization_id, ids), lambda group, people: rule


def _by_name(group: Group, people: Mapping[int, Somebody]) -> Judge:
    return partial(likeness.same_phone, is_switchboard=True)  # it may be one: the whole name is the same


def _by_phone(group: Group, people: Mapping[int, Somebody]) -> Judge:
    (number,), members = group
    of_firms = {people[pk].switchboard for pk in members if pk in people}
    return partial(likeness.same_phone, is_switchboard=number in of_firms)


def _add(found: Found, reason: str, ids: Collection[int] | None, some: Iterator[Group], judge_of: JudgeOf) -> None:
    for batch in _batches(some):
        people = _somebodies({pk for _, members in batch for pk in members})
        for group in batch:
            judge = judge_of(group, people)
            for one, other in _asked(couples(group[1]), ids):
                if one in people and other in people:
                    _note(found, reason, one, other, judge(people[one], people[other]))


def _mailboxes(organization_id: int, ids: Collection[int] | None) -> Iterator[Group]:
    emails = ContactEmail.objects.for_organization(organization_id)
    if ids is not None:
        emails = emails.filter(_may_share(emails.filter(contact__in=ids).values_list("key", flat=True)))
    rows = with_mailbox(emails).exclude(local__in=likeness.ROLES)
    return groups(rows, ["mailbox"], MEMBER)


def _may_share(keys: Iterable[str]) -> Q:
    """What an index finds: addresses that begin like one of these, as far as neither a tag nor a dot may change it."""
    condition = Q(pk__in=[])
    for key in keys:
        local, _, domain = key.rpartition("@")
        is_gmail = domain in ("gmail.com", "googlemail.com")
        begins = local[:1] if is_gmail else local.partition("+")[0]
        ends = Q(key__endswith="@gmail.com") | Q(key__endswith="@googlemail.com")
        condition |= Q(key__startswith=begins) & (ends if is_gmail else Q(key__endswith=f"@{domain}"))
    return condition


def _phones(organization_id: int, ids: Collection[int] | None) -> QuerySet[ContactPhone]:
    phones = ContactPhone.objects.for_organization(organization_id)
    if ids is not None:
        phones = phones.filter(number__in=list(phones.filter(contact__in=ids).values_list("number", flat=True)))
    return phones.annotate(first_name=Lower("contact__first_name"), last_name=F("contact__last_name_lower"))


def _shared_by_few(phones: QuerySet[ContactPhone]) -> Iterator[Group]:
    """The numbers under which two have one of their names in common, with all who have the number; where those are
    many it is a switchboard."""
    numbers = {key[0] for name in ("first_name", "last_name") for key in shared_keys(phones, ["number", name], MEMBER)}
    wanted = [(number,) for number in sorted(numbers)]
    for start in range(0, len(wanted), CHUNK):
        for key, members in members_of(phones, ["number"], MEMBER, wanted[start : start + CHUNK]):
            if len(members) <= likeness.SHARERS:
                yield key, members


def _namesakes(organization_id: int, ids: Collection[int] | None) -> Iterator[Group]:
    contacts = Contact.objects.for_organization(organization_id)
    named = contacts.exclude(name_key="").filter(name_key__contains=" ", company__isnull=False)
    if ids is not None:
        named = named.filter(name_key__in=list(named.filter(pk__in=ids).values_list("name_key", flat=True)))
    return groups(named, ["name_key", "company__name_key"], "pk")


def _somebodies(ids: set[int]) -> dict[int, Somebody]:
    emails: dict[int, list[str]] = defaultdict(list)
    for pk, key in ContactEmail.objects.filter(contact__one_of=ids).values_list("contact_id", "key"):
        emails[pk].append(key)
    people = {}
    for contact in Contact.objects.filter(pk__one_of=ids).select_related("company").only(*READ):
        firm = contact.company
        people[contact.pk] = Somebody(
            contact.pk,
            contact.first_name,
            contact.last_name,
            contact.name_key,
            contact.linkedin,
            contact.company_id,
            firm.domain if firm else "",
            phone_key(firm.phone, firm.country) if firm and firm.phone else "",
            tuple(emails[contact.pk]),
        )
    return people


def _firms(ids: set[int]) -> dict[int, Firm]:
    rows = Company.objects.filter(pk__one_of=ids).values_list("pk", "name_key", "domain", "country")
    return {row[0]: Firm(*row) for row in rows}


def _asked(all_couples: Iterable[Couple], ids: Collection[int] | None) -> Iterator[Couple]:
    return (couple for couple in all_couples if ids is None or couple[0] in ids or couple[1] in ids)


def _note(found: Found, reason: str, one: int, other: int, confidence: int) -> None:
    if confidence:
        reasons = found[one, other].reasons
        reasons[str(reason)] = max(confidence, reasons.get(str(reason), 0))


def _batches(some: Iterator[Group]) -> Iterator[list[Group]]:
    while batch := list(islice(some, BATCH)):
        yield batch
