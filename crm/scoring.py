"""Scoring contacts: fit from the active profile's signals, with the reasons and the values that were read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from crm.engagement import totals
from crm.features import read
from crm.fit import assess, band_of
from crm.ideal_customer import IdealCustomer
from crm.journal import source_of
from crm.models import Contact, Score, ScoringProfile
from crm.profiles import ensure_profile, to_rescore
from crm.signals import Signal, load_signals
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.events.record import Fact, record_many
from quotahit.languages import speaking

BATCH = 1000


def score_contacts(organization: Organization, contact_ids: Iterable[int], *, cause: str, actor: object) -> list[Score]:
    """Score these contacts and record `lead.scored` for each; `cause` is a code such as created, enriched, by_hand.

    Set-based: a fixed number of statements for each thousand, and a transaction of its own for each.
    """
    profile = ensure_profile(organization)
    signals, ideal = load_signals(profile.signals), IdealCustomer.load(profile.ideal_customer)
    scores: list[Score] = []
    for ids in _batches(contact_ids):
        with transaction.atomic():
            contacts = list(_locked(organization, ids))
            before = {contact.pk: contact.fit for contact in contacts}
            with speaking(""):  # the reasons are kept, and everybody reads them
                made = Score.objects.bulk_create(_scores(contacts, profile, signals, ideal, cause))
            _keep_latest(made, profile)
            _record(organization, made, before, cause, actor)
        scores += made
    return scores


def rescore(organization: Organization, *, cause: str, actor: object) -> int:
    """Score every contact whose fit was not made with the active profile; returns how many.

    Safe to stop and start again: what is done is done.
    """
    ensure_profile(organization)
    done = 0
    while ids := list(to_rescore(organization).values_list("pk", flat=True)[:BATCH]):
        done += len(score_contacts(organization, ids, cause=cause, actor=actor))
    return done


def _locked(organization: Organization, ids: Sequence[int]) -> Iterable[Contact]:
    contacts = Contact.objects.for_organization(organization).filter(pk__in=ids)
    return contacts.select_for_update(of=("self",)).select_related("company").order_by("pk")


def _scores(
    contacts: Sequence[Contact], profile: ScoringProfile, signals: Sequence[Signal], ideal: IdealCustomer, cause: str
) -> Iterator[Score]:
    at = clock.now()
    paths = {rule.path for signal in signals for rule in signal.rules}
    ledger = totals([contact.pk for contact in contacts], at)
    for contact in contacts:
        features: dict[str, Any] = {path: read(contact, path, ledger.get(contact.pk)) for path in sorted(paths)}
        fit = assess(signals, ideal, features)
        yield Score(
            organization_id=profile.organization_id,
            contact=contact,
            profile=profile,
            fit=fit.total,
            band=fit.band,
            known=fit.known,
            lines=[line._asdict() for line in fit.lines],
            features={path: value for path, value in features.items() if value is not None},
            cause=cause,
            at=at,
        )


def _keep_latest(scores: Sequence[Score], profile: ScoringProfile) -> None:
    """Bring each contact's `fit` up to date in one statement."""
    latest = Score.objects.filter(contact=OuterRef("pk")).order_by("-at", "-pk").values("fit")[:1]
    Contact.objects.filter(pk__in=[score.contact_id for score in scores]).update(
        fit=Subquery(latest), scored_version=profile.version
    )


def _record(
    organization: Organization, scores: Sequence[Score], before: dict[int, int | None], cause: str, actor: object
) -> None:
    if not scores:
        return
    bands = Counter(str(score.band) for score in scores)
    subject = scores[0].contact if len(scores) == 1 else None
    append(organization, actor, "lead.scored", subject, why={"cause": cause, "count": len(scores), **bands})
    record_many(
        Fact(
            organization.pk,
            "lead.scored",
            ("crm.contact", score.contact_id),
            {
                "score_id": score.pk,
                "score": score.fit,
                "band": str(score.band),
                "previous_band": _band(before[score.contact_id]),
                "cause": cause,
            },
            source_of(actor),
        )
        for score in scores
    )


def _band(fit: int | None) -> str | None:
    return None if fit is None else str(band_of(fit))


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    all_ids = list(dict.fromkeys(ids))
    return (all_ids[at : at + BATCH] for at in range(0, len(all_ids), BATCH))
