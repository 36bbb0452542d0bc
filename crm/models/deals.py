"""Deals and the stages they move through."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.choices import StageKind
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.accounts.validators import currency_code

# What a stage may ask for, as a person calls it.
REQUIRABLE = {
    "contact": _("Contact"),
    "company": _("Company"),
    "amount": _("Amount"),
    "expected_close": _("Expected close"),
    "owner": _("Owner"),
}


def deal_fields(names: object) -> None:
    """Refuse what is no list of fields that a stage can ask for."""
    if not isinstance(names, list) or not set(names) <= REQUIRABLE.keys():
        raise ValidationError(gettext("A stage can ask for {requirable}.").format(requirable=", ".join(REQUIRABLE)))


class Pipeline(Owned):
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="pipeline_once"),
            models.UniqueConstraint(
                fields=["organization"], name="pipeline_one_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(Owned):
    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=4, choices=StageKind.choices, default=StageKind.OPEN)
    probability = models.PositiveSmallIntegerField(
        _("probability, %"),
        default=10,
        validators=[MaxValueValidator(100)],
        help_text=_("Of winning what stands here."),
    )
    stale_after = models.PositiveSmallIntegerField(
        _("stale after, days"),
        null=True,
        blank=True,
        help_text=_("A deal that stands here longer is marked on the board."),
    )
    required = models.JSONField(
        _("fields it takes"), default=list, blank=True, validators=[deal_fields]
    )  # of REQUIRABLE: without them no deal comes here

    class Meta:
        ordering = ["pipeline", "position"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "name"], name="stage_once")]

    def __str__(self) -> str:
        return self.name


class DealQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def stale(self) -> Self:
        """Open ones that have stood in their stage for longer than it allows, as `Deal.is_stale` says of one."""
        allowed = ExpressionWrapper((F("stage__stale_after") + 1) * Value(timedelta(days=1)), models.DurationField())
        is_over = ExpressionWrapper(F("stage_since") + allowed, models.DateTimeField())
        return self.alias(stale_at=is_over).filter(closed_at=None, stale_at__lte=clock.now())

    def won(self, since: datetime, until: datetime) -> Self:
        """Those that were won from `since` to before `until`."""
        return self.filter(stage__kind=StageKind.WON, closed_at__gte=since, closed_at__lt=until)


class Deal(Owned):
    name = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    stage = models.ForeignKey(Stage, on_delete=models.RESTRICT, related_name="deals")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expected_close = models.DateField(null=True, blank=True)
    stage_since = models.DateTimeField(_("in this stage since"), default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    lost_reason = models.CharField(max_length=200, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at", "stage_since"])
    objects = DealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="deal_amount_not_negative"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="deal_newest"),
            models.Index(fields=["stage", "-stage_since", "-id"], name="deal_on_board"),
            models.Index(
                fields=["organization", "closed_at"], name="deal_closed", condition=models.Q(closed_at__isnull=False)
            ),
            models.Index(fields=["organization", "updated_at", "id"], name="deal_by_change"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days_in_stage(self) -> int:
        return (clock.now() - self.stage_since).days

    @property
    def is_stale(self) -> bool:
        """Whether it has stood in its stage for longer than that allows."""
        allowed = self.stage.stale_after
        return self.closed_at is None and allowed is not None and self.days_in_stage > allowed


class StageChange(Owned):
    """One move of a deal, from a stage or from nothing."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stage_changes")
    before = models.ForeignKey(Stage, on_delete=models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Stage, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class LostReason(Owned):
    """Why deals are lost, as the organization puts it; a person may also write another."""

    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    comes_back = models.BooleanField(
        _("may be asked again"), default=True, help_text=_("Agents write to them again once a month, for a while.")
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="lost_reason_once")]

    def __str__(self) -> str:
        return self.name


TWICE = _("There is a goal of this quarter already: change that one.")


class Goal(Owned):
    """What is to be won in one quarter, by one member or by all together."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
        help_text=_("Nobody: the goal of all together."),
    )
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2000), MaxValueValidator(2200)])
    quarter = models.PositiveSmallIntegerField(choices=[(number, f"Q{number}") for number in range(1, 5)])
    amount = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(1)])
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])

    class Meta:
        ordering = ["-year", "-quarter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "year", "quarter"], name="goal_once", violation_error_message=TWICE
            ),
            models.UniqueConstraint(
                fields=["organization", "year", "quarter"],
                name="goal_of_all_once",
                condition=models.Q(user=None),
                violation_error_message=TWICE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or 'All together'}, Q{self.quarter} {self.year}"
