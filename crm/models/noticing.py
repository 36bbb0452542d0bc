"""How members wish to be told, and the mails that tell them."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.tenancy import Owned
from quotahit.workflow.outgoing import Outgoing


class NotificationPreferences(Owned):
    """What one member wishes to be told in one organization; who has chosen nothing has the row's defaults."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # By kind (crm.noticing.kinds): {"bell": …, "email": …}. What is not there is as the kind has it.
    kinds = models.JSONField(default=dict, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    urgent_any_time = models.BooleanField(_("wake me when somebody urgently needs a person"), default=False)
    hourly_cap = models.PositiveSmallIntegerField(
        _("mails an hour at most"), default=4, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    digest_at = models.TimeField(_("daily summary at"), default=time(8))

    class Meta:
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="notification_preferences_once"),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | (models.Q(quiet_from__isnull=False, quiet_until__isnull=False)),
                name="quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class NotificationMail(Outgoing):
    """One mail to one member with all that was due; `idempotency_key` is its Message-ID. Its words are written when it
    leaves, and kept nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idempotency_key"], name="notification_mail_once")]
        indexes = [
            models.Index(
                fields=["organization", "not_before"],
                name="notification_mail_due",
                condition=models.Q(status="planned"),
            ),
            models.Index(fields=["organization", "user", "-created_at"], name="notification_mail_of_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"
