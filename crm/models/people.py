"""Companies and the people in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.choices import AddressType, Lifecycle, Trend, Validity
from crm.custom import CustomFields
from crm.models.hashes import AddressHash
from crm.names import called
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization
from quotahit.accounts.validators import country_code, currency_code, validate_zone


def _prefix_index(field: str, name: str) -> models.Index:
    """An index that answers "equals" and "starts with" in one organization, whatever the database's collation."""
    return models.Index(fields=["organization", field], name=name, opclasses=["int8_ops", "varchar_pattern_ops"])


SCORE_ORDER = Coalesce("engagement_score", -1)


class Tag(Owned):
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="tag_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Company(Owned):
    """A firm. What we do not know is blank or None, never a guess."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)  # folded, without legal form: crm.names.company_key
    domain = models.CharField(max_length=253, blank=True)
    website = models.URLField(max_length=500, blank=True)
    linkedin = models.URLField(_("LinkedIn page"), max_length=300, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    annual_revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    funding = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    technologies = models.JSONField(default=list, blank=True)
    growth = models.DecimalField(_("headcount growth, % a year"), max_digits=6, decimal_places=1, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    zip = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict, blank=True)  # what research found, each with its source
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at"])
    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("companies")
        indexes = [
            _prefix_index("name_key", "company_name_key"),
            _prefix_index("domain", "company_domain"),
            models.Index(fields=["organization", "updated_at", "id"], name="company_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(OwnedQuerySet):
    def bulk_create(self, objs: Iterable["Contact"], *args: Any, **kwargs: Any) -> list["Contact"]:
        made = super().bulk_create(objs, *args, **kwargs)
        if not kwargs.get("update_conflicts"):  # by which those that are there already are changed
            beside = [LastActivity(contact=row, organization_id=row.organization_id) for row in made]
            LastActivity.objects.bulk_create(beside)
        return made


class Contact(Owned):
    """A person we may talk with. Emails and phones are rows of their own; the first of each is the primary."""

    # Every index below begins with it.
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    first_name = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=250, editable=False)  # folded full name: crm.names.person_key
    title = models.CharField(max_length=200, blank=True)
    seniority = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=120, blank=True)
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    linkedin = models.CharField(_("LinkedIn profile"), max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    zip = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_zone])
    language = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifecycle = models.CharField(max_length=12, choices=Lifecycle.choices, default=Lifecycle.LEAD)
    lead_status = models.CharField(max_length=60, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="contacts")
    custom = models.JSONField(default=dict, blank=True)
    last_name_lower = models.GeneratedField(
        expression=Lower("last_name"), output_field=models.CharField(max_length=120), db_persist=True
    )  # what a search by last name looks through
    fit = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)  # of the latest Score
    scored_version = models.PositiveIntegerField(null=True, editable=False)  # of the profile behind `fit`
    engagement = models.PositiveIntegerField(default=0, editable=False)  # of the ledger, as last rolled up
    # As last weighed (crm.weighing); None and "" while there is nothing to judge by.
    engagement_score = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    engagement_trend = models.CharField(max_length=8, choices=Trend.choices, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(
        excluded_fields=[
            *("updated_at", "last_name_lower", "fit", "scored_version"),
            *("engagement", "engagement_score", "engagement_trend"),
        ]
    )
    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            _prefix_index("name_key", "contact_name_key"),
            _prefix_index("last_name_lower", "contact_last_name"),
            models.Index(fields=["organization", "-created_at", "-id"], name="contact_newest"),
            models.Index(fields=["organization", "lifecycle", "-created_at", "-id"], name="contact_lifecycle"),
            # What the list can be sorted by: see quotahit.accounts.admin_lists.IndexedChangeList.
            models.Index(fields=["organization", "name_key", "id"], name="contact_by_name"),
            models.Index(fields=["organization", "fit", "id"], name="contact_by_fit"),
            models.Index(fields=["organization", "engagement", "id"], name="contact_by_engagement"),
            # Who has none comes last, where the highest are first: PostgreSQL would begin with them.
            models.Index("organization", SCORE_ORDER, "id", name="contact_by_score"),
            models.Index(
                fields=["organization", "engagement_trend", "-created_at", "-id"],
                name="contact_by_trend",
                condition=~models.Q(engagement_trend=""),
            ),
            models.Index(fields=["organization", "updated_at", "id"], name="contact_by_change"),  # who follows changes
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "linkedin"], name="contact_linkedin_once", condition=~models.Q(linkedin="")
            )
        ]

    def __str__(self) -> str:
        return called(self.first_name, self.last_name, self.pk)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def custom_fields(self) -> CustomFields:
        """The organization's own fields, read by type."""
        return CustomFields(self.custom)

    @property
    def last_activity_at(self) -> datetime | None:
        """When something last happened with them, if anything ever did."""
        moved = getattr(self, "last_activity", None)
        return moved.at if moved else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            LastActivity.objects.create(contact=self, organization_id=self.organization_id)


class LastActivity(Owned):
    """When something last happened with a contact: a narrow row beside each, there from the beginning.

    Every mail moves it, and a list may be sorted by it: in the contact's own row each mail would write all of the
    contact's indexes anew (docs/decisions/0014).
    """

    organization = unchecked_organization(db_index=False)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, primary_key=True, related_name="last_activity")
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _("last activities")
        indexes = [models.Index(fields=["organization", "at", "contact"], name="contact_by_activity")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.at}"


class ContactEmail(Owned):
    """One address of a contact, as it is written and as it is compared (compliance.addresses)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="emails")
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=254)  # trimmed and folded
    address_hash = AddressHash("email", "key")
    type = models.CharField(max_length=8, choices=AddressType.choices, default=AddressType.WORK)
    validity = models.CharField(max_length=8, choices=Validity.choices, default=Validity.UNKNOWN)
    is_primary = models.BooleanField(_("comes first"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("email address"), _("email addresses")
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="contact_email_once")]
        indexes = [
            _prefix_index("key", "contact_email_key"),
            models.Index(fields=["organization", "address_hash"], name="contact_email_hash"),
        ]
        ordering = ["-is_primary", "pk"]

    def __str__(self) -> str:
        return self.address


class ContactPhone(Owned):
    """One number of a contact in E.164; the same line may belong to several people."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    address_hash = AddressHash("phone", "number")
    type = models.CharField(max_length=8, choices=AddressType.choices, default=AddressType.WORK)
    validity = models.CharField(max_length=8, choices=Validity.choices, default=Validity.UNKNOWN)
    is_primary = models.BooleanField(_("comes first"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("phone number"), _("phone numbers")
        constraints = [models.UniqueConstraint(fields=["contact", "number"], name="contact_phone_once")]
        indexes = [
            _prefix_index("number", "contact_phone_number"),
            models.Index(fields=["organization", "address_hash"], name="contact_phone_hash"),
        ]
        ordering = ["-is_primary", "pk"]

    def __str__(self) -> str:
        return self.number


def _of_one(*names: str) -> models.Q:
    """That exactly one of these columns is filled."""
    alternatives = [models.Q(**{f"{name}__isnull": name != owner for name in names}) for owner in names]
    return models.Q(*alternatives, _connector=models.Q.OR)


class ExternalId(Owned):
    """The id of a contact, company or deal in another system, by which a re-import finds it again."""

    system = models.CharField(max_length=60)  # "apollo", "hubspot", "salesforce"
    value = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="external_ids")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="external_ids")
    deal = models.ForeignKey("crm.Deal", on_delete=models.CASCADE, null=True, blank=True, related_name="external_ids")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "system", "value"],
                name="external_contact_once",
                condition=models.Q(contact__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "system", "value"],
                name="external_company_once",
                condition=models.Q(company__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "system", "value"],
                name="external_deal_once",
                condition=models.Q(deal__isnull=False),
            ),
            models.CheckConstraint(condition=_of_one("contact", "company", "deal"), name="external_id_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
