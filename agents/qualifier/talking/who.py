"""Whom the qualifier talks with by itself."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from agents.choices import RUNNING_TALKS, OfferState, TalkState
from agents.models import Offer, QualifierQuestion, QualifierTalk
from crm.choices import PROSPECTED, Direction
from crm.fit import WARM
from crm.models import Contact, Interaction, SellerProfile
from quotahit.accounts.choices import Autonomy
from quotahit.workflow.outgoing import Fate

WITH_A_REP = (OfferState.OFFERED, OfferState.ACCEPTED)


def talked_with(contact_ids: Iterable[int]) -> set[int]:
    """Of these contacts those whose answers the qualifier takes; a few statements, however many they are.

    They are prospects with whom a conversation goes on, or who have a score of 40 or more, or who wrote before we did;
    their organization lets agents write and the qualifier talk; and no rep has them, nor was asked to take them.
    """
    theirs = Interaction.objects.filter(contact=OuterRef("pk"))
    talks = QualifierTalk.objects.filter(contact=OuterRef("pk"))
    has_a_rep = Exists(Offer.objects.filter(contact=OuterRef("pk"), state__in=WITH_A_REP))
    wrote_first = ~Exists(theirs.filter(direction=Direction.OUTBOUND)) & Exists(
        theirs.filter(direction=Direction.INBOUND)
    )
    calls_for_it = Q(fit__gte=WARM) | Q(wrote_first) | Q(Exists(talks.running()))
    found = (
        Contact.objects.filter(pk__in=set(contact_ids), lifecycle__in=PROSPECTED)
        .exclude(organization__autonomy=Autonomy.OFF)
        .filter(calls_for_it)
        .exclude(Exists(talks.filter(state=TalkState.QUALIFIED)))
        .exclude(has_a_rep)
        .values_list("pk", "organization_id")
    )
    by_contact = dict(found)
    silent = _where_it_does_not_talk(set(by_contact.values()))
    return {pk for pk, organization_id in by_contact.items() if organization_id not in silent}


def asked_last(contact_ids: Iterable[int]) -> dict[int, str]:
    """The slot that each of these contacts was asked about last, in a conversation that goes on."""
    sent = QualifierQuestion.objects.filter(talk__contact__in=set(contact_ids), delivery__status=Fate.SENT)
    running = sent.filter(talk__state__in=RUNNING_TALKS).order_by("at", "pk")
    return dict(running.values_list("talk__contact_id", "slot"))


def _where_it_does_not_talk(organization_ids: set[int]) -> set[int]:
    profiles = SellerProfile.objects.filter(organization__in=organization_ids).only("organization_id", "qualifying")
    return {profile.organization_id for profile in profiles if not profile.qualifying_rules.talks}
