"""What becomes of each row of a list of deals."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from crm.choices import StageKind
from crm.importing.deals.known import Deals, KnownDeal
from crm.importing.deals.reading import DealRow
from crm.importing.deals.stages import Stages
from crm.importing.deals.writing import write_deals
from crm.importing.options import Options
from crm.importing.outcomes import Result, RowOutcome
from crm.importing.relating.announced import NOTHING, Announced
from crm.importing.relating.finding import Found, Relations
from crm.models import REQUIRABLE, Deal, Import, Stage
from quotahit import bulk, clock

NAMELESS = _("has no name, and names no company or contact after whom the deal could be called")
# Ours to decide once it is set.
KEPT = frozenset({"owner_id"})
CLOSED = (StageKind.WON, StageKind.LOST)


class DealIntake:
    """Takes rows batch by batch, each in the light of those before it."""

    def __init__(self, job: Import, *, lock: bool, announced: Announced = NOTHING) -> None:
        self.job = job
        self.organization = job.organization
        self.relations = Relations(job.organization_id, announced)
        self.stages = Stages(job, Options.model_validate(job.options), writes=lock)
        self.deals = Deals(job.organization_id, lock=lock)
        self.lock = lock
        self.unknown: Counter[tuple[str, str]] = Counter()  # pipeline and stage of rows, as no stage here is called

    def take(self, leads: Sequence[DealRow]) -> list[RowOutcome]:
        self.relations.load([row.reference for row in leads])
        if self.lock or not self.stages.stages:
            self.stages.load()
        self.deals.load(leads, {stage.pk: stage for stage in self.stages.stages})
        return [self._take(row) for row in leads]

    def write(self, job: Import, outcomes: Sequence[RowOutcome]) -> None:
        write_deals(job, self.deals.all)

    def forget(self) -> None:
        self.deals.seen.update(known.deal.pk for known in self.deals.all if known.is_seen)
        self.deals.forget()

    def discard(self) -> None:
        self.deals.discard()

    def _take(self, row: DealRow) -> RowOutcome:
        if row.failure:
            return _failed(row, row.failure)
        company = self.relations.company(row.reference)
        contact = self.relations.contact(row.reference, company.pk)
        company_id = company.pk
        if contact.pk and not company:
            company_id = self.relations.of_contact[contact.pk][0]
        name = self._name(row)
        known = self.deals.find(row, name, contact.pk, company_id) if name or row.external else None
        if not name and known is None:
            return _failed(row, NAMELESS)
        placed = self.stages.place(row.pipeline, row.stage, row.state)
        self.unknown.update([placed.unknown] if placed.unknown else [])
        if placed.stage is None:
            return _failed(row, placed.problem)
        if missing := self._missing(row, placed.stage, contact, company, known):
            return _failed(
                row,
                gettext("deals in “{stage}” need {missing}, which the row has not").format(
                    stage=placed.stage, missing=", ".join(missing)
                ),
            )
        words = gettext("kept without its {noun}: {problem}")
        remarks = [words.format(noun=noun, problem=found.problem) for noun, found in
                   (("company", company), ("contact", contact)) if found.problem]  # fmt: skip
        remarks += [placed.remark] if placed.remark else []
        if known is None:
            known = self._make(row, name, placed.stage)
            result, changed = Result.CREATED, {"name"}
        else:
            changed = self._correct(row, known, placed.stage, remarks)
            result = Result.UNCHANGED
        changed |= self._relate(known, contact.pk, company_id)
        if result == Result.CREATED:
            self.deals.add(known)
        changed |= self._hang_on(row, known)
        known.is_seen = True
        known.changed |= changed
        if result != Result.CREATED and changed:
            result = Result.UPDATED
        return RowOutcome(row, result, [*row.remarks, *remarks])

    def _name(self, row: DealRow) -> str:
        """What the deal is called; without a name it is called after whom it is with."""
        reference = row.reference
        firm = reference.firm.name if reference.firm else ""
        called = row.fields.get("name") or firm or (reference.names[0].title() if reference.names else "")
        return str(called or (gettext("Deal {external}").format(external=row.external[1]) if row.external else ""))[
            :200
        ]

    def _missing(
        self, row: DealRow, stage: Stage, contact: Found, company: Found, known: KnownDeal | None
    ) -> list[str]:
        """What the stage asks for and neither the row nor the deal has."""
        has = {"contact": bool(contact), "company": bool(company) or bool(contact)}
        has |= {
            name: column in row.fields
            for name, column in (("amount", "amount"), ("expected_close", "expected_close"), ("owner", "owner_id"))
        }
        return [
            REQUIRABLE[name].lower()
            for name in stage.required
            if not has[name] and (known is None or getattr(known.deal, name) is None)
        ]

    def _make(self, row: DealRow, name: str, stage: Stage) -> KnownDeal:
        now = clock.now()
        created_at = min(row.created_at or now, now)
        closed_at = (self._closed_at(row) or created_at) if stage.kind in CLOSED else None
        values = {name: value for name, value in row.fields.items() if name != "lost_reason"}
        deal = bulk.make(
            Deal,
            **{
                "currency": self.organization.currency,
                **values,
                "organization_id": self.organization.pk,
                "name": name,
                "custom": row.custom,
                "created_at": min(created_at, closed_at or created_at),
                "updated_at": now,
                "closed_at": closed_at,
                "stage_since": closed_at or created_at,
                "lost_reason": row.fields.get("lost_reason", "") if stage.kind == StageKind.LOST else "",
            },
        )
        deal.stage = stage
        return KnownDeal(deal)

    def _closed_at(self, row: DealRow) -> datetime | None:
        """When a deal that is over came to its end, as the row says; nothing has ended in the future."""
        at = row.closed_at or row.close_day
        return min(at, clock.now()) if at else None

    def _correct(self, row: DealRow, known: KnownDeal, stage: Stage, remarks: list[str]) -> set[str]:
        """The first row about a deal corrects what was known, a further one fills in what is blank."""
        deal, changed = known.deal, set()
        if stage is not deal.stage and not known.is_seen:
            if known.is_ours:
                remarks.append(gettext("the deal was moved here and stays in “{stage}”").format(stage=deal.stage))
            else:
                changed |= self._move(row, known, stage)
        closed_at = self._closed_at(row)
        is_over = deal.closed_at is not None and not known.is_ours and not known.is_seen
        if is_over and closed_at and closed_at != deal.closed_at:
            deal.closed_at = deal.stage_since = closed_at
            changed.add("closed_at")
        for name, value in row.fields.items():
            before = getattr(deal, name)
            if name == "currency" or before == value or (name == "lost_reason" and deal.stage.kind != StageKind.LOST):
                continue
            if before in (None, "") or not (known.is_seen or name in KEPT):
                setattr(deal, name, value)
                changed.add(name)
        if "amount" in changed and "currency" in row.fields:
            deal.currency = row.fields["currency"]
        news = {
            name: value
            for name, value in row.custom.items()
            if deal.custom.get(name) != value and (not known.is_seen or deal.custom.get(name) in (None, ""))
        }
        deal.custom = {**deal.custom, **news}
        return changed | ({"custom"} if news else set())

    def _move(self, row: DealRow, known: KnownDeal, stage: Stage) -> set[str]:
        """Let an import move what an import has placed."""
        deal = known.deal
        known.was, known.is_moved = deal.stage, True
        deal.stage = stage
        deal.closed_at = (self._closed_at(row) or clock.now()) if stage.kind in CLOSED else None
        deal.stage_since = deal.closed_at or clock.now()
        if stage.kind != StageKind.LOST:
            deal.lost_reason = ""
        return {"stage", "closed_at"}

    def _relate(self, known: KnownDeal, contact_id: int | None, company_id: int | None) -> set[str]:
        """Whose it is; its owner is the contact's where it has none."""
        deal, changed = known.deal, set()
        for name, pk in (("contact_id", contact_id), ("company_id", company_id)):
            before = getattr(deal, name)
            if pk is not None and before != pk and (before is None or not known.is_seen):
                setattr(deal, name, pk)
                changed.add(name.removesuffix("_id"))
        if known.is_new and deal.owner_id is None and deal.contact_id:
            deal.owner_id = self.relations.of_contact[deal.contact_id][1]
        return changed

    def _hang_on(self, row: DealRow, known: KnownDeal) -> set[str]:
        """Its id in the other system, and notes."""
        changed: set[str] = set()
        if self.deals.identify(known, row.external):
            changed.add("external_ids")
        if news := [note for note in row.notes if note not in known.known_notes]:
            known.notes += news
            known.known_notes.update(news)
            changed.add("notes")
        return changed


def _failed(row: DealRow, reason: str) -> RowOutcome:
    return RowOutcome(row, Result.FAILED, [reason, *row.remarks])
