"""What the scout was asked to find, whom it found, and what became of them."""

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.choices import CandidateState, LeadSource, Rhythm, ScoutMode, SearchState
from agents.scout.leads import FoundLead
from compliance.addresses import address_hash, email_key, linkedin_key, phone_key
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.workflow.models import Approval


class ScoutPlan(Owned):
    """How an organization lets the scout look: what it does with finds, in which limits, and how often by itself."""

    mode = models.CharField(_("what it does with leads"), max_length=8, choices=ScoutMode, default=ScoutMode.PROPOSE)
    least_fit = models.PositiveSmallIntegerField(
        _("adds by itself from a fit of"), default=70, validators=[MaxValueValidator(100)]
    )
    most_a_day = models.PositiveSmallIntegerField(_("adds by itself, at most a day"), default=25)
    rhythm = models.CharField(_("looks by itself"), max_length=6, choices=Rhythm, default=Rhythm.OFF)
    source = models.CharField(_("where"), max_length=9, choices=LeadSource, default=LeadSource.APOLLO)
    wanted = models.PositiveSmallIntegerField(
        _("leads a search"), default=25, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    credits = models.PositiveSmallIntegerField(
        _("Apollo credits a search, at most"), default=50, validators=[MaxValueValidator(1000)]
    )
    next_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("scout's plan"), _("scout's plans")
        constraints = [models.UniqueConstraint(fields=["organization"], name="scout_plan_once")]
        indexes = [models.Index(fields=["next_at"], name="scout_plan_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return str(_("How the scout looks"))


class LeadSearch(Owned):
    """One search. What it has spent and how far it has come is kept page by page, so that it goes on after a crash."""

    source = models.CharField(max_length=9, choices=LeadSource)
    state = models.CharField(max_length=8, choices=SearchState, default=SearchState.RUNNING)
    wanted = models.PositiveSmallIntegerField(default=25)
    credits = models.PositiveSmallIntegerField(default=0)  # the most that it may spend
    spent = models.PositiveSmallIntegerField(default=0)
    page = models.PositiveIntegerField(default=0)  # the last that was read whole
    seen = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)  # how many, by agents.choices.LeftOut
    trouble = models.CharField(max_length=24, blank=True)  # agents.choices.Trouble: why it stopped, or tries again
    key = models.CharField(max_length=80, null=True)  # a second search of one key is the first
    by = models.CharField(max_length=80)
    approval = models.OneToOneField(
        Approval, on_delete=models.SET_NULL, null=True, blank=True, related_name="lead_search"
    )
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("search for leads"), _("searches for leads")
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="lead_search_once")]
        indexes = [models.Index(fields=["organization", "-started_at"], name="lead_search_newest")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state == SearchState.RUNNING

    @property
    def credits_left(self) -> int:
        return max(self.credits - self.spent, 0)


class CandidateQuerySet(OwnedQuerySet):
    def proposed(self) -> Self:
        """Those that wait for a person's word."""
        return self.filter(state=CandidateState.PROPOSED)

    def added_since(self, moment: datetime) -> Self:
        """Those that the scout has added by itself since."""
        return self.filter(state=CandidateState.ACCEPTED, decided_by="agent:scout", decided_at__gte=moment)


class Candidate(Owned):
    """A lead that a search has found, before it is one of ours: from outside in `lead`, from our own records a contact.

    `key` stands for the person at the source, hashed where that is outside, so that who was turned down or left out is
    neither proposed nor paid for again. The other hashes let an erasure find somebody who never became a contact.
    """

    search = models.ForeignKey(LeadSearch, on_delete=models.CASCADE, related_name="candidates")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="candidacies")
    key = models.CharField(max_length=120)
    lead = models.JSONField(default=dict)  # agents.scout.leads.FoundLead
    email_hash = models.CharField(max_length=64, blank=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    linkedin_hash = models.CharField(max_length=64, blank=True, editable=False)
    fit = models.PositiveSmallIntegerField()  # of 100
    lines = models.JSONField(default=list)  # crm.fit.Line
    likeness = models.PositiveSmallIntegerField(null=True)  # of 100, to the customer that it is most like
    parts = models.JSONField(default=list)  # agents.scout.likeness.Part
    state = models.CharField(max_length=8, choices=CandidateState, default=CandidateState.PROPOSED)
    remark = models.CharField(max_length=500, blank=True)  # why not, in a person's words
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="candidate_once")]
        indexes = [
            models.Index(fields=["search", "state", "-fit"], name="candidate_best"),
            models.Index(fields=["organization", "email_hash"], name="candidate_email"),
        ]

    def __str__(self) -> str:
        return str(self.contact) if self.contact_id else self.found.name

    @property
    def found(self) -> FoundLead:
        return FoundLead.load(self.lead)

    def hash_addresses(self) -> None:
        """Bring the hashes up to what `lead` says."""
        found = self.found
        self.email_hash = address_hash("email", email_key(found.email))
        self.phone_hash = address_hash("phone", phone_key(found.phone, found.country))
        self.linkedin_hash = address_hash("linkedin", linkedin_key(found.linkedin))
