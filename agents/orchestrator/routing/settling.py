"""The end of an offer: accepted, passed on, not answered in time, or taken back. Each once, whoever comes first."""

from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agents.choices import OfferState
from agents.models import Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.routing.question import ACCEPT, KIND, LIST, PASS
from agents.orchestrator.routing.route import OFFER_CHAIN
from crm.contacts import update_contact
from crm.deals import update_deal
from crm.journal import enter
from crm.models import Contact
from crm.notify import notify
from crm.todo import create_task
from quotahit import clock
from quotahit.accounts.models import User
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.ids import id_in
from quotahit.workflow.approvals import register_resolver, resolve, withdraw
from quotahit.workflow.models import Approval
from quotahit.workflow.runs import start

STATES = {ACCEPT: OfferState.ACCEPTED, PASS: OfferState.PASSED, "expired": OfferState.EXPIRED}
GOES_ON = (OfferState.PASSED, OfferState.EXPIRED)


def settle_offer(approval: Approval) -> None:
    """Write down what became of the offer; what was not taken goes to the next rep. Records `offer.accepted`,
    `offer.passed`, `offer.expired` or `offer.withdrawn`."""
    offers = (
        Offer.objects.open().filter(approval=approval).select_related("contact", "deal", "rep__user", "owner_before")
    )
    offer = offers.select_for_update(of=("self",)).first()
    if offer is None:
        return
    offer.state = STATES.get(approval.choice, OfferState.WITHDRAWN)
    offer.answered_at, offer.answered_by, offer.reason = clock.now(), approval.resolved_by, approval.remark
    offer.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    payload = {"offer_id": offer.pk, "rep_id": offer.rep_id, "routing_id": offer.routing_id}
    event = enter(offer.organization, f"offer.{offer.state}", offer.contact, actor=_actor(approval), payload=payload)
    if offer.state == OfferState.ACCEPTED:
        _begin_with(offer)
        return
    _give_back(offer)
    if offer.state in GOES_ON and event is not None:
        start(OFFER_CHAIN, [event])
    if offer.state == OfferState.EXPIRED:
        _tell_late(offer)


@listens_to("contact.taken_over")
def obey_take_over(events: list[Event]) -> None:
    """Who takes a lead over while it is before a rep has accepted it, if they are that rep; else it is theirs now."""
    by_contact = {event.subject_id: event.payload["user_id"] for event in events}
    for offer in _waiting(by_contact):
        user = User.objects.get(pk=by_contact[offer.contact_id])
        approval = offer.approval
        assert approval
        if offer.rep.user_id == user.pk:
            resolve(approval, ACCEPT, actor=user, fingerprint=approval.fingerprint, via="take-over")
        else:
            withdraw(approval, actor=user, why=f"{user} has taken over.")
            _own_if_nobody(offer.contact_id, user)


def take_back(contact: Contact, *, actor: object, why: str) -> None:
    """Take back what is offered of this lead; nobody is offered it next."""
    for offer in _waiting([contact.pk]):
        assert offer.approval
        withdraw(offer.approval, actor=actor, why=why)


def _waiting(contact_ids: Iterable[int | None]) -> Iterable[Offer]:
    return (
        Offer.objects.open().filter(contact__in=contact_ids, approval__isnull=False).select_related("approval", "rep")
    )


def _own_if_nobody(contact_id: int, user: User) -> None:
    contact = Contact.objects.get(pk=contact_id)
    if contact.owner_id is None:
        update_contact(contact, actor=user, owner=user)


def _begin_with(offer: Offer) -> None:
    """Whose lead it is now has it on today's list."""
    contact = offer.contact
    update_contact(contact, actor=ACTOR, owner=offer.rep.user)
    if offer.deal is not None and offer.deal.owner_id is None:
        update_deal(offer.deal, actor=ACTOR, owner=offer.rep.user)
    create_task(
        offer.organization,
        title=format_lazy(_("Talk with {contact}"), contact=str(contact)),
        detail=_("You have accepted this lead. The briefing stands on the page of the offer."),
        actor=ACTOR,
        contact=contact,
        deal=offer.deal,
        assignee=offer.rep.user,
        due_at=clock.now(),
        key=f"offer:{offer.pk}",
    )


def _give_back(offer: Offer) -> None:
    """The lead is whose it was before, unless somebody else has made it theirs meanwhile."""
    contact = offer.contact
    contact.refresh_from_db(fields=["owner"])
    if contact.owner_id == offer.rep.user_id:
        update_contact(contact, actor=ACTOR, owner=offer.owner_before)


def _tell_late(offer: Offer) -> None:
    notify(
        offer.organization,
        [offer.rep.user],
        kind="offer.expired",
        title=format_lazy(_("{contact} went to the next: the time to answer was over"), contact=str(offer.contact)),  # type: ignore[arg-type]  # told to each in their language
        link=LIST,
        key=f"offer.expired:{offer.pk}",
    )


def _actor(approval: Approval) -> object:
    kind, _, number = approval.resolved_by.partition(":")
    person = User.objects.filter(pk=id_in(number)).first() if kind == "user" else None
    return person or approval.resolved_by


register_resolver(KIND, settle_offer)
