"""Two rows that may be one, and two that were made one."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import DuplicateReason, PairStatus, RecordKind
from crm.merging.record import Record
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet

UNDO_DAYS = 30


class DuplicatePairQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Pairs that wait for a person's word."""
        return self.filter(status=PairStatus.OPEN)

    def of(self, kind: str, row_id: int) -> Self:
        """The pairs that a record stands in."""
        return self.filter(Q(low_id=row_id) | Q(high_id=row_id), kind=kind)

    def whole(self, kind: str) -> Self:
        """Pairs of this kind of which both records are there: one of them may have gone since."""
        rows = (Contact if kind == RecordKind.CONTACT else Company).objects.filter(
            organization=OuterRef("organization")
        )
        sides = [Exists(rows.filter(pk=OuterRef(side))) for side in ("low_id", "high_id")]
        return self.filter(*sides, kind=kind)


class DuplicatePair(Owned):
    """Two contacts or two companies that look like one. What a person has dismissed is never asked again.

    Both are plain ids, for a merge takes one of the two rows away and the pair stays as the record of it.
    """

    kind = models.CharField(max_length=8, choices=RecordKind.choices)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    reasons = models.JSONField(default=list)  # of DuplicateReason, the strongest first
    confidence = models.PositiveSmallIntegerField(_("confidence, %"), default=50)
    status = models.CharField(max_length=9, choices=PairStatus.choices, default=PairStatus.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "low_id", "high_id"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(low_id__lt=F("high_id")), name="duplicate_pair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "kind", "-confidence", "id"],
                name="duplicate_pair_open",
                condition=Q(status="open"),
            ),
            models.Index(fields=["organization", "kind", "high_id"], name="duplicate_pair_high"),
        ]

    def __str__(self) -> str:
        return gettext("{kind} {low_id} and {high_id}").format(
            kind=self.get_kind_display(), low_id=self.low_id, high_id=self.high_id
        )

    @property
    def reason_labels(self) -> list[str]:
        """Why the two look like one, for a person."""
        return [str(DuplicateReason(code).label) for code in self.reasons]

    def other(self, row_id: int) -> int:
        """The id of the other record."""
        return self.high_id if row_id == self.low_id else self.low_id


class MergeQuerySet(OwnedQuerySet):
    def standing(self) -> Self:
        """Merges that were not undone."""
        return self.filter(undone_at=None)

    def undoable(self) -> Self:
        """Those that can still be taken back."""
        rows = self.standing().exclude(record={})
        days = undo_days()
        return rows if days is None else rows.filter(at__gt=clock.now() - timedelta(days=days))


class Merge(Owned):
    """One record taken into another. `contact` or `company` is the one that has it all now, by whichever later merge.

    `record` is what undoing it needs, and is emptied after its time. What stays is by what names the record that is no
    more was known, and the values that a person has decided against, so that no list brings them back.
    """

    kind = models.CharField(max_length=8, choices=RecordKind.choices)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="merges")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="merges")
    winner_id = models.BigIntegerField()  # the record that it was merged into, at the time
    loser_id = models.BigIntegerField()
    name_key = models.CharField(max_length=250, blank=True)
    address = models.CharField(max_length=300, blank=True)  # a person's LinkedIn profile, a firm's domain
    firm = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    was_bare = models.BooleanField(default=False)  # nothing but its name and company was known of it
    rejected = models.JSONField(default=dict)  # crm.merging.rejected.Rejected
    record = models.JSONField(default=dict)  # crm.merging.record.Record
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="merge_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "loser_id"], name="merge_loser_once", condition=Q(undone_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "name_key"], name="merge_name", condition=Q(undone_at=None)),
            models.Index(fields=["organization", "address"], name="merge_address", condition=Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return gettext("{kind} {loser_id} into {winner_id}").format(
            kind=self.get_kind_display(), loser_id=self.loser_id, winner_id=self.winner_id
        )

    @property
    def holder_id(self) -> int:
        """The record that has it all now."""
        return self.contact_id or self.company_id or 0  # type: ignore[return-value]

    @property
    def can_be_undone(self) -> bool:
        days = undo_days()
        in_time = days is None or clock.now() < self.at + timedelta(days=days)
        return self.undone_at is None and bool(self.record) and in_time

    def load(self) -> Record:
        """What the merge did, as far as it is still kept."""
        return Record.model_validate(self.record)


def undo_days() -> int | None:
    """For how many days a merge can be taken back in this installation; None: for ever."""
    return settings.RETENTION_DAYS.get("merges", UNDO_DAYS)
