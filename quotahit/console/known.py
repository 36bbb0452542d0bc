"""What a contact told us, slot by slot, as the contact's page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.choices import SlotKind
from crm.models import Fact

EARLIER = 3  # replaced facts that are shown of each kind


@dataclass
class KnownLine:
    """One slot: what holds, and what it replaced."""

    label: str
    fact: Fact | None = None
    earlier: list[Fact] = field(default_factory=list)


def known_lines(facts: Iterable[Fact]) -> list[KnownLine]:
    """A line for each kind, also for those that nothing is known of; `facts` are newest first."""
    lines = {str(kind.value): KnownLine(str(kind.label)) for kind in SlotKind}
    for fact in facts:
        line = lines[fact.kind]
        if fact.replaced_at is None:
            line.fact = fact
        elif len(line.earlier) < EARLIER:
            line.earlier.append(fact)
    return list(lines.values())
