"""The builder of segments by its pages: built, counted meanwhile, saved, copied, deleted, acted on, enrolled."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.companies import update_company
from crm.contacts import update_contact
from crm.models import Contact, Segment, Tag
from crm.own_fields.defining import define_field
from crm.segments.conditions import Condition, Group, load
from crm.segments.defining import create_segment
from crm.tasks import act_on_segment
from outreach.models import Enrollment, SegmentEnrollment, Sequence
from outreach.starter import set_up_outreach
from outreach.tasks import enroll_segments
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import logged
from tests.crm.importing.lists import bring_in, counts, keep

pytestmark = pytest.mark.django_db
NEW = "admin:console_segment_new"


def line(place: str, field: str, operator: str = "", *values: str) -> dict[str, Any]:
    return {f"field:{place}": field, f"operator:{place}": operator, f"value:{place}": list(values)}


def form(*nodes: str, **more: Any) -> dict[str, Any]:
    return {"node": list(nodes), "noun": "contact", "match": "all", **more}


VP = line("0", "contact.title", "contains", "vp")


@pytest.fixture
def vps(acme: Organization, alice: User, dana: Contact) -> Segment:
    titled = Group(conditions=[Condition(field="contact.title", operator="contains", value="vp")])
    return create_segment(acme, "VPs", "contact", titled, actor=alice)


def test_a_segment_is_built_step_by_step_and_saved(
    as_alice: Client, acme: Organization, alice: User, dana: Contact
) -> None:
    define_field(acme, "contact", "Seats", "number", actor=alice)
    update_contact(dana, actor=alice, custom={"seats": 40})
    page = as_alice.get(reverse(NEW))
    assert "everybody is meant" in page.content.decode()
    part = reverse("admin:console_segment_part")
    added = as_alice.post(part, form(do="add:"))
    assert 'name="field:0"' in added.content.decode()
    assert added.context["count"].value == 1
    typed = as_alice.post(part, form("c:0", **VP, do=""))
    assert (typed.context["count"].value, list(typed.context["rows"])) == (1, [dana])
    grouped = as_alice.post(part, form("c:0", **VP, do="group:"))
    assert 'name="field:1.0"' in grouped.content.decode()
    whole = form("c:0", "g:1", "c:1.0", "c:1.1", **VP, **{"match:1": "any"})
    whole |= line("1.0", "custom.seats", "between", "30", "50") | line("1.1", "band", "is_one_of", "hot")
    assert as_alice.post(part, whole).context["count"].value == 1
    saved = as_alice.post(reverse(NEW), whole | {"do": "save", "name": "Big fish"})
    segment = Segment.objects.get()
    assert saved.url == reverse("admin:console_segment", args=[segment.pk])
    group = load(segment.conditions)
    assert [(one.field, one.operator, one.value) for one in group.every()] == [
        ("contact.title", "contains", "vp"),
        ("custom.seats", "between", [30, 50]),
        ("band", "is_one_of", ["hot"]),
    ]
    shown = as_alice.get(saved.url).content.decode()
    assert 'value="30"' in shown
    assert "Dana Diaz" in shown


def test_every_button_works_without_scripts(as_alice: Client, acme: Organization, dana: Contact) -> None:
    two = form("c:0", "c:1", **VP, **line("1", "held", "is_no"), name="Kept")
    page = as_alice.post(reverse(NEW), two | {"do": "remove:0"})
    assert [part.field for part in page.context["draft"].parts] == ["held"]
    assert 'value="Kept"' in page.content.decode()
    page = as_alice.post(reverse(NEW), two | {"do": "add:"})
    assert [part.path for part in page.context["draft"].parts] == ["0", "1", "2"]
    page = as_alice.post(reverse(NEW), form("g:0", "c:0.0", **line("0.0", "held", "is_no"), do="remove:0"))
    assert page.context["draft"].parts == []
    assert not Segment.objects.exists()


def test_another_field_brings_its_own_operators(as_alice: Client, acme: Organization, dana: Contact) -> None:
    changed = as_alice.post(
        reverse("admin:console_segment_part"), form("c:0", **line("0", "contact.fit", "contains", "vp"))
    )
    (part,) = changed.context["draft"].parts
    assert (part.operator, part.values) == ("at_least", [])
    assert 'type="number"' in changed.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (form("c:0", **line("0", "contact.title", "contains"), name="X"), "lacks something"),
        (form("c:0", **line("0", "contact.fit", "at_least", "many"), name="X"), "lacks something"),
        (form("c:0", **line("0", "contact.shoe", "is", "x"), name="X"), "lacks something"),
        (form("c:0", **VP, name=" "), "needs a name"),
        (form("c:0", **VP, name="VPs"), "There is a segment “VPs” already"),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays_in_the_form(
    as_alice: Client, vps: Segment, sent: Any, said: str
) -> None:
    answer = as_alice.post(reverse(NEW), sent | {"do": "save"})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Segment.objects.count() == 1


def test_a_hostile_form_breaks_nothing(as_alice: Client, dana: Contact) -> None:
    part = reverse("admin:console_segment_part")
    for sent in (
        form("c:9.9", "g:", "x", "c:", do="remove:"),
        form("g:0", "g:0.0", "g:0.0.0", "g:0.0.0.0", do="add:0.0.0.0"),
        form(*["c:0"] * 300, do="add:nowhere"),
        form("c:0", **line("0", "tags", "is_one_of", "x" * 5000)),
        form("c:0", **line("0", "<script>", "is", "x")),
    ):
        assert as_alice.post(part, sent).status_code == 200
    assert as_alice.post(part, form() | {"noun": "user"}).status_code == 404
    assert "<script>" not in as_alice.post(part, form("c:0", **line("0", "<script>"))).content.decode()


def test_segments_are_listed_counted_renamed_copied_and_deleted(as_alice: Client, vps: Segment) -> None:
    listed = as_alice.get(reverse("admin:console_segments")).content.decode()
    assert "Title contains “vp”" in listed
    assert as_alice.get(reverse("admin:console_segment_count", args=[vps.pk])).content == b"1"
    page = reverse("admin:console_segment", args=[vps.pk])
    as_alice.post(page, form("c:0", **VP, name="Vice presidents", do="save"))
    vps.refresh_from_db()
    assert vps.name == "Vice presidents"
    as_alice.post(reverse("admin:console_segment_duplicate", args=[vps.pk]))
    assert Segment.objects.count() == 2
    as_alice.post(reverse("admin:console_segment_delete", args=[vps.pk]))
    assert list(Segment.objects.values_list("name", flat=True)) == ["Vice presidents (copy)"]


def test_the_list_of_contacts_is_filtered_by_a_segment(
    as_alice: Client, acme: Organization, vps: Segment, dana: Contact
) -> None:
    Contact.objects.create(organization=acme, first_name="Erin")
    path = reverse("admin:crm_contact_changelist")
    found = as_alice.get(path, {"segment": vps.pk}).context["cl"].result_list
    assert list(found) == [dana]
    assert not as_alice.get(path, {"segment": "4000000"}).context["cl"].result_list
    vps.conditions = {"conditions": [{"field": "gone", "operator": "is_yes"}]}
    vps.save()
    assert not as_alice.get(path, {"segment": vps.pk}).context["cl"].result_list


def test_companies_and_deals_have_segments_too(as_alice: Client, acme: Organization, dana: Contact) -> None:
    sent = form("c:0", **line("0", "company.industry", "is", "software"), name="Software", do="save")
    answer = as_alice.post(reverse(NEW), sent | {"noun": "company"}, follow=True)
    assert "Globex" in answer.content.decode()
    assert as_alice.get(reverse(NEW), {"noun": "deal"}).status_code == 200
    segment = Segment.objects.get()
    found = as_alice.get(reverse("admin:crm_company_changelist"), {"segment": segment.pk}).context["cl"].result_list
    assert list(found) == [dana.company]


def test_everybody_is_acted_on_from_the_page(
    as_alice: Client,
    acme: Organization,
    alice: User,
    bob: User,
    vps: Segment,
    dana: Contact,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(act_on_segment, "apply_async", lambda given, retry: act_on_segment(*given))
    act = reverse("admin:console_segment_act", args=[vps.pk])
    as_alice.post(act, {"act": "tag", "tag": "conference"})
    as_alice.post(act, {"act": "own", "owner": str(bob.pk)})
    as_alice.post(act, {"act": "tag", "tag": ""})
    as_alice.post(act, {"act": "own", "owner": "4000000"})
    dana.refresh_from_db()
    assert (dana.owner, list(dana.tags.all())) == (bob, [Tag.objects.get(name="conference")])
    assert alice.notifications.count() == 2


def test_a_segment_is_enrolled_from_the_page(as_alice: Client, acme: Organization, vps: Segment, dana: Contact) -> None:
    set_up_outreach(acme, actor="system:test")
    sequence = Sequence.objects.get(organization=acme, code="engage")
    page = reverse("admin:console_segment_enroll", args=[vps.pk])
    part = reverse("admin:console_segment_outlook", args=[vps.pk])
    assert f'hx-get="{part}?sequence={sequence.pk}"' in as_alice.get(page, {"sequence": sequence.pk}).content.decode()
    assert as_alice.get(part, {"sequence": sequence.pk}).context["seen"].beginning == 1
    assert as_alice.get(part, {"sequence": "x"}).status_code == 404
    started = as_alice.post(page, {"sequence": sequence.pk, "stands": "1"})
    row = SegmentEnrollment.objects.get()
    assert (row.stands, started.url) == (True, reverse("admin:console_segment_enrollment", args=[row.pk]))
    enroll_segments()
    assert Enrollment.objects.get().contact == dana
    after = as_alice.get(started.url)
    assert after.context["enrolled"] == 1
    again = as_alice.post(page, {"sequence": sequence.pk}, follow=True)
    assert "is being enrolled in" in again.content.decode()
    refused = as_alice.post(reverse("admin:console_segment_delete", args=[vps.pk]), follow=True)
    assert "is in use" in refused.content.decode()
    as_alice.post(reverse("admin:console_segment_enrollment_end", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is not None


def test_roles_and_walls(
    client: Client, acme: Organization, victor: User, bob: User, charlie: User, vps: Segment, dana: Contact
) -> None:
    page = reverse("admin:console_segment", args=[vps.pk])
    client.force_login(victor)
    assert "disabled" in client.get(page).content.decode()
    assert client.post(page, form(do="save", name="Mine")).status_code == 404
    assert client.get(reverse(NEW)).status_code == 403
    client.force_login(charlie)
    for name in ("", "_count", "_enroll"):
        assert client.get(reverse(f"admin:console_segment{name}", args=[vps.pk])).status_code == 404
    client.force_login(bob)
    set_up_outreach(acme, actor="system:test")
    sequence = Sequence.objects.get(organization=acme, code="engage")
    client.post(reverse("admin:console_segment_enroll", args=[vps.pk]), {"sequence": sequence.pk, "stands": "1"})
    row = SegmentEnrollment.objects.get()
    assert not row.stands
    SegmentEnrollment.objects.update(stands=True)
    assert client.post(reverse("admin:console_segment_enrollment_end", args=[row.pk])).status_code == 403


def test_a_member_counts_whom_they_see(
    client: Client, acme: Organization, alice: User, bob: User, vps: Segment
) -> None:
    Membership.objects.filter(user=bob).update(reach="own")
    Contact.objects.update(owner=alice)
    client.force_login(bob)
    assert client.get(reverse("admin:console_segment_count", args=[vps.pk])).content == b"0"
    assert "Dana" not in client.get(reverse("admin:console_segment", args=[vps.pk])).content.decode()


def test_a_segment_is_exported_and_read_back_as_it_was(
    as_alice: Client, acme: Organization, alice: User, bob: User, vps: Segment, dana: Contact, tmp_path: Path
) -> None:
    define_field(acme, "contact", "Renewal", "date", actor=alice)
    define_field(acme, "contact", "Partner", "person", actor=alice)
    define_field(acme, "company", "Tier", "number", actor=alice)
    update_contact(dana, actor=alice, custom={"renewal": "2026-03-04", "partner": bob.pk, "free": "=1+1"})
    update_company(dana.company, actor=alice, custom={"tier": 3})
    Contact.objects.create(organization=acme, first_name="Erin", title="CEO")
    answer = as_alice.post(reverse("admin:console_segment_export", args=[vps.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["email"], row["company"], row["custom.renewal"]) == ("dana@globex.example", "Globex", "2026-03-04")
    assert (row["custom.partner"], row["company.custom.tier"], row["custom.free"]) == ("Bob", "3", "'=1+1")
    assert logged("contacts.exported") == [(f"user:{alice.pk}", {"count": 1})]
    assert counts(bring_in(acme, keep(tmp_path, text))) == (0, 0, 1, 0)
    picked = {"action": "export_selected", "_selected_action": [dana.pk]}
    answer = as_alice.post(reverse("admin:crm_contact_changelist"), picked)
    assert b"dana@globex.example" in b"".join(answer.streaming_content)
