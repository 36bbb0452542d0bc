"""Scoring profiles: the signals and the ideal customer, one version after another. Editing makes a new version."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from crm.ideal_customer import IdealCustomer
from crm.journal import enter
from crm.models import Contact, ScoringProfile, SellerProfile
from crm.signals import DEFAULT_SIGNALS, Signal, dump_signals, load_signals
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name


def active_profile(organization: Organization | int) -> ScoringProfile:
    """The version that scores are made with now."""
    return ScoringProfile.objects.for_organization(organization).get(is_active=True)


def ensure_profile(organization: Organization) -> ScoringProfile:
    """The active version; version 1 with the default signals where there is none."""
    active = ScoringProfile.objects.for_organization(organization).filter(is_active=True).first()
    return active or _first_profile(organization)


def change_signals(organization: Organization, signals: Sequence[Signal], *, actor: object) -> ScoringProfile:
    """Score with these signals from now on. Raises BadProfileError when they cannot be scored with."""
    stored = dump_signals(signals)
    load_signals(stored)
    return _new_version(organization, actor, signals=stored)


def change_ideal_customer(organization: Organization, ideal: IdealCustomer, *, actor: object) -> ScoringProfile:
    """Want this customer from now on: the seller profile says so, and scores are made with it."""
    with transaction.atomic():
        SellerProfile.objects.for_organization(organization).update(ideal_customer=ideal.dump())
        return _new_version(organization, actor, ideal_customer=ideal.dump())


def to_rescore(organization: Organization | int) -> QuerySet[Contact]:
    """The contacts whose fit was not made with the active version."""
    version = active_profile(organization).version
    stale = Q(scored_version=None) | ~Q(scored_version=version)
    return Contact.objects.for_organization(organization).filter(stale).order_by("pk")


def _new_version(organization: Organization, actor: object, **changes: Any) -> ScoringProfile:
    """The active version with these changes, as the next version; the same one when nothing is different."""
    with transaction.atomic():
        before = ScoringProfile.objects.select_for_update().get(organization=organization, is_active=True)
        if all(getattr(before, name) == value for name, value in changes.items()):
            return before
        ScoringProfile.objects.filter(pk=before.pk).update(is_active=False)
        kept = {"signals": before.signals, "ideal_customer": before.ideal_customer}
        after = ScoringProfile.objects.create(
            organization=organization,
            version=before.version + 1,
            created_by=actor_name(actor),
            **{**kept, **changes},
        )
        enter(organization, "scoring_profile.changed", after, actor=actor, payload={"version": after.version})
    return after


def _first_profile(organization: Organization) -> ScoringProfile:
    seller, _ = SellerProfile.objects.get_or_create(
        organization=organization,
        defaults={"ideal_customer": IdealCustomer().dump(), "currency": organization.currency},
    )
    profile, _ = ScoringProfile.objects.get_or_create(
        organization=organization,
        is_active=True,
        defaults={
            "signals": dump_signals(DEFAULT_SIGNALS),
            "ideal_customer": seller.ideal_customer,
            "created_by": "system:set_up",
        },
    )
    return profile
