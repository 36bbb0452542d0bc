"""One run of a chain, and the record of each of its steps."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization
from quotahit.workflow.choices import ENDED, Lane, RunStatus, StepStatus


class RunQuerySet(OwnedQuerySet):
    def about(self, subject: tuple[str, int]) -> Self:
        """Runs about one row, named by its type and id."""
        return self.filter(subject_type=subject[0], subject_id=subject[1])

    def open(self) -> Self:
        """Runs that have not come to an end."""
        return self.exclude(status__in=ENDED)

    def of_whole_chains(self) -> Self:
        """Runs of chains that lead through several agents: those of one agent are named "agent.verb"."""
        return self.exclude(chain__contains=".")

    def awake(self) -> Self:
        """Runs that the engine may take once `wake_at` has come; the partial index holds exactly these."""
        return self.filter(wake_at__isnull=False, paused_at=None)


class Run(Owned):
    """A chain at work for one event. It keeps the version and the step names it began with.

    `position` counts the steps that are behind it. Without `wake_at` only an event, an answer or a person wakes it.
    A worker that holds it has put its mark into `claim`; whoever takes the run from it wipes that mark, and the
    worker's next write finds nothing to change.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    chain = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    step_names = models.JSONField()
    event_id = models.BigIntegerField(_("event"), null=True)  # events.Event, which may be pruned before the run
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=9, choices=RunStatus.choices, default=RunStatus.READY)
    reason = models.CharField(max_length=160, blank=True)  # why it failed, is parked, held or paused: a code
    position = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(
        _("failed attempts"), default=0
    )  # failed tries of the step at `position`
    lane = models.CharField(max_length=7, choices=Lane.choices, default=Lane.INSIDE)  # where that step is executed
    wake_at = models.DateTimeField(_("due"), null=True, default=clock.now)
    claimed_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    paused_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("started"), default=clock.now)
    moved_at = models.DateTimeField(_("last step"), default=clock.now)  # the last commit that a step of it made
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "chain", "event_id"], name="run_once_per_event"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "lane", "wake_at"],
                name="run_awake",
                condition=Q(wake_at__isnull=False, paused_at=None),
            ),
            models.Index(fields=["organization", "id"], name="run_newest"),
            models.Index(fields=["organization"], name="run_open", condition=~Q(status__in=ENDED)),
            # Few among very many: what the page of chains looks through.
            models.Index(
                fields=["organization", "chain", "-id"], name="run_of_whole_chain", condition=~Q(chain__contains=".")
            ),
            models.Index(fields=["subject_id", "subject_type"], name="run_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.status in ENDED

    @property
    def step_name(self) -> str:
        """The step that is next, or "" when all are behind it."""
        return self.step_names[self.position] if self.position < len(self.step_names) else ""


class RunStep(Owned):
    """What became of one step of a run. Inputs and outputs hold ids, codes and numbers, never names or text."""

    organization = unchecked_organization(db_index=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=8, choices=StepStatus.choices)
    input = models.JSONField(default=dict)
    output = models.JSONField(default=dict)
    error = models.CharField(max_length=400, blank=True)  # the last one, kept when a later attempt succeeds
    attempts = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=clock.now)
    milliseconds = models.FloatField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    currency = models.CharField(max_length=3, default="USD")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="run_step_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_status_display()}"
