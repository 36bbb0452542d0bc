"""A question to a person, with what was shown and what was answered."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.accounts.visibility import visible
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.contents import Content, load
from quotahit.workflow.models.runs import Run


class ApprovalQuerySet(OwnedQuerySet):
    def waiting(self) -> Self:
        """Those that nobody has answered yet."""
        return self.filter(status=ApprovalStatus.WAITING)

    def answerable_by(self, membership: Membership) -> Self:
        """Those that this member may answer, as `Approval.may_be_answered_by` says of one."""
        roles = [role for role in Role if membership.may(role)]
        theirs = Q(assignee__isnull=False) if membership.may(Role.MANAGER) else Q(assignee=membership.user_id)
        mine = self.filter(Q(assignee=None, role__in=roles) | theirs, organization=membership.organization_id)
        return visible(mine, membership)

    def about(self, subject: tuple[str, int]) -> Self:
        """Approvals about one row, named by its type and id."""
        return self.filter(subject_type=subject[0], subject_id=subject[1])


class Approval(Owned):
    """Title, typed content and choices; the fingerprint is that of the content as it is shown now.

    `kind` names the class that reads `content` and, where the question belongs to no run, who acts on the answer.
    """

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="approvals")
    key = models.CharField(max_length=160, null=True)  # a second request of the same key is the first
    title = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    choices = models.JSONField()  # [code, label] pairs, in the order they are offered
    fingerprint = models.CharField(max_length=64)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="approvals"
    )
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.REP)  # the least that may answer
    status = models.CharField(max_length=9, choices=ApprovalStatus.choices, default=ApprovalStatus.WAITING)
    choice = models.CharField(max_length=40, blank=True)
    edits = models.JSONField(default=dict)  # the fields of the content that were changed while answering
    requested_by = models.CharField(max_length=80)
    resolved_by = models.CharField(max_length=80, blank=True)
    via = models.CharField(max_length=40, blank=True)  # console, slack, email …
    remark = models.CharField(max_length=500, blank=True)  # what whoever answered said of it: why not, above all
    why = models.CharField(max_length=80, blank=True)  # what made a withdrawn question pointless, in words
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="approval_key_once")]
        indexes = [
            models.Index(fields=["organization", "id"], name="approval_waiting", condition=Q(status="waiting")),
            models.Index(fields=["expires_at"], name="approval_expiring", condition=Q(status="waiting")),
            models.Index(fields=["subject_type", "subject_id"], name="approval_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    def load(self) -> Content:
        """The content as it is now, edits of the answer included."""
        return load(self.kind, self.content)

    @property
    def subject(self) -> tuple[str, int] | None:
        """The row that the question is about."""
        return (self.subject_type, self.subject_id) if self.subject_id is not None else None

    def may_be_answered_by(self, membership: Membership) -> bool:
        """Whether this member may answer: the assignee or a manager for them; without one, whoever has the role."""
        if membership.organization_id != self.organization_id:
            return False
        if self.assignee_id is None:
            theirs = membership.may(Role(self.role))
        else:
            theirs = membership.user_id == self.assignee_id or membership.may(Role.MANAGER)
        return theirs and visible(Approval.objects.filter(pk=self.pk), membership).exists()
