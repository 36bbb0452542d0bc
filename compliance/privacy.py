"""Evidence about a person's addresses: kept for its term, for it proves that we kept away (GDPR 17(3)(b) and (e))."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.addresses import address_hash
from compliance.consents import revoke_consent
from compliance.erasure import close_erased, erasure_hashes
from compliance.models import Consent, Decision, DoNotCall, Grounds, LoggedAttempt, Suppression
from quotahit.accounts.retention import YEARS_5, Rows, keep
from quotahit.accounts.subjects.holdings import Find, Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject

CONSENT = _(
    "Proof of what was agreed to and when it ended, by keyed hash of the address, for as long as claims can be made."
)
NO = _(
    "The person's no, by keyed hash of the address: it must be known for ever, so that nobody writes or calls again."
)
DECISION = _("Proof that each attempt was allowed: codes and times, by keyed hash of the address.")
RULES = _("Words, lists and rulings of the organization, which name nobody.")


def _hashes(subject: Subject) -> set[str]:
    pairs = subject.addresses
    return {hashed for kind, key in pairs for hashed in (address_hash(kind, key), *erasure_hashes(kind, key))}


def _of_addresses(model: type[Consent] | type[DoNotCall] | type[Suppression] | type[LoggedAttempt]) -> Find:
    def find(subject: Subject) -> QuerySet:
        return model.objects.of_addresses([subject.organization.pk], _hashes(subject))

    return find


def _decisions(subject: Subject) -> QuerySet:
    mine = Decision.objects.for_organization(subject.organization)
    return mine.filter(subject.about() | Q(address_hash__in=_hashes(subject)))


def _grounds(subject: Subject) -> QuerySet:
    return Grounds.objects.filter(decisions__in=_decisions(subject))


def stop(subject: Subject, actor: object) -> Mapping[str, int]:
    """Close the person's own addresses for good, and end the consents that stood for them."""
    closed = close_erased(subject.organization, subject.own, actor=actor, others=subject.shared)
    for kind, key in sorted(subject.own):
        revoke_consent(subject.organization, kind, key, source="erasure", actor=actor)
    return {"closed": closed} if closed else {}


register(
    Room(
        "compliance",
        (
            Holding("compliance.Consent", Treatment.KEPT, CONSENT, find=_of_addresses(Consent)),
            Holding("compliance.Suppression", Treatment.KEPT, NO, find=_of_addresses(Suppression)),
            Holding("compliance.DoNotCall", Treatment.KEPT, NO, find=_of_addresses(DoNotCall)),
            Holding(
                "compliance.LoggedAttempt", Treatment.KEPT, DECISION, find=_of_addresses(LoggedAttempt), named=False
            ),
            Holding("compliance.Decision", Treatment.KEPT, DECISION, find=_decisions, named=False),
            Holding("compliance.Grounds", Treatment.KEPT, DECISION, find=_grounds, named=False),
            Holding("compliance.ConsentText", Treatment.KEPT, RULES),
            Holding("compliance.RegistryCopy", Treatment.KEPT, RULES),
            Holding("compliance.PlaceRuling", Treatment.KEPT, RULES),
        ),
        stop=stop,
    )
)

keep(
    Rows(
        "consents", _("Consent, counted from its end; one that stands is kept."), YEARS_5, YEARS_5,
        due=lambda before: [Consent.objects.filter(revoked_at__lt=before)],
    ),
    Rows(
        "decisions", _("What the gate decided, and the attempts that it counted."), YEARS_5, YEARS_5,
        due=lambda before: [Decision.objects.filter(at__lt=before)],
    ),
    # Written together with its decisions, so without one it is what those have left behind.
    Rows(
        "grounds", _("The facts behind decisions that are gone."), 0,
        due=lambda before: [Grounds.objects.filter(decisions=None)],
    ),
)  # fmt: skip
