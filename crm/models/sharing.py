"""Records that members see though they are not theirs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.deals import Deal
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.models import Team
from quotahit.accounts.tenancy import Owned


class Share(Owned):
    """One record, open to one member or to one team beside its owner."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="shares")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="shares")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, blank=True, related_name="shares")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with"),
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("or with the team")
    )
    key = models.CharField(max_length=80, editable=False)  # record and whom with: nothing is shared twice
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="share_of_one_record",
                condition=models.Q(contact__isnull=False, company=None, deal=None)
                | models.Q(contact=None, company__isnull=False, deal=None)
                | models.Q(contact=None, company=None, deal__isnull=False),
            ),
            models.CheckConstraint(
                name="share_with_one",
                condition=models.Q(user__isnull=False, team=None) | models.Q(user=None, team__isnull=False),
                violation_error_message=_("Choose a member or a team, not both."),
            ),
            models.UniqueConstraint(fields=["organization", "key"], name="share_once"),
        ]

    def __str__(self) -> str:
        return str(self.user or self.team)

    @property
    def record(self) -> Contact | Company | Deal:
        return self.contact or self.company or self.deal  # type: ignore[return-value]
