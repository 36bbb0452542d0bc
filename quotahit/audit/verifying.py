"""Does the log hold? Every seal, every link and every entry is computed anew.

What shows: an entry that was changed, deleted, inserted, copied or swapped, whether sealed or not yet; a seal that was
changed, forged or cut out; an entry whose seal was cut off the end. What cannot show from the database alone: the last
entries of an organization, removed together with their seals and worklist rows by one who owns the tables. For that
there are checkpoints.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from quotahit.audit.content import entry_content, entry_digest, mac, seal_digest
from quotahit.audit.models import AuditEntry, AuditSeal, Unsealed
from quotahit.audit.reading import pairs_of, readable

CHUNK = 2000


@dataclass(frozen=True, order=True)
class Fault:
    """An entry that is not as it was written, and what is wrong with it."""

    entry_id: int
    why: str


@dataclass
class Report:
    """What was found; entries that wait for a seal are counted, and are no fault."""

    sealed: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def first(self) -> Fault | None:
        """The fault with the lowest entry id."""
        return min(self.faults, default=None)

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": not self.faults,
            "entries": self.sealed + self.unsealed,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "first_bad": self.first.entry_id if self.first else None,
        }


Chains = Mapping[int | None, Mapping[int, str]]  # by organization: digests by number of the seals that are known


def verify(organization_id: int | None = None, known: Chains | None = None) -> Report:
    """Verify the whole log, or one organization's part of it, while it is being written.

    With `known`, from a checkpoint, what was sealed before it may have been let go: a chain may begin with a seal that
    follows one of those, or lies before them and leads up to them; and entries up to them may be missing.
    """
    report = Report()
    entries, seals = AuditEntry.objects.all(), AuditSeal.objects.all()
    if organization_id is not None:
        entries, seals = entries.filter(organization_id=organization_id), seals.filter(organization_id=organization_id)
    last_seal, listed = _check_seals(report, seals, known or {})
    ids = entries.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)
    unsealed = [entry_id for entry_id in ids if entry_id not in listed]
    _check_unsealed(report, unsealed)
    _check_that_no_seal_was_cut_off(report, unsealed, last_seal)
    if organization_id is None:
        present = AuditEntry.objects.filter(pk=OuterRef("pk"))
        orphans = Unsealed.objects.filter(~Exists(present)).values_list("pk", flat=True)
        report.faults += [Fault(entry_id, "it was deleted before it was sealed") for entry_id in orphans]
    return report


def _check_seals(report: Report, seals: QuerySet, known: Chains) -> tuple[int, set[int]]:
    """Follow each chain and compare what it lists with what is there; returns the last seal's id and all listed ids."""
    listed: set[int] = set()
    waiting: list[Listed] = []
    last_seal, before = 0, None
    for seal in readable(seals.order_by(F("organization_id").asc(nulls_first=True), "number")):
        pairs, named = pairs_of(seal), known.get(seal.organization_id, {})
        if not _is_linked(seal, before, named):
            report.faults.append(Fault(pairs[0][0] if pairs else 0, f"the chain breaks at {seal}"))
        may_be_gone = seal.number <= max(named, default=0)
        waiting += [(entry_id, digest, may_be_gone) for entry_id, digest in pairs]
        if len(waiting) >= CHUNK:
            _compare(report, waiting, listed)
            waiting = []
        last_seal, before = max(last_seal, seal.pk), seal
    _compare(report, waiting, listed)
    return last_seal, listed


def _is_linked(seal: AuditSeal, before: AuditSeal | None, named: Mapping[int, str]) -> bool:
    if before is not None and before.organization_id == seal.organization_id:
        follows = (seal.number, seal.previous) == (before.number + 1, before.digest)
    else:
        follows = _may_begin(seal, named)
    return (
        follows
        and named.get(seal.number, seal.digest) == seal.digest
        and seal.digest == seal_digest(seal)
        and seal.mac == mac(str(seal.digest).encode())
    )


def _may_begin(seal: AuditSeal, named: Mapping[int, str]) -> bool:
    """Whether a chain may begin here: at its first seal, or where one that is known vouches for what came before."""
    if seal.number - 1 in named:
        return bool(seal.previous == named[seal.number - 1])
    return (seal.number, seal.previous) == (1, "") or 1 < seal.number <= min(named, default=0)


Listed = tuple[int, str, bool]  # an entry as a seal lists it: id, digest, and whether it may be gone


def _compare(report: Report, pairs: list[Listed], listed: set[int]) -> None:
    rows = {entry.pk: entry for entry in _rows([entry_id for entry_id, *_ in pairs])}
    for entry_id, digest, may_be_gone in pairs:
        entry = rows.get(entry_id)
        if entry_id in listed:
            report.faults.append(Fault(entry_id, "it is sealed twice"))
            continue
        listed.add(entry_id)
        if entry is None:
            if not may_be_gone:
                report.faults.append(Fault(entry_id, "it was deleted"))
            continue
        report.sealed += 1
        if entry_digest(entry) != digest:
            report.faults.append(Fault(entry_id, "it was changed"))
        elif not _is_genuine(entry):
            report.faults.append(Fault(entry_id, "it was not written by this application"))


def _check_unsealed(report: Report, ids: list[int]) -> None:
    for chunk in _chunks(ids):
        for entry in _rows(chunk):
            report.unsealed += 1
            if not _is_genuine(entry):
                report.faults.append(Fault(entry.pk, "it was not written by this application, or was changed"))


def _check_that_no_seal_was_cut_off(report: Report, unsealed: list[int], last_seal: int) -> None:
    """What has no seal must be on the worklist, unless a sealer has just taken it off."""
    for chunk in _chunks(unsealed):
        missing = set(chunk) - set(Unsealed.objects.filter(pk__in=chunk).values_list("pk", flat=True))
        if missing:
            for seal in readable(AuditSeal.objects.filter(pk__gt=last_seal)):
                missing -= {entry_id for entry_id, _ in pairs_of(seal)}
        report.faults += [Fault(entry_id, "its seal is gone") for entry_id in missing]


def _is_genuine(entry: AuditEntry) -> bool:
    return entry.mac == mac(entry_content(entry))


def _rows(ids: list[int]) -> Iterable[AuditEntry]:
    return readable(AuditEntry.objects.filter(pk__in=ids))


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
