"""Sellers, who belongs to them, and who has been asked to."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models

from quotahit import clock
from quotahit.accounts.choices import Autonomy, Role
from quotahit.accounts.models.people import User
from quotahit.accounts.validators import country_code, currency_code, validate_zone


class Organization(models.Model):
    """A seller: one tenant, to whom every row of the product belongs."""

    slug = models.SlugField("short name", unique=True, help_text="Names the organization in commands and addresses.")
    name = models.CharField(max_length=120)
    zone = models.CharField("time zone", max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    postal_address = models.TextField(blank=True, help_text="Stands under every commercial mail, as the law asks.")
    website = models.URLField(blank=True)
    monthly_model_budget = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        default=Decimal("20.00"),
        validators=[MinValueValidator(Decimal(0))],
        help_text="US dollars per calendar month, as model vendors bill. When it is spent, no paid call is made.",
    )
    currency = models.CharField(
        max_length=3, default="USD", validators=[currency_code], help_text="Of deals, unless a deal says otherwise."
    )
    autonomy = models.CharField(max_length=12, choices=Autonomy.choices, default=Autonomy.AUTONOMOUS)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class Membership(models.Model):
    """A user's place in an organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.REP)
    created_at = models.DateTimeField("member since", default=clock.now, editable=False)

    class Meta:
        verbose_name = "member"
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} of {self.organization}"

    def may(self, least: Role) -> bool:
        """Whether this role may do what `least` may."""
        return Role(self.role).rank >= least.rank


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A place that is kept for somebody. Only the token's hash is stored: the link itself is shown or mailed once."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("email address")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.REP)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """What became of it, in one word."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > clock.now() else "expired"
