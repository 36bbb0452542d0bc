"""The way from an empty organization to the first conversation: six steps, each with whether it is done and where to do
it. Nothing is ticked off by hand: a step is done when what it is for is there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from crm.ideal_customer import IdealCustomer
from crm.models import ScoringProfile, SellerProfile
from outreach.models import Mailbox, Sequence
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization
from quotahit.console.setup_rows import SetUpRows


@dataclass(frozen=True)
class WayStep:
    """One step of the way; `why` says what it is good for, or what is still missing."""

    title: str
    is_done: bool
    why: str
    link: str
    act: str


def way_of(rows: SetUpRows) -> list[WayStep]:
    """All steps, in the order in which they help."""
    return [
        _who_we_are(rows.organization, rows.seller),
        _whom_we_want(rows.profile),
        _mailbox(list(rows.mailboxes)),
        _leads(rows.has_leads),
        _sequence(rows.sequence, has_leads=rows.has_leads),
        _go(rows.organization, has_sent=rows.has_sent),
    ]


def next_step(way: list[WayStep]) -> WayStep | None:
    """The first that is not done; None at the end of the way."""
    return next((step for step in way if not step.is_done), None)


def _who_we_are(organization: Organization, seller: SellerProfile | None) -> WayStep:
    if not organization.postal_address:
        link = reverse("admin:accounts_organization_change", args=[organization.pk])
        why = gettext("The postal address stands under every mail, as the law asks.")
        return WayStep(gettext("Who we are"), False, why, link, gettext("Write our address"))
    link = reverse("admin:crm_sellerprofile_changelist")
    if seller is None or not seller.product:
        why = gettext("What we sell: templates and agents speak of it, and of nothing else.")
        return WayStep(gettext("Who we are"), False, why, link, gettext("Say what we sell"))
    return WayStep(gettext("Who we are"), True, f"{seller.product}.", link, gettext("Change"))


def _whom_we_want(profile: ScoringProfile | None) -> WayStep:
    link = reverse("admin:crm_scoringprofile_changelist")
    ideal = IdealCustomer.load(profile.ideal_customer) if profile else IdealCustomer()
    named = [*ideal.industries, *ideal.places]
    size = ideal.employees_min or ideal.employees_max
    if named or size or ideal.technologies:
        told = ", ".join(named[:4]) or gettext("companies of our size")
        return WayStep(
            gettext("Whom we want"), True, gettext("We look for {told}.").format(told=told), link, gettext("Change")
        )
    why = gettext("Industries, sizes and places of a good customer: by them every lead is scored, with reasons.")
    return WayStep(gettext("Whom we want"), False, why, link, gettext("Describe a good customer"))


def _mailbox(mailboxes: list[Mailbox]) -> WayStep:
    live = [one for one in mailboxes if one.is_live_mail]
    link = reverse("admin:outreach_mailbox_add")
    if not live:
        why = gettext("Until one is connected, mail goes to the sandbox inbox, where you can answer as the prospect.")
        return WayStep(gettext("A mailbox"), False, why, link, gettext("Connect a mailbox"))
    box = live[0]
    link = reverse("admin:console_mailbox_setup", args=[box.pk])
    if box.tested_at is None or box.trouble or box.sending_trouble:
        why = (
            box.trouble
            or box.sending_trouble
            or gettext("{address} has not been tried yet.").format(address=box.address)
        )
        return WayStep(gettext("A mailbox"), False, why, link, gettext("Try it"))
    return WayStep(
        gettext("A mailbox"),
        True,
        gettext("{address} sends and receives.").format(address=box.address),
        link,
        gettext("Look"),
    )


def _leads(has_leads: bool) -> WayStep:
    link = reverse("admin:console_import")
    if has_leads:
        return WayStep(gettext("Leads"), True, gettext("Leads are here."), link, gettext("Import more"))
    why = gettext(
        "A list from the tool they are in. Before anything starts you see what is read and who may be written to."
    )
    return WayStep(gettext("Leads"), False, why, link, gettext("Import leads"))


def _sequence(sequence: Sequence | None, *, has_leads: bool) -> WayStep:
    link = reverse("admin:outreach_sequence_changelist")
    if sequence is None:
        return WayStep(
            gettext("A sequence"), False, gettext("What is written, and when."), link, gettext("Write a sequence")
        )
    preview = reverse("admin:outreach_sequence_preview", args=[sequence.pk])
    why = gettext(
        "{sequence} and the others are ready. The preview says who would get what and when, and who not and why."
    ).format(sequence=sequence)
    return WayStep(
        gettext("A sequence"),
        True,
        why,
        preview if has_leads else link,
        gettext("Preview") if has_leads else gettext("Look"),
    )


def _go(organization: Organization, *, has_sent: bool) -> WayStep:
    link = reverse("admin:console_approvals")
    if organization.is_paused:
        return WayStep(
            gettext("Go"),
            False,
            gettext("Everything is paused: resume in the header of any page."),
            link,
            gettext("Approvals"),
        )
    if organization.autonomy == Autonomy.OFF:
        return WayStep(
            gettext("Go"),
            False,
            gettext("The agents are off: choose how free they are in the header."),
            link,
            gettext("Approvals"),
        )
    if not has_sent:
        return WayStep(
            gettext("Go"),
            False,
            gettext("Nothing has gone out yet. What needs your word waits for it."),
            link,
            gettext("Approvals"),
        )
    why = gettext("Messages go out. Answers come to the inbox.")
    return WayStep(gettext("Go"), True, why, reverse("admin:console_inbox"), gettext("Open the inbox"))
