"""Secrets that an organization keeps with us."""

from django.db import models

from quotahit import clock
from quotahit.accounts.models.organizations import Organization


class Credential(models.Model):
    """One encrypted secret of an organization, such as a vendor's key; it is replaced, never shown."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="credentials")
    vendor = models.CharField(max_length=40)
    name = models.CharField(max_length=80, default="api_key")
    key_id = models.CharField(max_length=32, editable=False)  # which of CREDENTIAL_KEYS opens it
    sealed = models.BinaryField()  # nonce and ciphertext
    last_four = models.CharField(max_length=4, blank=True, editable=False)
    set_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "vendor", "name"], name="credential_once")]

    def __str__(self) -> str:
        return f"{self.vendor} {self.name}"
