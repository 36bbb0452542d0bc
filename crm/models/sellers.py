"""Who sells: the organization's offer and its people."""

from django.conf import settings
from django.db import models

from quotahit.accounts.tenancy import Owned


class SellerProfile(Owned):
    """What the organization sells, to whom, and which ways a lead may take."""

    product = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    calendar_link = models.URLField(blank=True)
    ideal_customer = models.JSONField(default=dict, blank=True)  # crm.ideal_customer.IdealCustomer
    may_close_alone = models.BooleanField("autonomous closing", default=False)
    may_route_to_rep = models.BooleanField("routing to reps", default=True)
    may_self_serve = models.BooleanField("self-service", default=False)
    high_value_deal = models.DecimalField(
        "a deal is of high value from", max_digits=14, decimal_places=2, default=25000
    )
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="seller_profile_once")]

    def __str__(self) -> str:
        return self.product or "Seller profile"


class Rep(Owned):
    """A person who sells, with what routing needs to know."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rep_profiles")
    territory = models.JSONField(default=list, blank=True)  # country codes, or country-state such as "US-CA"
    expertise = models.JSONField(default=list, blank=True)  # industries
    languages = models.JSONField(default=list, blank=True)  # ISO 639-1 codes
    zone = models.CharField("time zone", max_length=64, default="UTC")
    works_from = models.TimeField(default="09:00")
    works_until = models.TimeField(default="17:00")
    capacity = models.PositiveIntegerField(default=50, help_text="Open deals and leads at once.")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="rep_once")]

    def __str__(self) -> str:
        return str(self.user)
