"""The companies that an import meets: found by their id in another system, their domain, or their name; else made."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from crm.importing.leads import ExternalKey, Firm, Lead
from crm.merging.rejected import NOTHING, Rejected
from crm.models import Company, ExternalId, Merge
from quotahit import clock

# What tells one firm from another is only filled in, never replaced: one row of a list must not rename a company.
KEPT = frozenset({"website"})


@dataclass(slots=True, eq=False)
class KnownFirm:
    """A company with its ids in other systems. `altered`: this import has changed what was known before it."""

    company: Company
    external: set[ExternalKey] = field(default_factory=set)
    gained: list[ExternalKey] = field(default_factory=list)  # of them, to be added
    changed: set[str] = field(default_factory=set)
    is_seen: bool = False
    altered: bool = False
    aliases: list[tuple[str, str]] = field(default_factory=list)  # name and domain of what was merged into it
    rejected: Rejected = NOTHING  # what that merge has decided against

    @property
    def is_new(self) -> bool:
        return self.company.pk is None


class Firms:
    """The companies of one organization that an import has met, by every key."""

    def __init__(self, organization_id: int, currency: str) -> None:
        self.organization_id = organization_id
        self.currency = currency
        self.now = clock.now()
        self.seen: set[int] = set()
        self.altered: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Let go of all companies, of which the database knows by now, but not of which were seen and altered."""
        self.all: list[KnownFirm] = []
        self.by_id: dict[int, KnownFirm] = {}
        self.by_external: dict[ExternalKey, KnownFirm] = {}
        self.by_domain: dict[str, KnownFirm] = {}
        self.by_name: dict[str, list[KnownFirm]] = defaultdict(list)

    def load(self, leads: Sequence[Lead]) -> None:
        """Read the companies that any key of these rows may mean, the oldest first."""
        ids = set(self._ids([lead.firm for lead in leads if lead.firm])) - self.by_id.keys()
        external: dict[int, set[ExternalKey]] = defaultdict(set)
        for company_id, system, value in ExternalId.objects.filter(company__in=ids).values_list(
            "company_id", "system", "value"
        ):
            external[company_id].add((system, value))
        merged = self._merged(ids)
        for company in Company.objects.filter(pk__in=ids).order_by("pk"):
            pk = company.pk
            known = KnownFirm(company, external[pk], is_seen=pk in self.seen, altered=pk in self.altered)
            for alias, rejected in merged.get(pk, ()):
                known.aliases.append(alias)
                known.rejected = known.rejected.and_also(rejected)
            self._add(known)
        # A company of its own name or domain comes before one that has taken such a one in.
        for known in self.by_id.values():
            for name_key, domain in known.aliases:
                self._index_alias(known, name_key, domain)

    def _merged(self, ids: set[int]) -> dict[int, list[tuple[tuple[str, str], Rejected]]]:
        found: dict[int, list[tuple[tuple[str, str], Rejected]]] = defaultdict(list)
        merges = Merge.objects.standing().filter(company__in=ids)
        for pk, name_key, domain, values in merges.values_list("company_id", "name_key", "address", "rejected"):
            found[pk].append(((name_key, domain), Rejected.model_validate(values)))
        return found

    def _index_alias(self, known: KnownFirm, name_key: str, domain: str) -> None:
        if domain:
            self.by_domain.setdefault(domain, known)
        if name_key and known not in self.by_name[name_key]:
            self.by_name[name_key].append(known)

    def _ids(self, firms: Sequence[Firm]) -> Iterator[int]:
        mine = Company.objects.filter(organization_id=self.organization_id)
        names, domains = {firm.key for firm in firms} - {""}, {firm.domain for firm in firms} - {""}
        yield from mine.filter(name_key__in=names).values_list("pk", flat=True)
        yield from mine.filter(domain__in=domains).values_list("pk", flat=True)
        merged = Merge.objects.standing().filter(organization=self.organization_id, company__isnull=False)
        merged = merged.filter(Q(name_key__in=names) | Q(address__in=domains))
        yield from merged.values_list("company_id", flat=True)
        external = {firm.external for firm in firms if firm.external}
        found = ExternalId.objects.filter(organization_id=self.organization_id, company__isnull=False)
        for company_id, system, value in found.filter(value__in={value for _, value in external}).values_list(
            "company_id", "system", "value"
        ):
            if (system, value) in external:
                yield company_id

    def resolve(self, firm: Firm) -> KnownFirm | None:
        """The company that a row names, with what the row says of it merged in; None for an id nobody knows."""
        known = self.find(firm)
        if known is None and not firm.name:
            return None
        if known is None:
            known = self._make(firm)
        changed = set(_merge(known, firm.fields)) | self._identify(known, firm) | _merge_custom(known, firm.custom)
        known.changed |= changed
        known.altered |= bool(changed) and not known.is_new
        known.is_seen = True
        return known

    def find(self, firm: Firm) -> KnownFirm | None:
        """By foreign id, by domain, else by name: one whose domain or foreign id does not speak against it."""
        if firm.external and (known := self.by_external.get(firm.external)):
            return known
        if firm.domain and (known := self.by_domain.get(firm.domain)):
            return known
        for known in self.by_name.get(firm.key, ()):
            if not (firm.domain and known.company.domain) and not _is_another(known, firm.external):
                return known
        return None

    def _make(self, firm: Firm) -> KnownFirm:
        company = Company(
            organization_id=self.organization_id,
            name=firm.name,
            name_key=firm.key,
            domain=firm.domain,
            currency=self.currency,
            created_at=self.now,
            updated_at=self.now,
        )
        known = KnownFirm(company)
        self._add(known)
        return known

    def _add(self, known: KnownFirm) -> None:
        self.all.append(known)
        if not known.is_new:
            self.by_id[known.company.pk] = known
        self.by_name[known.company.name_key].append(known)
        self._index(known)

    def _index(self, known: KnownFirm) -> None:
        for key in known.external:
            self.by_external.setdefault(key, known)
        if known.company.domain:
            self.by_domain.setdefault(known.company.domain, known)

    def _identify(self, known: KnownFirm, firm: Firm) -> set[str]:
        """Give a company the domain and the foreign id that it lacked; says which."""
        gained = set()
        is_new = firm.domain not in self.by_domain and not known.rejected.has("domain", firm.domain)
        if firm.domain and not known.company.domain and is_new:
            known.company.domain = firm.domain
            gained.add("domain")
        if firm.external and firm.external not in self.by_external:
            known.external.add(firm.external)
            known.gained.append(firm.external)
            gained.add("external_ids")
        if gained:
            self._index(known)
        return gained


def _is_another(known: KnownFirm, external: ExternalKey | None) -> bool:
    """Whether the company has another id in the very system that this id is from."""
    return bool(external) and any(system == external[0] for system, _ in known.external)  # type: ignore[index]


def _merge_custom(known: KnownFirm, said: dict[str, Any]) -> set[str]:
    custom = known.company.custom
    news = {
        name: value
        for name, value in said.items()
        if custom.get(name) != value and (not known.is_seen or custom.get(name) in (None, ""))
    }
    if news:
        known.company.custom = {**custom, **news}
    return {"custom"} if news else set()


def _merge(known: KnownFirm, fields: dict[str, Any]) -> Iterator[str]:
    """Set what a row says: the first row of a company may correct what was known, later ones fill in what is blank."""
    money = False
    for name, value in fields.items():
        before = getattr(known.company, name)
        if name == "currency" or before == value:
            continue
        if before not in (None, "", []) and (known.is_seen or name in KEPT):
            continue
        if known.rejected.has(name, value):
            continue
        setattr(known.company, name, value)
        money |= name in ("annual_revenue", "funding")
        yield name
    if money and "currency" in fields:
        known.company.currency = fields["currency"]
