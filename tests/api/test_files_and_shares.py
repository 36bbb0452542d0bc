"""What hangs on a record: files, and whom it is shared with."""

import base64

import pytest

from crm.models import Attachment, Contact, Share
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, Team, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling
from tests.crm.attachments.samples import PDF

pytestmark = pytest.mark.django_db


def as_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_file_is_kept_handed_out_and_let_go(api: Caller, dana: Contact, alice: User) -> None:
    body = {"contact": dana.pk, "name": "offer.pdf", "content": as_base64(PDF)}
    kept = api.post("/files/", body).json()
    assert (kept["contact"], kept["content_type"], kept["by"]) == (dana.pk, "application/pdf", alice.pk)
    assert AuditEntry.objects.get(action="file.added").actor == f"key:{api.key_id}"
    answer = api.get(f"/files/{kept['id']}/content/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert api.ids(f"/files/?contact={dana.pk}") == [kept["id"]]
    assert api.delete(f"/files/{kept['id']}/").status_code == 204
    assert api.get(f"/files/{kept['id']}/content/").status_code == 404


@pytest.mark.parametrize(
    ("content", "pointer"), [("no base64!", "#/content"), (as_base64(b"MZ\0\0\1\2"), ""), (as_base64(b""), "#/content")]
)
def test_what_is_no_file_that_is_taken_is_a_problem(api: Caller, dana: Contact, content: str, pointer: str) -> None:
    refused = api.post("/files/", {"contact": dana.pk, "name": "a.pdf", "content": content})
    assert (refused.status_code, Attachment.objects.count()) == (400, 0)
    assert [error["pointer"] for error in refused.json().get("errors", ())] == ([pointer] if pointer else [])


def test_it_hangs_on_one_record_that_the_key_sees(api: Caller, calling: Calling, dana: Contact, bob: User) -> None:
    body = {"name": "a.pdf", "content": as_base64(PDF)}
    assert api.post("/files/", body).status_code == 400
    deal = api.post("/deals/", {"name": "D", "contact": dana.pk}).json()["id"]
    assert api.post("/files/", body | {"contact": dana.pk, "deal": deal}).status_code == 400
    kept = api.post("/files/", body | {"deal": deal}).json()
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    narrow = calling(bob)
    assert narrow.get(f"/files/{kept['id']}/content/").status_code == 404
    assert narrow.delete(f"/files/{kept['id']}/").status_code == 404
    assert narrow.post("/files/", body | {"contact": dana.pk}).json()["errors"][0]["pointer"] == "#/contact"


def test_a_record_is_shared_and_closed_again(api: Caller, calling: Calling, dana: Contact, bob: User) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    narrow = calling(bob)
    assert narrow.get(f"/contacts/{dana.pk}/").status_code == 404
    given = api.post("/shares/", {"contact": dana.pk, "member": bob.pk})
    assert (given.status_code, given.json()["member"], given.json()["team"]) == (201, bob.pk, None)
    assert narrow.get(f"/contacts/{dana.pk}/").status_code == 200
    assert api.post("/shares/", {"contact": dana.pk, "member": bob.pk}).json()["id"] == given.json()["id"]
    assert api.delete(f"/shares/{given.json()['id']}/").status_code == 204
    assert narrow.get(f"/contacts/{dana.pk}/").status_code == 404
    acts = AuditEntry.objects.filter(actor=f"key:{api.key_id}", action__startswith="contact.")
    assert set(acts.values_list("action", flat=True)) == {"contact.shared", "contact.unshared"}


def test_it_is_shared_with_one_of_our_own(
    api: Caller, acme: Organization, rival: Organization, dana: Contact, bob: User, charlie: User
) -> None:
    ours, theirs = (Team.objects.create(organization=each, name="North") for each in (acme, rival))
    assert api.ids("/teams/") == [ours.pk]
    assert api.post("/shares/", {"contact": dana.pk, "member": charlie.pk}).status_code == 400
    assert api.post("/shares/", {"contact": dana.pk, "team": theirs.pk}).status_code == 400
    assert api.post("/shares/", {"contact": dana.pk, "team": ours.pk, "member": bob.pk}).status_code == 400
    assert api.post("/shares/", {"contact": dana.pk}).status_code == 400
    assert api.post("/shares/", {"contact": dana.pk, "team": ours.pk}).json()["team_name"] == "North"
    assert Share.objects.count() == 1
