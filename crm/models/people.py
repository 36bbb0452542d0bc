"""Companies and the people in them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from crm.choices import AddressType, Lifecycle, Validity
from crm.custom import CustomFields
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.accounts.validators import country_code, currency_code, validate_zone


def _prefix_index(field: str, name: str) -> models.Index:
    """An index that answers "equals" and "starts with" in one organization, whatever the database's collation."""
    return models.Index(fields=["organization", field], name=name, opclasses=["int8_ops", "varchar_pattern_ops"])


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
    linkedin = models.URLField("LinkedIn page", max_length=300, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    annual_revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    funding = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    technologies = models.JSONField(default=list, blank=True)
    growth = models.DecimalField("headcount growth, % a year", max_digits=6, decimal_places=1, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    zip = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    description = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)  # what research found, each with its source
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at"])
    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        indexes = [
            _prefix_index("name_key", "company_name_key"),
            _prefix_index("domain", "company_domain"),
        ]

    def __str__(self) -> str:
        return self.name


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
    linkedin = models.CharField("LinkedIn profile", max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=60, blank=True)
    zip = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    zone = models.CharField("time zone", max_length=64, blank=True, validators=[validate_zone])
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
    last_activity_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(
        excluded_fields=["updated_at", "last_name_lower", "fit", "scored_version", "engagement", "last_activity_at"]
    )
    objects = OwnedQuerySet.as_manager()

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
            models.Index(fields=["organization", "last_activity_at", "id"], name="contact_by_activity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "linkedin"], name="contact_linkedin_once", condition=~models.Q(linkedin="")
            )
        ]

    def __str__(self) -> str:
        return self.name or "Unnamed contact"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def custom_fields(self) -> CustomFields:
        """The organization's own fields, read by type."""
        return CustomFields(self.custom)


class ContactEmail(Owned):
    """One address of a contact, as it is written and as it is compared (compliance.addresses)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="emails")
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=254)  # trimmed and folded
    type = models.CharField(max_length=8, choices=AddressType.choices, default=AddressType.WORK)
    validity = models.CharField(max_length=8, choices=Validity.choices, default=Validity.UNKNOWN)
    is_primary = models.BooleanField("comes first", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "email address", "email addresses"
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="contact_email_once")]
        indexes = [_prefix_index("key", "contact_email_key")]
        ordering = ["-is_primary", "pk"]

    def __str__(self) -> str:
        return self.address


class ContactPhone(Owned):
    """One number of a contact in E.164; the same line may belong to several people."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    type = models.CharField(max_length=8, choices=AddressType.choices, default=AddressType.WORK)
    validity = models.CharField(max_length=8, choices=Validity.choices, default=Validity.UNKNOWN)
    is_primary = models.BooleanField("comes first", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "phone number", "phone numbers"
        constraints = [models.UniqueConstraint(fields=["contact", "number"], name="contact_phone_once")]
        indexes = [_prefix_index("number", "contact_phone_number")]
        ordering = ["-is_primary", "pk"]

    def __str__(self) -> str:
        return self.number


class ExternalId(Owned):
    """The id of a contact or company in another system, by which a re-import finds it again."""

    system = models.CharField(max_length=60)  # "apollo", "hubspot", "salesforce"
    value = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="external_ids")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="external_ids")

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
            models.CheckConstraint(
                condition=models.Q(contact__isnull=False, company__isnull=True)
                | models.Q(contact__isnull=True, company__isnull=False),
                name="external_id_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
