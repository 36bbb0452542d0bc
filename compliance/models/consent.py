"""That a person agreed: to what words, when, where, for whom."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.choices import ConsentType, Purpose, Scope
from compliance.decision.facts import OURSELVES, ConsentFact
from compliance.models.addressed import Addressed, AddressedQuerySet
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.moments import DAY, written


class ConsentText(Owned):
    """The exact words that people agreed to, once for all who did."""

    version = models.CharField(max_length=60)
    text = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the text

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "version", "digest"], name="consent_text_once")]

    def __str__(self) -> str:
        return self.version


class ConsentQuerySet(AddressedQuerySet):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(revoked_at=None)

    def recorded(self) -> Iterator["RecordedConsent"]:
        """What decisions ask of these rows, oldest first; a batch has thousands, so no row becomes an object."""
        columns = ("organization_id", "address_hash", "purpose", "type", "scopes", "seller", "given_at", "revoked_at")
        for organization, address_hash, purpose, *told in self.order_by("given_at", "pk").values_list(*columns):
            type_, scopes, seller, given, revoked = told
            fact = ConsentFact(ConsentType(type_), _scopes(scopes), seller, given, revoked)
            yield RecordedConsent((organization, address_hash), Purpose(purpose), fact)


class RecordedConsent(NamedTuple):
    """A consent as a decision sees it, with whose it is."""

    address: tuple[int, str]  # organization, hash
    purpose: Purpose
    fact: ConsentFact

    def serves(self, purpose: Purpose) -> bool:
        """Consent to marketing covers notices about a sale too, not the other way round."""
        return self.purpose in (Purpose.MARKETING, purpose)


@lru_cache(maxsize=256)
def _scopes(words: str) -> frozenset[Scope]:
    return frozenset(Scope(word) for word in words.split("+"))


class Consent(Addressed):
    """One agreement of the holder of an address. It is never edited, only revoked."""

    seller = models.CharField(max_length=60, default=OURSELVES)
    type = models.CharField(max_length=16, choices=ConsentType.choices)
    scopes = models.CharField(max_length=80)  # of compliance.choices.Scope, joined by "+"
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.MARKETING)
    text = models.ForeignKey(ConsentText, on_delete=models.RESTRICT, null=True, related_name="consents")
    source = models.CharField(max_length=200)  # "import:12", a form's address
    ip = models.GenericIPAddressField(_("IP address"), null=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)
    revoked_source = models.CharField(max_length=200, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "address_hash"], name="consent_address")]
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=""), name="consent_names_a_channel"),
            models.UniqueConstraint(
                fields=["organization", "address_hash", "seller", "type", "scopes", "purpose", "given_at"],
                name="consent_once",
            ),
        ]

    def __str__(self) -> str:
        return gettext("{type} of {given_at}").format(
            type=self.get_type_display(), given_at=written(self.given_at, DAY)
        )
