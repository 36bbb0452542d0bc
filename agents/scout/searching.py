"""A search for leads: begun by a person, a plan or another agent, and carried on page by page until it has enough."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from agents.choices import CandidateState, LeadSource, LeftOut, Trouble
from agents.models import Candidate, LeadSearch
from agents.scout.errors import Lasting, SourceError
from agents.scout.fitting import fits_of, fits_of_contacts
from agents.scout.leads import FoundLead
from agents.scout.likeness import Likeness, Looks, most_like
from agents.scout.providers.apollo import AT_ONCE, Apollo, question_of
from agents.scout.vetting import apollo_key, closed_among, known_ids, vet
from crm.choices import Lifecycle, StageKind, Validity
from crm.ideal_customer import IdealCustomer
from crm.journal import enter
from crm.models import Contact
from crm.profiles import ensure_profile
from quotahit.accounts.credentials import secret
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name
from quotahit.workflow.runs import start

CHAIN = "scout.search"
MOST_WANTED = 200
MOST_PAGES = 10
POOL = 2000  # leads of our own that are looked through
CUSTOMERS = 200  # the latest won, whom others may be like
# After these nobody knows whether the vendor has counted.
UNSURE = (Trouble.NO_ANSWER, Trouble.GARBLED, Trouble.VENDOR_DOWN)
ALIKE = 50  # of 100, from which on a lead is like a customer


def begin_search(
    organization: Organization, source: str, *, wanted: int, credits: int, actor: object, key: str | None = None
) -> LeadSearch:
    """Have the scout look; a second search of one `key` is the first. Records `leads.search_asked`."""
    wanted, credits = max(1, min(wanted, MOST_WANTED)), max(0, credits) if source == LeadSource.APOLLO else 0
    with transaction.atomic():
        if key and (known := LeadSearch.objects.for_organization(organization).filter(key=key).first()):
            return known
        search = LeadSearch.objects.create(
            organization=organization, source=source, wanted=wanted, credits=credits, key=key, by=actor_name(actor)
        )
        payload = {"source": str(source), "wanted": wanted, "credits": credits}
        event = enter(organization, "leads.search_asked", search, actor=actor, payload=payload)
        start(CHAIN, [event] if event else [])
    return search


def look(search: LeadSearch) -> None:
    """Find candidates until there are as many as wanted, and write each page down as it comes. SourceError."""
    if search.source == LeadSource.APOLLO:
        _look_at_apollo(search)
    else:
        _look_at_home(search)


def _look_at_apollo(search: LeadSearch) -> None:
    organization = search.organization
    apollo = Apollo(secret(organization, "apollo"))
    question = question_of(IdealCustomer.load(ensure_profile(organization).ideal_customer))
    while search.page < MOST_PAGES:
        page = apollo.look(question, search.page + 1)
        known = known_ids(organization, [one.id for one in page.people])
        unknown = [one.id for one in page.people if one.id not in known and one.has_email]
        for ids in _handfuls(search, unknown):
            _reveal(search, apollo, ids)
        if _missing(search) <= 0:
            return
        without = sum(not one.has_email for one in page.people if one.id not in known)
        _count(search, [*known.values(), *[LeftOut.NO_ADDRESS] * without], page=search.page + 1, seen=len(page.people))
        if page.is_last:
            return


def _handfuls(search: LeadSearch, ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """As many at once as may be asked, are wanted, and can be paid."""
    at = 0
    while at < len(ids) and (missing := _missing(search)) > 0:
        if not search.credits_left:
            raise Lasting(Trouble.BUDGET_SPENT)
        size = min(AT_ONCE, missing, search.credits_left)
        yield ids[at : at + size]
        at += size


def _reveal(search: LeadSearch, apollo: Apollo, ids: Sequence[str]) -> None:
    """Pay for these, and propose who may be. The credits are set aside before: what may have been taken stays counted,
    and what was plainly refused does not."""
    _spend(search, len(ids))
    try:
        told = apollo.reveal(ids)
    except SourceError as problem:
        if problem.code not in UNSURE:
            _spend(search, -len(ids))
        raise
    _spend(search, told.spent - len(ids))
    keep(search, told.leads)


def keep(search: LeadSearch, leads: Mapping[str, FoundLead]) -> int:
    """Write down who of these, by their id at the source, may be proposed, and count the others; returns how many."""
    organization = search.organization
    by_key = {apollo_key(one): lead for one, lead in leads.items()}
    with transaction.atomic():
        left_out = vet(organization, by_key)
        good = {key: lead for key, lead in by_key.items() if key not in left_out}
        fits = fits_of(organization, good)
        rows = []
        for key, lead in good.items():
            row = Candidate(organization=organization, search=search, key=key, lead=lead.dump(), fit=fits[key].total)
            row.lines = [line._asdict() for line in fits[key].lines]
            row.hash_addresses()
            rows.append(row)
        rows += [
            Candidate(organization=organization, search=search, key=key, fit=0, state=CandidateState.LEFT_OUT)
            for key in left_out
        ]
        Candidate.objects.bulk_create(rows, ignore_conflicts=True)
        _count(search, list(left_out.values()))
    return len(good)


def _look_at_home(search: LeadSearch) -> None:
    pool = list(_unworked(search.organization)[:POOL])
    chosen: list[tuple[Contact, Likeness | None]]
    if search.source == LeadSource.LOOKALIKE:
        customers = [Looks.of(contact) for contact in _customers(search.organization)[:CUSTOMERS]]
        if not customers:
            raise Lasting(Trouble.NO_CUSTOMERS)
        likened = [(contact, most_like(Looks.of(contact), customers)) for contact in pool]
        alike = [(contact, one) for contact, one in likened if one and one.points >= ALIKE]
        chosen = [*sorted(alike, key=lambda pair: (-pair[1].points, pair[0].pk))]
        _count(search, [LeftOut.UNLIKE] * (len(pool) - len(alike)), seen=len(pool))
    else:
        chosen = [(contact, None) for contact in pool]
        _count(search, [], seen=len(pool))
    _keep_own(search, chosen)


def _keep_own(search: LeadSearch, chosen: Sequence[tuple[Contact, Likeness | None]]) -> None:
    organization = search.organization
    contacts = [contact for contact, _ in chosen]
    closed = closed_among(organization, {pair for contact in contacts for pair in _pairs(contact)})
    reachable = [(contact, like) for contact, like in chosen if closed.isdisjoint(_pairs(contact))]
    _count(search, [LeftOut.CLOSED] * (len(chosen) - len(reachable)))
    best = reachable[: max(_missing(search), 0)]
    fits = fits_of_contacts(organization, [contact for contact, _ in best])
    Candidate.objects.bulk_create(
        [
            Candidate(
                organization=organization,
                search=search,
                contact=contact,
                key=f"contact:{contact.pk}",
                fit=fit.total,
                lines=[line._asdict() for line in fit.lines],
                likeness=like.points if like else None,
                parts=[part.model_dump() for part in like.parts] if like else [],
                remark=like.customer[:500] if like else "",
            )
            for (contact, like), fit in zip(best, fits, strict=True)
        ],
        ignore_conflicts=True,
    )


def _unworked(organization: Organization) -> QuerySet[Contact]:
    """Leads that can be written to and with whom nothing was ever begun, the best first; nobody is named twice."""
    leads = Contact.objects.for_organization(organization).filter(lifecycle=Lifecycle.LEAD, last_activity__at=None)
    leads = leads.filter(enrollments=None, deals=None, holds=None, candidacies=None)
    reachable = leads.filter(emails__is_primary=True).exclude(emails__validity=Validity.INVALID)
    best = reachable.order_by(F("fit").desc(nulls_last=True), "pk")
    return best.select_related("company").prefetch_related("emails", "phones")


def _customers(organization: Organization) -> QuerySet[Contact]:
    """Whom we won, the latest first."""
    contacts = Contact.objects.for_organization(organization)
    won = contacts.filter(deals__stage__kind=StageKind.WON) | contacts.filter(lifecycle=Lifecycle.CUSTOMER)
    return won.distinct().select_related("company").order_by("-pk")


def _pairs(contact: Contact) -> list[tuple[str, str]]:
    emails = [("email", row.key) for row in contact.emails.all()]
    return emails + [("phone", row.number) for row in contact.phones.all()]


def _missing(search: LeadSearch) -> int:
    """How many more are wanted."""
    return search.wanted - search.candidates.proposed().count()  # type: ignore[attr-defined, no-any-return]


def _spend(search: LeadSearch, credits: int) -> None:
    LeadSearch.objects.filter(pk=search.pk).update(spent=F("spent") + credits)
    search.spent += credits


def _count(search: LeadSearch, left_out: Sequence[LeftOut], *, page: int | None = None, seen: int = 0) -> None:
    """Bring the search's own numbers up to date."""
    counts: Counter[str] = Counter(search.left_out)
    counts.update(str(one) for one in left_out)
    search.left_out, search.seen = dict(counts), search.seen + seen
    search.page = search.page if page is None else page
    search.save(update_fields=["left_out", "seen", "page"])
