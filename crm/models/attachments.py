"""Files on records."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models.deals import Deal
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class Attachment(Owned):
    """A file on one record. Its type is what its bytes are; where it lies, nobody outside can guess."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField(editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    path = models.CharField(max_length=100, editable=False)  # below QUOTAHIT_HOME
    is_scanned = models.BooleanField(default=False, editable=False)  # a virus scanner saw it, and let it pass
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("file")
        constraints = [
            models.CheckConstraint(
                name="attachment_of_one_record",
                condition=models.Q(contact__isnull=False, company=None, deal=None)
                | models.Q(contact=None, company__isnull=False, deal=None)
                | models.Q(contact=None, company=None, deal__isnull=False),
            ),
            models.UniqueConstraint(fields=["organization", "path"], name="attachment_path_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record(self) -> Contact | Company | Deal:
        return self.contact or self.company or self.deal  # type: ignore[return-value]

    @property
    def file(self) -> Path:
        return Path(settings.HOME) / self.path

    def get_absolute_url(self) -> str:
        return reverse("admin:console_file", args=[self.pk])
