"""Written talks with what is true of them, and how well a reader does on them.

The files hold talks in a short form: a seller for several talks (`@ company | product | smallest deal | fit`), then
for each talk a head (`# id | channel | started | name, company, role | verdict`), its turns (`r:` the rep, `p:` the
prospect), and what is stated (`= slot | a piece of the right value or quote | asked or volunteered | contradicted`;
several pieces that would do are parted by ` or ~`).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.qualifier.reading import Reading, read_talk
from agents.qualifier.talks import Talk, parse_talk

FOLDER = Path(__file__).parent / "talks"


@dataclass(frozen=True)
class Truth:
    needle: str
    how: str
    contradicted: bool


@dataclass
class Written:
    """A talk as JSON gives it, and what is true of it."""

    given: dict[str, Any]
    verdict: str
    slots: dict[str, Truth] = field(default_factory=dict)

    @property
    def talk(self) -> Talk:
        return parse_talk(self.given)


def talks(prefix: str) -> list[Written]:
    """All talks of the files whose names begin so."""
    return [talk for file in sorted(FOLDER.glob(f"{prefix}*.txt")) for talk in _read(file)]


def _read(file: Path) -> Iterator[Written]:
    seller: dict[str, Any] = {}
    current: Written | None = None
    for line in file.read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if mark in ("@", "#") and current:
            yield current
            current = None
        if mark == "@":
            smallest = json.loads(parts[2]) if parts[2].startswith("{") else parts[2]
            seller = {"company": parts[0], "product": parts[1], "smallest_deal": smallest, "fit": parts[3]}
        elif mark == "#":
            name, company, role = (part.strip() for part in parts[3].split(",", 2))
            prospect = {"name": name, "company": company, "role": role}
            given = {
                "id": parts[0],
                "started": parts[2],
                "channel": parts[1],
                "seller": seller,
                "prospect": prospect,
                "turns": [],
            }
            current = Written(given, parts[4])
        elif mark in ("r:", "p:") and current:
            current.given["turns"].append({"from": "prospect" if mark == "p:" else "rep", "text": rest})
        elif mark == "=" and current and len(parts) > 2:
            current.slots[parts[0]] = Truth(parts[1].lower(), parts[2], "contradicted" in parts[3:])
    if current:
        yield current


@dataclass
class Figures:
    """How well a reader did."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    manners_right: int = 0
    contradictions_right: int = 0
    verdicts_right: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def accuracy(self) -> float:
        return self.verdicts_right / max(1, self.verdicts.total())

    @property
    def commonest(self) -> float:
        """How often the commonest verdict alone would be right."""
        return max(self.verdicts.values()) / max(1, self.verdicts.total())


def measure(written: Sequence[Written], read: Callable[[Talk], Reading] = read_talk) -> Figures:
    figures = Figures()
    for one in written:
        reading = read(one.talk)
        figures.verdicts[one.verdict] += 1
        if reading.verdict.label.upper() == one.verdict:
            figures.verdicts_right += 1
        else:
            figures.misses.append(
                f"{one.given['id']}: {reading.verdict.label} for {one.verdict}: {reading.verdict.reason}"
            )
        for name, slot in reading.slots.items():
            _count(figures, one, name, slot)
    return figures


def _count(figures: Figures, one: Written, name: str, slot: Any) -> None:
    truth = one.slots.get(name)
    if truth is None and not slot.value:
        return
    is_right = (
        truth is not None
        and slot.value
        and any(one in f"{slot.value} {slot.quote}".lower() for one in truth.needle.split(" or ~"))
    )
    if is_right and truth:
        figures.right += 1
        figures.manners_right += slot.how == truth.how
        figures.contradictions_right += slot.contradicted == truth.contradicted
        if slot.how != truth.how or slot.contradicted != truth.contradicted:
            figures.misses.append(
                f"{one.given['id']}: {name} told {slot.how}, contradicted {slot.contradicted}: {slot.value}"
            )
        return
    figures.wrong += bool(slot.value)
    figures.missed += truth is not None
    figures.misses.append(
        f"{one.given['id']}: {name} {slot.value!r} “{slot.quote}” for {truth.needle if truth else 'nothing'!r}"
    )
