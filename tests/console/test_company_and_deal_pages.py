"""What Bob does on the page of a firm and of a deal, without leaving it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.interactions import log_interaction
from crm.merging.merge import merge_companies
from crm.models import Company, Contact, Deal, Interaction, Note, Stage, Task
from crm.organizations import set_up_organization
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def as_bob(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


@pytest.fixture
def deal(acme: Organization, bob: User, dana: Contact) -> Deal:
    set_up_organization(acme)
    return create_deal(acme, actor=bob, name="Yearly plan", contact=dana, amount=Decimal(5000))


def look(client: Client, name: str, row_id: int, **query: str) -> str:
    return client.get(reverse(f"admin:console_{name}", args=[row_id]), query).content.decode()


def do(client: Client, name: str, row_id: int, **form: object) -> str:
    """Act in place; returns what the page then says."""
    return client.post(reverse(f"admin:console_{name}", args=[row_id]), form, headers=IN_PLACE).content.decode()


def test_a_companys_page_tells_of_its_people_and_deals(as_bob, acme, bob, dana, deal) -> None:
    log_interaction(acme, dana, channel="email", direction="inbound", actor="contact:1", subject="Your offer")
    page = look(as_bob, "company", dana.company_id)
    for words in ("Globex", "globex.example", "Dana Diaz", "Yearly plan", "Your offer", "begins at New"):
        assert words in page
    assert f'hx-get="{reverse("admin:console_contact_acts", args=[dana.pk])}"' in page
    assert "Your offer" not in look(as_bob, "company_timeline", dana.company_id, group="stage")


def test_more_people_of_a_company_are_no_more_questions(as_bob, acme, bob, dana) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            look(as_bob, "company", dana.company_id)
        return len(asked)

    look(as_bob, "company", dana.company_id)
    before = cost()
    for number in range(5):
        person = create_contact(acme, actor=bob, first_name=f"P{number}", last_name="Fox", company=dana.company)
        log_interaction(acme, person, channel="email", direction="inbound", actor="contact:1", subject="Hello")
    assert cost() == before


def test_notes_calls_and_tasks_of_a_company(as_bob, bob, dana, deal) -> None:
    firm = dana.company_id
    assert "Saved." in do(as_bob, "company_log", firm, kind="note", body="Moved to Springfield.")
    assert Note.objects.get().company_id == firm
    assert "Say with whom" in do(as_bob, "company_log", firm, kind="meeting", body="At their fair.")
    assert "Saved." in do(as_bob, "company_log", firm, kind="meeting", body="At their fair.", contact=dana.pk)
    assert Interaction.objects.get(contact=dana).channel == "meeting"
    assert "Say whom or which deal" in do(as_bob, "company_task", firm, title="Call")
    do(as_bob, "company_task", firm, title="Call", about=f"contact:{dana.pk}", assignee=bob.pk)
    do(as_bob, "company_task", firm, title="Send the offer", about=f"deal:{deal.pk}")
    assert list(Task.objects.order_by("pk").values_list("title", "contact", "deal")) == [
        ("Call", dana.pk, None),
        ("Send the offer", None, deal.pk),
    ]
    assert "Send the offer" in look(as_bob, "company_side", firm)


def test_a_company_acts_on_its_own_people_and_deals_alone(as_bob, acme, bob, dana, deal) -> None:
    other = create_company(acme, "Initech", actor=bob)
    for form in ({"about": f"contact:{dana.pk}"}, {"about": f"deal:{deal.pk}"}):
        url = reverse("admin:console_company_task", args=[other.pk])
        assert as_bob.post(url, {"title": "Call", **form}).status_code == 404
    log = reverse("admin:console_company_log", args=[other.pk])
    assert as_bob.post(log, {"kind": "note", "body": "x", "contact": dana.pk}).status_code == 404
    assert not Task.objects.exists()


def test_a_former_company_leads_to_the_one_that_took_it_in(as_bob, acme, bob, dana) -> None:
    former = create_company(acme, "Globex Corp", actor=bob)
    gone = former.pk
    merge_companies(dana.company, former, actor=bob)
    answer = as_bob.get(reverse("admin:console_company", args=[gone]))
    assert answer.url == reverse("admin:console_company", args=[dana.company_id])


def test_a_member_of_a_narrow_view_sees_their_share_of_a_company(as_bob, acme, alice, bob, dana) -> None:
    zoe = create_contact(acme, actor=alice, first_name="Zoe", company=dana.company, owner=alice)
    log_interaction(acme, zoe, channel="email", direction="inbound", actor="contact:2", subject="Between us")
    Contact.objects.filter(pk=dana.pk).update(owner=bob)
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    page = look(as_bob, "company", dana.company_id)
    assert "Dana Diaz" in page
    assert "Zoe" not in page
    assert "Between us" not in page
    assert as_bob.get(reverse("admin:console_mail", args=[Interaction.objects.get().pk])).status_code == 404


def test_a_deals_page_tells_of_its_person_and_moves_it(as_bob, acme, dana, deal) -> None:
    page = look(as_bob, "deal", deal.pk)
    for words in ("Yearly plan", "5,000", "Dana Diaz", "Globex", "begins at New"):
        assert words in page
    stage = Stage.objects.get(organization=acme, name="Qualified")
    answer = as_bob.post(
        reverse("admin:console_board_move", args=[deal.pk]), {"stage": stage.pk, "from": "deal"}, headers=IN_PLACE
    )
    assert "is in Qualified now" in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "acted"
    assert 'aria-current="step" disabled>Qualified' in look(as_bob, "deal_side", deal.pk)
    assert "New → Qualified" in look(as_bob, "deal_timeline", deal.pk)


def test_a_stage_asks_in_place_for_what_the_deal_has_not(as_bob, acme, deal) -> None:
    lost = Stage.objects.get(organization=acme, kind="lost")
    asked = do(as_bob, "board_move", deal.pk, stage=lost.pk, **{"from": "deal"})
    assert 'name="lost_reason"' in asked
    assert 'hx-target="#said"' in asked
    form = {"stage": lost.pk, "from": "deal", "lost_reason": "Too dear"}
    answer = as_bob.post(reverse("admin:console_board_move", args=[deal.pk]), form)
    assert answer.url == reverse("admin:console_deal", args=[deal.pk])
    deal.refresh_from_db()
    assert deal.lost_reason == "Too dear"


def test_notes_calls_and_tasks_of_a_deal(as_bob, dana, deal) -> None:
    do(as_bob, "deal_log", deal.pk, kind="note", body="Wants it by May.", contact=dana.pk)
    note = Note.objects.get()
    assert (note.deal, note.contact) == (deal, None)
    do(as_bob, "deal_log", deal.pk, kind="voice_live", body="Agreed on the price.", contact=dana.pk)
    call = Interaction.objects.get()
    assert (call.deal, call.contact, call.channel) == (deal, dana, "voice_live")
    do(as_bob, "deal_task", deal.pk, title="Send the contract", contact=dana.pk)
    assert (Task.objects.get().deal, Task.objects.get().contact) == (deal, dana)
    page = look(as_bob, "deal_timeline", deal.pk)
    for words in ("Wants it by May.", "Agreed on the price.", "Send the contract"):
        assert words in page


def test_a_task_is_done_in_place(as_bob, deal) -> None:
    do(as_bob, "deal_task", deal.pk, title="Send the contract")
    task = Task.objects.get()
    assert "Done: Send the contract" in do(as_bob, "task_done", task.pk)
    assert "Undo" in look(as_bob, "deal_side", deal.pk)
    answer = as_bob.post(reverse("admin:console_task_undo", args=[task.pk]))
    assert answer.url == reverse("admin:console_deal", args=[deal.pk])


def test_a_viewer_is_offered_no_acts(client, victor, dana, deal) -> None:
    client.force_login(victor)
    for page in (look(client, "deal", deal.pk), look(client, "company", dana.company_id)):
        assert "hx-post" not in page.replace('hx-post="/tasks/', "")
        assert ">Edit<" not in page


def test_lists_and_the_palette_lead_to_the_pages(as_bob, dana, deal) -> None:
    pages = {"company": (dana.company_id, "Globex"), "deal": (deal.pk, "Yearly"), "contact": (dana.pk, "Dana")}
    for noun, (row_id, words) in pages.items():
        page = reverse(f"admin:console_{noun}", args=[row_id])
        assert page in as_bob.get(reverse(f"admin:crm_{noun}_changelist")).content.decode()
        assert page in as_bob.get("/search/", {"s": words, "extended": "1"}).content.decode()


def test_a_mail_that_was_only_written_down_is_shown_as_it_is(as_bob, acme, dana) -> None:
    said = log_interaction(acme, dana, channel="email", direction="inbound", actor="x", subject="Hello", body="By fax.")
    page = look(as_bob, "mail", said.pk)
    assert "By fax." in page
    assert "Answer their last mail" not in page
    assert Company.objects.count() == 1
