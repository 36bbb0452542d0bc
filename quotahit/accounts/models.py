"""Who is here: people, their organizations, and the secrets those organizations keep."""

from decimal import Decimal

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from quotahit import clock
from quotahit.accounts.choices import Autonomy, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user who signs in with this address; without a password the account waits for one to be set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """An operator of the whole installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in ignores the case of the address."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person who signs in, with an address in place of a user name."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("email address", unique=True)
    zone = models.CharField("time zone", max_length=64, default="UTC")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Organization(models.Model):
    """A seller: one tenant, to whom every row of the product belongs."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField("time zone", max_length=64, default="UTC")
    country = models.CharField(
        max_length=2, blank=True, validators=[RegexValidator("^[A-Z]{2}$", "Two capital letters, such as US.")]
    )
    postal_address = models.TextField(blank=True, help_text="Stands under every commercial mail, as the law asks.")
    website = models.URLField(blank=True)
    monthly_model_budget = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("20.00"))
    currency = models.CharField(max_length=3, default="USD")
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
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} of {self.organization}"

    def may(self, least: Role) -> bool:
        """Whether this role may do what `least` may."""
        return Role(self.role).rank >= least.rank
