"""A workspace in which everything is there once: one row at least of each model that the console shows."""

from decimal import Decimal
from pathlib import Path

from agents.knowledge.keeping import keep
from agents.models import KnowledgeEntry, LeadSearch, QualifierQuestion
from agents.orchestrator.routing.anew import route_anew
from agents.orchestrator.routing.briefing.brief import brief_about
from agents.orchestrator.routing.offering import offer_next
from agents.qualifier.talking.talks import open_talk
from agents.scout.deciding import settle
from agents.scout.leads import FoundFirm, FoundLead
from agents.scout.planning import change_plan
from agents.scout.searching import keep as keep_found
from compliance.consents import grant_consent
from compliance.do_not_call import record_do_not_call
from compliance.place_rulings import declare_emergency
from compliance.registries import import_registry
from compliance.suppressions import suppress
from crm.attachments.keeping import attach
from crm.bulk.jobs import answer_job, begin_job, confirm_job, form_of
from crm.choices import Engagement, HoldKind, SlotKind, Writing
from crm.companies import create_company
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold
from crm.importing.drafts import start_draft
from crm.importing.grouping.drafts import Given, look_at_files, save_group
from crm.importing.grouping.plan import count_group
from crm.merging.merge import merge_companies
from crm.models import Contact, Import, ImportGroup, Rep, Tag
from crm.notify import notify
from crm.own_fields.defining import define_field
from crm.provenance import set_write_rules
from crm.saved_views.defining import save_view
from crm.saved_views.questions import Question
from crm.segments.conditions import Condition, Group
from crm.segments.defining import create_segment
from crm.todo import add_note, create_task
from crm.write_rules import WriteRules
from outreach.chat.visits import begin
from outreach.chat.widgets import save_widget
from outreach.models import ChatWidget, Delivery, Sequence
from outreach.segment_enrollments import enroll_segment, enroll_waiting
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.credentials import store_secret
from quotahit.accounts.members import invite
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.events.record import record
from quotahit.events.webhooks.endpoints import create_endpoint
from quotahit.llm.models import ModelCall
from quotahit.workflow.webhooks.planning import send_test
from tests.console.loop import answer, work


def furnish(name: str, owner: User, folder: Path) -> Organization:
    """A new organization whose every row bears `name` where it bears words at all."""
    organization = create_organization(
        name, owner=owner, country="US", zone="America/New_York", postal_address=f"1 {name} Street"
    )
    contact = newcomer(organization, name)
    work()
    answer(Delivery.objects.get(contact=contact), f"This looks great. Could we have a demo on Thursday?\n{name}")
    _records(organization, contact, name, owner)
    _chat(organization, contact, name, owner)
    _evidence(organization, name, owner, folder)
    _account(organization, name, owner)
    return organization


def _chat(organization: Organization, contact: Contact, name: str, owner: User) -> None:
    """A widget, and the contact as somebody who came by it."""
    website = f"https://{name.lower()}.example"
    widget = ChatWidget(organization=organization, name=f"{name} chat", greeting=f"{name} here", origins=[website])
    visit, _token = begin(save_widget(widget, actor=owner), url=website, title=name, origin=website)
    visit.contact, visit.name = contact, name
    visit.save()


def newcomer(organization: Organization, name: str) -> Contact:
    """A lead in New York who may be written to."""
    return create_contact(
        organization,
        actor="import:1",
        first_name="Erin",
        last_name=name,
        title=f"VP of {name}",
        country="US",
        state="NY",
        emails=[f"erin@{name.lower()}.example"],
        company_name=f"{name} Works",
    )


def draft(organization: Organization, name: str, owner: User, folder: Path) -> Import:
    """An import that waits for its mapping to be checked."""
    path = folder / f"{name}.csv"
    path.write_text(f"First Name,Last Name,Email,Country\nNed,{name},ned@{name.lower()}.example,US\n")
    return start_draft(organization, path, f"{name}.csv", by=owner)


def draft_together(organization: Organization, name: str, owner: User, folder: Path) -> ImportGroup:
    """Two files that belong together and wait to be started."""
    people, deals = folder / f"{name} people.csv", folder / f"{name} deals.csv"
    people.write_text(f"First Name,Last Name,Email\nOla,{name},ola@{name.lower()}.example\n")
    deals.write_text(f"Deal Name,Deal Stage,Amount,Contact Email\n{name} robots,Nowhere,5,ola@{name.lower()}.example\n")
    jobs = look_at_files(organization, [Given(path, path.name) for path in (people, deals)], by=owner)
    group = save_group(organization, jobs, by=owner)
    count_group(group)
    return group


def _records(organization: Organization, contact: Contact, name: str, owner: User) -> None:
    deal = create_deal(organization, actor=owner, name=f"{name} deal", contact=contact, amount=Decimal(5000))
    add_note(organization, f"{name} note", actor=owner, contact=contact)
    attach(contact, [f"{name} file".encode()], f"{name}.txt", actor=owner)
    create_task(organization, title=f"{name} task", actor=owner, contact=contact, deal=deal, assignee=owner)
    place_hold(organization, contact, HoldKind.MANUAL, by=owner, key="console")
    earn(organization, contact, Engagement.SITE_VISITED, source="site", key=f"site:{contact.pk}")
    contact.tags.add(Tag.objects.create(organization=organization, name=f"{name} tag"))
    twin = create_company(organization, f"{name} Works Inc.", actor=owner)  # looks like the one the lead works for
    merge_companies(twin, create_company(organization, f"Former {name}", actor=owner), actor=owner)
    _offered(organization, contact, owner)
    _scouted(organization, name, owner)
    _own(organization, contact, name, owner)
    talk = open_talk(contact)
    QualifierQuestion.objects.create(organization=organization, talk=talk, slot=SlotKind.NEED, gap="empty")
    keep(KnowledgeEntry(organization=organization, question=f"{name}?", answer=f"{name}."), actor=owner)
    notify(organization, [owner], kind="test", title=f"{name} notice")
    save_view(
        "contact",
        f"{name} view",
        Question(search=name),
        by=organization.memberships.get(user=owner),
        is_shared=True,
        is_pinned=True,
    )
    _tag_all(organization, contact, name, owner)


def _tag_all(organization: Organization, contact: Contact, name: str, owner: User) -> None:
    """An act on many records, done."""
    membership = organization.memberships.get(user=owner)
    job = begin_job("contact", "tag", [contact.pk], by=membership)
    answer_job(job, form_of(job, membership, {"tag": f"{name} fair"}))
    confirm_job(job, by=membership)


def _offered(organization: Organization, contact: Contact, owner: User) -> None:
    """A rep who is asked about a lead, with the briefing that an external step would have written."""
    Rep.objects.create(organization=organization, user=owner)
    routing = route_anew(contact, actor=owner)
    briefing = brief_about(contact)
    event = record(organization, "test.routed", subject=contact, source="test")
    assert event
    offer_next(contact, routing, cause="lead.routed", event_id=event.pk, briefing_id=briefing.pk)


def _scouted(organization: Organization, name: str, owner: User) -> None:
    """A lead that the scout has found outside and asks about, by a plan and rules of the organization's own."""
    change_plan(organization, actor=owner, wanted=3)
    set_write_rules(organization, WriteRules(company={"city": Writing.ALWAYS}), actor=owner)
    search = LeadSearch.objects.create(organization=organization, source="apollo", credits=5, by="agent:scout")
    firm = FoundFirm(name=f"{name} Outside", domain=f"{name.lower()}outside.example")
    lead = FoundLead(id="1", first_name="Oda", last_name=name, email=f"oda@{name.lower()}outside.example", firm=firm)
    keep_found(search, {"1": lead})
    settle(search)


def _own(organization: Organization, contact: Contact, name: str, owner: User) -> None:
    """A field of their own with a value, and a segment that asks for it, enrolled for as long as it stands."""
    field = define_field(organization, "contact", f"{name} field", "text", actor=owner)
    update_contact(contact, actor=owner, custom={field.key: f"{name} value"})
    condition = Condition(field=f"custom.{field.key}", operator="contains", value=name)
    segment = create_segment(organization, f"{name} segment", "contact", Group(conditions=[condition]), actor=owner)
    sequence = Sequence.objects.for_organization(organization).order_by("pk")[0]
    membership = organization.memberships.get(user=owner)
    enroll_segment(segment, sequence, by=membership, stands=True)
    enroll_waiting()


def _evidence(organization: Organization, name: str, owner: User, folder: Path) -> None:
    now, address = clock.now(), f"ned@{name.lower()}.example"
    words = {"text": f"{name} may write to me.", "text_version": name, "source": f"{name} form"}
    grant_consent(organization, ["email"], address, type="email_sub", at=now, actor=owner, **words)
    suppress(organization, "email", address, reason="manual", source=f"{name} list", actor=owner)
    record_do_not_call(organization, "voice_live", "+12125550123", source=f"{name} call", actor=owner)
    declare_emergency(organization, "US-NY", why=f"{name} flood", actor=owner)
    numbers = folder / f"{name}.txt"
    numbers.write_text("2125550199\n")
    import_registry(organization, "US", numbers, copied_at=now, actor=owner)


def _account(organization: Organization, name: str, owner: User) -> None:
    store_secret(organization, "perplexity", "api_key", f"{name}-secret", actor=owner)
    invite(organization, f"new@{name.lower()}.example", Role.REP, actor=owner)
    ModelCall.objects.create(organization=organization, prompt=f"{name}.prompt", vendor="openai", model="m")
    hook = f"https://{name.lower()}.example/hook"
    endpoint = create_endpoint(organization, hook, ["deal.won"], description=f"{name} endpoint", actor=owner)
    send_test(endpoint.row, actor=owner)
