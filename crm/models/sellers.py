"""Who sells: the organization's offer and its people."""

from datetime import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.price_list import PriceLine, load_prices
from crm.qualifying_rules import QualifyingRules
from crm.routing import RoutingRules
from crm.working_hours import MONDAY_TO_FRIDAY, WorkingHours, read_absences
from quotahit.accounts.tenancy import Owned
from quotahit.accounts.validators import validate_zone


def _weekdays() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


class SellerProfile(Owned):
    """What the organization sells, to whom, and which ways a lead may take."""

    product = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    calendar_link = models.URLField(blank=True)
    ideal_customer = models.JSONField(default=dict, blank=True)  # crm.ideal_customer.IdealCustomer
    may_close_alone = models.BooleanField(_("autonomous closing"), default=False)
    may_route_to_rep = models.BooleanField(_("routing to reps"), default=True)
    may_self_serve = models.BooleanField(_("self-service"), default=False)
    high_value_deal = models.DecimalField(
        _("a deal is of high value from"), max_digits=14, decimal_places=2, default=25000
    )
    smallest_deal = models.DecimalField(
        _("no deal is smaller than"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("A year's worth; a final budget below it ends a conversation. Empty: no line is drawn."),
    )
    currency = models.CharField(max_length=3, default="USD")
    payment_link = models.URLField(blank=True)
    price_list = models.JSONField(default=list, blank=True)  # crm.price_list.PriceLine
    routing = models.JSONField(default=dict, blank=True)  # crm.routing.RoutingRules
    qualifying = models.JSONField(default=dict, blank=True)  # crm.qualifying_rules.QualifyingRules

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="seller_profile_once")]

    def __str__(self) -> str:
        return self.product or gettext("Seller profile")

    @property
    def prices(self) -> list[PriceLine]:
        return load_prices(self.price_list)

    @property
    def routing_rules(self) -> RoutingRules:
        return RoutingRules.load(self.routing)

    @property
    def qualifying_rules(self) -> QualifyingRules:
        return QualifyingRules.load(self.qualifying)


class Rep(Owned):
    """A person who sells, with what routing needs to know."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rep_profiles")
    territory = models.JSONField(default=list, blank=True)  # country codes, or country-state such as "US-CA"
    expertise = models.JSONField(default=list, blank=True)  # industries
    languages = models.JSONField(default=list, blank=True)  # ISO 639-1 codes
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    work_days = models.JSONField(default=_weekdays)  # ISO numbers: Monday is 1
    works_from = models.TimeField(default=time(9))
    works_until = models.TimeField(default=time(17))
    absences = models.JSONField(default=list, blank=True)  # crm.working_hours.Absence
    capacity = models.PositiveIntegerField(default=50, help_text=_("Open deals and leads at once."))
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="rep_once")]

    def __str__(self) -> str:
        return str(self.user)

    def clean(self) -> None:
        if self.works_from and self.works_until and self.works_until <= self.works_from:
            raise ValidationError({"works_until": _("The working day ends after it begins.")})

    @property
    def hours(self) -> WorkingHours:
        """When they work."""
        days = frozenset(self.work_days)
        return WorkingHours(self.zone, self.works_from, self.works_until, days, read_absences(self.absences))
