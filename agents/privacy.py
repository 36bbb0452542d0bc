"""What agents decided about a person, offered of them and wrote about them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agents.choices import CandidateState
from agents.models import AgentDecision, Briefing, Candidate, Offer, QualifierQuestion, QualifierTalk
from compliance.addresses import address_hash
from crm.subjects import CONTACT
from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject


def _about_person(subject: Subject) -> QuerySet:
    return AgentDecision.objects.filter(contact__in=subject.ids(CONTACT))


def _about_deal(subject: Subject) -> QuerySet:
    """Decisions about a deal of theirs that name no contact: these stay with the deal."""
    return AgentDecision.objects.filter(contact=None, deal__contact__in=subject.ids(CONTACT))


def _offers(subject: Subject) -> QuerySet:
    return Offer.objects.filter(contact__in=subject.ids(CONTACT))


def _briefings(subject: Subject) -> QuerySet:
    return Briefing.objects.filter(contact__in=subject.ids(CONTACT))


def _candidates(subject: Subject) -> QuerySet:
    """As a contact of ours, or by an address of their own while they were none."""
    about = Q(contact__in=subject.ids(CONTACT))
    for kind in ("email", "phone", "linkedin"):
        hashes = [address_hash(kind, key) for mine, key in subject.own if mine == kind]
        about |= Q(**{f"{kind}_hash__in": hashes})
    return Candidate.objects.for_organization(subject.organization).filter(about)


def _talks(subject: Subject) -> QuerySet:
    return QualifierTalk.objects.filter(contact__in=subject.ids(CONTACT))


def _questions(subject: Subject) -> QuerySet:
    return QualifierQuestion.objects.filter(talk__contact__in=subject.ids(CONTACT))


WHY = _("What agents and rules decided about them, with the reason.")

OURS = _("What the organization lets its agents say.")

register(
    Room(
        "agents",
        (
            Holding("agents.Offer", Treatment.DELETED, _("Which rep was offered them, and the answer."), find=_offers),
            Holding("agents.Briefing", Treatment.DELETED, _("What reps were told of them."), find=_briefings),
            Holding("agents.Candidate", Treatment.DELETED, _("What was known of them before they were a lead of ours."),
                    find=_candidates),
            Holding("agents.LeadSearch", Treatment.NOTHING, _("What was searched and what it cost: numbers.")),
            Holding("agents.RuleSwitch", Treatment.NOTHING, _("Which rules the organization goes by.")),
            Holding("agents.ScoutPlan", Treatment.NOTHING, _("How the organization lets the scout look.")),
            Holding(
                "agents.QualifierQuestion",
                Treatment.DELETED,
                _("What the qualifier asked them about."),
                find=_questions,
            ),
            Holding("agents.QualifierTalk", Treatment.DELETED, _("How the qualifier talked with them."), find=_talks),
            Holding("agents.KnowledgeEntry", Treatment.NOTHING, OURS),
            Holding("agents.AgentDecision", Treatment.DELETED, WHY, find=_about_person),
            Holding("agents.AgentDecision", Treatment.CLEARED, WHY, find=_about_deal),
        ),
    )
)  # fmt: skip

keep(
    Rows(
        "candidates", _("Leads from outside that nobody has taken in: what was told of them."), 30, blank={"lead": {}},
        due=lambda before: [Candidate.objects.filter(search__started_at__lt=before).exclude(lead={})],
    ),
    Rows(
        "left_out", _("That somebody was left out of a search, without a word of who."), 365,
        due=lambda before: [
            Candidate.objects.filter(search__started_at__lt=before, state=CandidateState.LEFT_OUT)
        ],
    ),
)  # fmt: skip
