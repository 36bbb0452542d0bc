"""The deals that a list meets: found by their id in another system, else by name and whose they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.importing.deals.reading import DealRow
from crm.importing.leads import ExternalKey
from crm.importing.relating.finding import is_unique
from crm.models import Deal, ExternalId, Note, Stage, StageChange
from crm.names import fold

BY_IMPORT = "import:"
# Name, and the company, else the contact.
Likeness = tuple[str, str, int | None]


@dataclass(slots=True, eq=False)
class KnownDeal:
    """A deal with its ids in other systems. `was` is the stage it stood in before this import moved it."""

    deal: Deal
    external: set[ExternalKey] = field(default_factory=set)
    gained: list[ExternalKey] = field(default_factory=list)  # of them, to be added
    changed: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)  # to be added
    known_notes: set[str] = field(default_factory=set)
    was: Stage | None = None
    is_moved: bool = False  # to another stage, by this import
    is_seen: bool = False  # a row of this import has spoken about it already
    is_ours: bool = False  # somebody here has moved it since it was imported

    @property
    def is_new(self) -> bool:
        return self.deal.pk is None


class Deals:
    """The deals of one organization that an import has met."""

    def __init__(self, organization_id: int, *, lock: bool) -> None:
        self.organization_id = organization_id
        self.lock = lock
        self.seen: set[int] = set()
        # How many rows without an id have meant deals that are alike; the next of them means the next such deal.
        self.met: dict[Likeness, int] = defaultdict(int)
        self.met_in_batch: dict[Likeness, int] = defaultdict(int)
        self.forget()

    def forget(self) -> None:
        """Let go of the deals of a batch, of which the database knows by now."""
        for likeness, count in self.met_in_batch.items():
            self.met[likeness] += count
        self.discard()

    def discard(self) -> None:
        """Let go of a batch as if it had never been taken."""
        self.met_in_batch = defaultdict(int)
        self.all: list[KnownDeal] = []
        self.by_external: dict[ExternalKey, KnownDeal] = {}
        self.alike: dict[Likeness, list[KnownDeal]] = defaultdict(list)

    def load(self, rows: Sequence[DealRow], stages: dict[int, Stage]) -> None:
        """Read the deals that these rows may mean, the oldest first, locked where they are about to change."""
        mine = {"organization_id": self.organization_id}
        keys = {row.external for row in rows if row.external} - self.by_external.keys()
        named = ExternalId.objects.filter(**mine, deal__isnull=False, value__in={value for _, value in keys})
        ids = {pk for system, value, pk in named.values_list("system", "value", "deal_id") if (system, value) in keys}
        names = {row.fields["name"] for row in rows if not row.external and "name" in row.fields}
        alike = Deal.objects.filter(**mine, name__in=names).values_list("pk", flat=True) if names else ()
        ids |= set(alike)
        ids -= {known.deal.pk for known in self.all}
        found = Deal.objects.filter(pk__in=ids).order_by("pk")
        for deal in found.select_for_update(of=("self",)) if self.lock else found:
            deal.stage = stages[deal.stage_id]
            self.add(KnownDeal(deal, is_seen=deal.pk in self.seen))
        by_id = {known.deal.pk: known for known in self.all if not known.is_new}
        for pk, system, value in ExternalId.objects.filter(deal__in=ids).values_list("deal_id", "system", "value"):
            by_id[pk].external.add((system, value))
            self.by_external[system, value] = by_id[pk]
        moves = StageChange.objects.filter(deal__in=ids).order_by("at", "pk")
        for pk, actor in moves.values_list("deal_id", "actor"):
            by_id[pk].is_ours = not actor.startswith(BY_IMPORT)
        if any(row.notes for row in rows):
            for pk, body in Note.objects.filter(deal__in=ids).values_list("deal_id", "body"):
                by_id[pk].known_notes.add(body)

    def add(self, known: KnownDeal) -> None:
        """Make a deal known by its name and whose it is, which must be told by now."""
        self.all.append(known)
        deal = known.deal
        self.alike[_likeness(deal.name, deal.contact_id, deal.company_id)].append(known)

    def find(self, row: DealRow, name: str, contact_id: int | None, company_id: int | None) -> KnownDeal | None:
        """The deal that the row means. Of several rows without an id that are alike, each means another deal."""
        if row.external:
            known = self.by_external.get(row.external)
            return known if known and (is_unique(row.external) or fold(known.deal.name) == fold(name)) else None
        likeness = _likeness(name, contact_id, company_id)
        at = self.met[likeness] + self.met_in_batch[likeness]
        self.met_in_batch[likeness] += 1
        return self.alike[likeness][at] if at < len(self.alike[likeness]) else None

    def identify(self, known: KnownDeal, key: ExternalKey | None) -> bool:
        """Give the deal the id of its row, if it has not got it; says whether that is new."""
        if key is None or key in self.by_external:
            return False
        known.external.add(key)
        known.gained.append(key)
        self.by_external[key] = known
        return True


def _likeness(name: str, contact_id: int | None, company_id: int | None) -> Likeness:
    return (fold(name), "company", company_id) if company_id else (fold(name), "contact", contact_id)
