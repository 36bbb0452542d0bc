"""Sellers, who belongs to them, and who has been asked to."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.choices import Autonomy, Reach, Role
from quotahit.accounts.models.people import User
from quotahit.accounts.validators import country_code, currency_code, validate_zone


class Organization(models.Model):
    """A seller: one tenant, to whom every row of the product belongs."""

    slug = models.SlugField(
        _("short name"), unique=True, help_text=_("Names the organization in commands and addresses.")
    )
    name = models.CharField(max_length=120)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    postal_address = models.TextField(blank=True, help_text=_("Stands under every commercial mail, as the law asks."))
    website = models.URLField(blank=True)
    monthly_model_budget = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        default=Decimal("20.00"),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("US dollars per calendar month, as model vendors bill. When it is spent, no paid call is made."),
    )
    currency = models.CharField(
        max_length=3, default="USD", validators=[currency_code], help_text=_("Of deals, unless a deal says otherwise.")
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


class Team(models.Model):
    """People who sell together; a team may stand below another."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("stands below"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="team_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.parent_id in {self.pk, *Team.below(self.organization_id, self.pk)}:
            raise ValidationError({"parent": gettext("A team cannot stand below itself.")})

    @classmethod
    def below(cls, organization_id: int, team_id: int) -> set[int]:
        """The teams under this one, however deep."""
        pairs = list(cls.objects.filter(organization=organization_id).values_list("pk", "parent_id"))
        found: set[int] = set()
        above = {team_id}
        while above:
            above = {pk for pk, parent_id in pairs if parent_id in above} - found
            found |= above
        return found


class Membership(models.Model):
    """A user's place in an organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.REP)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    reach = models.CharField(_("sees"), max_length=8, choices=Reach.choices, default=Reach.ALL)
    created_at = models.DateTimeField(_("member since"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("member")
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_once")]

    def __str__(self) -> str:
        return gettext("{user} is {role} of {organization}").format(
            user=self.user, role=self.get_role_display(), organization=self.organization
        )

    def may(self, least: Role) -> bool:
        """Whether this role may do what `least` may."""
        return Role(self.role).rank >= least.rank

    @property
    def reach_now(self) -> Reach:
        """Whose records this member sees; an owner sees everybody's."""
        return Reach.ALL if self.role == Role.OWNER else Reach(self.reach)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A place that is kept for somebody. Only the token's hash is stored: the link itself is shown or mailed once."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"))
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
