"""Own, team, the teams below, all: whose records a member sees, and what hangs on them."""

from pathlib import Path

import pytest
from django.db.models import Model
from django.test import Client

from crm.contacts import create_contact
from crm.deals import create_deal
from crm.importing.drafts import start_draft, start_import
from crm.importing.running import run_imports
from crm.models import Company, Contact, Deal, Interaction, Note, Share, Task
from crm.sharing import share, unshare
from crm.todo import add_note, create_task
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.members import place_member
from quotahit.accounts.models import Membership, Organization, Team, User
from quotahit.accounts.visibility import default_owner, visible
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(acme: Organization) -> dict[str, Team]:
    """Sales, with East below it and Boston below that; West stands beside East."""
    made: dict[str, Team] = {}
    for name, above in (("Sales", None), ("East", "Sales"), ("Boston", "East"), ("West", "Sales")):
        parent = made[above] if above else None
        made[name] = Team.objects.create(organization=acme, name=name, parent=parent)
    return made


def member(acme: Organization, name: str, team: Team | None, reach: Reach = Reach.ALL) -> Membership:
    user = User.objects.create_user(f"{name}@acme.example", first_name=name, is_staff=True)
    return Membership.objects.create(organization=acme, user=user, role=Role.REP, team=team, reach=reach)


def contact(acme: Organization, name: str, owner: Membership | None) -> Contact:
    return create_contact(acme, actor="system:test", first_name=name, owner=owner.user if owner else None)


def seen(membership: Membership, model: type[Model] = Contact) -> set[str]:
    """The names of the rows that the member sees, looked up anew."""
    rows = model._default_manager.filter(organization=membership.organization_id)
    return {str(row) for row in visible(rows, Membership.objects.get(pk=membership.pk))}


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (Reach.OWN, {"Mine"}),
        (Reach.TEAM, {"Mine", "Of East", "Nobody's"}),
        (Reach.SUBTREE, {"Mine", "Of East", "Of Boston", "Nobody's"}),
        (Reach.ALL, {"Mine", "Of East", "Of Boston", "Of West", "Of Sales", "Nobody's"}),
    ],
)
def test_each_reach_sees_the_records_of_its_people(
    acme: Organization, teams: dict[str, Team], reach: Reach, expected: set[str]
) -> None:
    me = member(acme, "me", teams["East"], reach)
    for name in ("East", "Boston", "West", "Sales"):
        contact(acme, f"Of {name}", member(acme, name.lower(), teams[name]))
    contact(acme, "Mine", me)
    contact(acme, "Nobody's", None)

    assert seen(me) == expected


def test_an_owner_sees_all_whatever_was_chosen(acme: Organization, alice: User) -> None:
    contact(acme, "Nobody's", None)
    place = Membership.objects.get(user=alice)
    place.reach = Reach.OWN
    place.save()

    assert seen(place) == {"Nobody's"}
    assert default_owner(place) is None


def test_who_has_a_deal_or_a_task_with_somebody_sees_them_and_their_firm(acme: Organization, alice: User) -> None:
    me = member(acme, "me", None, Reach.OWN)
    firm = Company.objects.create(organization=acme, name="Globex", name_key="globex")
    buyer, caller, other = (contact(acme, name, None) for name in ("Buyer", "Caller", "Other"))
    Contact.objects.filter(pk=buyer.pk).update(company=firm)
    create_deal(acme, actor=alice, name="Big", contact=buyer, owner=me.user)
    task = create_task(acme, title="Call", actor=alice, contact=caller, assignee=me.user)
    add_note(acme, "About the buyer", actor=alice, contact=buyer)
    add_note(acme, "About another", actor=alice, contact=other)

    assert seen(me) == {"Buyer", "Caller"}
    assert (seen(me, Deal), seen(me, Company), seen(me, Note)) == ({"Big"}, {"Globex"}, {"About the buyer"})

    Task.objects.filter(pk=task.pk).update(done_at=task.created_at)
    assert seen(me) == {"Buyer"}


def test_a_share_opens_a_record_and_what_hangs_on_it_and_can_be_taken_back(
    acme: Organization, teams: dict[str, Team], alice: User
) -> None:
    me, colleague = member(acme, "me", teams["East"], Reach.OWN), member(acme, "col", teams["East"], Reach.OWN)
    theirs = contact(acme, "Theirs", None)
    add_note(acme, "A note", actor=alice, contact=theirs)
    firm = Company.objects.create(organization=acme, name="Globex", name_key="globex")

    given = share(theirs, actor=alice, user=me.user)
    assert share(theirs, actor=alice, user=me.user) == given
    share(firm, actor=alice, team=teams["East"])

    assert (seen(me), seen(me, Note), seen(me, Company)) == ({"Theirs"}, {"A note"}, {"Globex"})
    assert (seen(colleague), seen(colleague, Company)) == (set(), {"Globex"})
    unshare(given, actor=alice)
    assert (seen(me), seen(me, Note), Share.objects.count()) == (set(), set(), 1)
    acts = AuditEntry.objects.filter(action__contains="shared").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["contact.shared", "company.shared", "contact.unshared"]


def test_the_timeline_and_the_log_go_with_the_record(acme: Organization, alice: User) -> None:
    me = member(acme, "me", None, Reach.OWN)
    mine, theirs = contact(acme, "Mine", me), contact(acme, "Theirs", None)
    for one in (mine, theirs):
        Interaction.objects.create(organization=acme, contact=one, channel="email", direction="inbound", subject="Hi")

    rows = visible(Interaction.objects.for_organization(acme), me)
    assert {row.contact_id for row in rows} == {mine.pk}
    entries = visible(AuditEntry.objects.filter(organization_id=acme.pk), me)
    assert {entry.subject_id for entry in entries if entry.subject_type == "crm.contact"} == {mine.pk}


def test_who_moves_to_another_team_sees_that_teams_records(
    acme: Organization, teams: dict[str, Team], alice: User
) -> None:
    me = member(acme, "me", teams["East"], Reach.TEAM)
    contact(acme, "Of West", member(acme, "west", teams["West"]))
    assert seen(me) == set()

    place_member(me, teams["West"], Reach.TEAM, actor=alice)
    assert seen(me) == {"Of West"}


def test_a_team_cannot_stand_below_itself(as_alice: Client, teams: dict[str, Team]) -> None:
    sales = teams["Sales"]
    page = as_alice.post(f"/accounts/team/{sales.pk}/change/", {"name": "Sales", "parent": teams["Boston"].pk})

    assert b"cannot stand below itself" in page.content
    sales.refresh_from_db()
    assert sales.parent is None


def test_the_form_shares_by_the_verb_and_takes_back(as_alice: Client, acme: Organization, dana: Contact) -> None:
    me = member(acme, "me", None, Reach.OWN)
    form = {"first_name": "Dana", "last_name": "Diaz", "lifecycle": "lead", "custom": ""}
    for prefix in ("emails", "phones", "shares"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    more = {"shares-TOTAL_FORMS": "1", "shares-0-user": str(me.user_id), "shares-0-contact": str(dana.pk)}
    as_alice.post(f"/crm/contact/{dana.pk}/change/", form | more)
    assert seen(me) == {"Dana Diaz"}

    given = Share.objects.get()
    gone = {"shares-INITIAL_FORMS": "1", "shares-0-id": str(given.pk), "shares-0-DELETE": "on"}
    as_alice.post(f"/crm/contact/{dana.pk}/change/", form | more | gone)
    assert seen(me) == set()


def test_what_a_narrow_member_imports_is_theirs_unless_the_file_says_whose(
    acme: Organization, bob: User, tmp_path: Path
) -> None:
    me = member(acme, "me", None, Reach.OWN)
    file = tmp_path / "leads.csv"
    file.write_text("First Name,Email,Owner\nNia,nia@globex.example,\nOto,oto@globex.example,bob@acme.example\n")
    job = start_draft(acme, file, "leads.csv", by=me.user)
    start_import(job, actor=me.user)
    run_imports()

    assert seen(me) == {"Nia"}
    assert Contact.objects.get(first_name="Oto").owner == bob
