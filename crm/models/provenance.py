"""Where the value of a field came from, and what research may write."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.choices import Origin
from crm.models.people import Company, Contact, _of_one
from crm.write_rules import WriteRules
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization


class ProvenanceQuerySet(OwnedQuerySet):
    def current(self) -> Self:
        """Those that hold; what a later one replaced is kept beside them."""
        return self.filter(replaced_at=None)


class Provenance(Owned):
    """One value that a field of a contact or a company was given, by which source and how; of each field one holds.

    A row by a person is their word on the field: research writes it no more, also where they have emptied it.
    """

    organization = unchecked_organization(db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="provenance", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, null=True, blank=True, related_name="provenance", db_index=False
    )
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)  # as crm.merging.record.plain has it
    source = models.CharField(max_length=10, choices=Origin.choices)
    method = models.CharField(_("how"), max_length=40, blank=True)  # a code: title, page, model, match …
    confidence = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ProvenanceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("provenance"), _("provenance")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "field"],
                name="provenance_contact_once",
                condition=Q(replaced_at=None, contact__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["company", "field"],
                name="provenance_company_once",
                condition=Q(replaced_at=None, company__isnull=False),
            ),
            models.CheckConstraint(condition=_of_one("contact", "company"), name="provenance_of_one"),
        ]
        indexes = [
            models.Index(fields=["contact", "-at"], name="provenance_contact", condition=Q(contact__isnull=False)),
            models.Index(fields=["company", "-at"], name="provenance_company", condition=Q(company__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_source_display()}"


class WritePolicy(Owned):
    """What research may write, for an organization that wants it otherwise than shipped."""

    rules = models.JSONField(default=dict)  # crm.write_rules.WriteRules

    class Meta:
        verbose_name, verbose_name_plural = _("write policy"), _("write policies")
        constraints = [models.UniqueConstraint(fields=["organization"], name="write_policy_once")]

    def __str__(self) -> str:
        return str(_("What research may write"))

    def load(self) -> WriteRules:
        return WriteRules.load(self.rules)
