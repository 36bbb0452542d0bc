"""The pages before and beside the console: sign in, join, a new password, the header's forms, the profile."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.cache import cache
from django.test import Client

from quotahit.accounts.choices import Autonomy, Role
from quotahit.accounts.members import invite
from quotahit.accounts.models import Invitation, Membership, Organization, User
from quotahit.audit.models import AuditEntry

PASSWORD = "correct horse battery"
NEW = {"new_password1": "staple orbit lamp", "new_password2": "staple orbit lamp"}


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


class Postbox(Message):
    """Keeps what an SMTP server is given."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(settings: Any) -> Any:
    """A real SMTP server of the installation."""
    handler = Postbox()
    server = Controller(handler, hostname="127.0.0.1", port=_free_port())
    server.start()
    settings.EMAIL_URL = "smtp://"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield handler.messages
    server.stop()


@pytest.fixture
def file_mail(settings: Any, tmp_path: Path) -> Path:
    """What there is when no mail server is set up."""
    settings.EMAIL_URL = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.MAIL_FOLDER = tmp_path
    return tmp_path


def _sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/login/", {"username": email, "password": password}, **extra)


def test_one_signs_in_by_email_address_in_any_case_and_out(client: Client, alice: User) -> None:
    assert _sign_in(client, "Alice@ACME.example").status_code == 302
    assert client.get("/profile/").status_code == 200
    client.post("/logout/")
    assert client.get("/profile/").status_code == 302

    actions = AuditEntry.objects.filter(actor=f"user:{alice.pk}").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["user.signed_in", "user.signed_out"]


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client: Client, alice: User) -> None:
    answers = [_sign_in(client, "alice@acme.example", "wrong"), _sign_in(client, "nobody@acme.example", "wrong")]

    assert all(b"do not belong together" in answer.content for answer in answers)


def test_whoever_belongs_nowhere_is_told_so(client: Client, db: None) -> None:
    User.objects.create_user("erin@acme.example", PASSWORD)

    assert b"belongs to no organization" in _sign_in(client, "erin@acme.example").content


def test_guessing_at_an_account_is_stopped_even_with_the_right_password(client: Client, alice: User, bob: User) -> None:
    for number in range(8):
        _sign_in(client, "alice@acme.example", "wrong", REMOTE_ADDR=f"10.0.0.{number}")

    assert b"Too many attempts" in _sign_in(client, "alice@acme.example").content
    assert _sign_in(client, "bob@acme.example").status_code == 302


def test_guessing_from_one_address_at_many_accounts_is_stopped(client: Client, alice: User) -> None:
    for number in range(40):
        _sign_in(client, f"user{number}@acme.example", "wrong")

    assert b"Too many attempts" in _sign_in(client, "alice@acme.example").content
    assert _sign_in(client, "alice@acme.example", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(
    client: Client, alice: User, postbox: list[Any]
) -> None:
    asked = client.post("/password/reset/", {"email": "alice@acme.example"}, follow=True)
    assert b"a link is on its way" in asked.content
    link = re.search(r"http://testserver(\S+)", postbox[0].get_payload(decode=True).decode())
    assert link is not None

    page = client.get(link[1], follow=True)
    done = client.post(page.redirect_chain[-1][0], NEW, follow=True)

    assert b"Your new password is set" in done.content
    assert _sign_in(client, "alice@acme.example", NEW["new_password1"]).status_code == 302
    assert b"was used already" in client.get(link[1], follow=True).content
    assert AuditEntry.objects.filter(action="user.password_changed", subject_id=alice.pk).exists()


def test_without_a_mail_server_the_page_says_where_the_message_went(
    client: Client, alice: User, file_mail: Path
) -> None:
    asked = client.post("/password/reset/", {"email": "alice@acme.example"}, follow=True)

    assert str(file_mail) in asked.content.decode()
    (message,) = file_mail.iterdir()
    assert "http://testserver/password/new/" in message.read_text()


def test_an_unknown_address_gets_the_same_page_and_no_mail(client: Client, alice: User, file_mail: Path) -> None:
    asked = client.post("/password/reset/", {"email": "nobody@acme.example"}, follow=True)

    assert b"a link is on its way" in asked.content
    assert list(file_mail.iterdir()) == []


def test_a_new_password_by_the_old_one_is_logged(as_alice: Client, alice: User) -> None:
    page = as_alice.post("/password_change/", {"old_password": PASSWORD, **NEW})

    assert page.status_code == 302
    assert AuditEntry.objects.filter(action="user.password_changed", subject_id=alice.pk).exists()


def test_who_is_invited_makes_an_account_and_is_in(
    as_alice: Client, acme: Organization, postbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post("/accounts/invitation/add/", {"email": "erin@acme.example", "role": "rep"})
    link = re.search(r"http://testserver(\S+)", postbox[0].get_payload(decode=True).decode())
    assert link is not None
    erin = Client()
    page = erin.get(link[1])
    assert b"Acme Analytics" in page.content
    fields = page.context["form"].fields
    secret = {name for name, field in fields.items() if field.widget.input_type == "password"}
    assert secret == {"new_password1", "new_password2"}

    erin.post(link[1], {"first_name": "Erin", "last_name": "Ek", **NEW})

    membership = Membership.objects.get(user__email="erin@acme.example")
    assert (membership.organization, membership.role, membership.user.first_name) == (acme, Role.REP, "Erin")
    assert erin.get("/profile/").status_code == 200
    assert erin.get(link[1]).status_code == 410


def test_without_a_mail_server_the_inviter_is_shown_the_link(
    as_alice: Client, acme: Organization, file_mail: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_alice.post("/accounts/invitation/add/", {"email": "erin@acme.example", "role": "rep"})

    shown = "".join(str(message) for message in answer.wsgi_request._messages)
    assert re.search(r"Pass this link on to erin@acme.example: http://testserver/invitation/\S+", shown)


def test_a_mail_server_that_does_not_answer_leaves_the_link_on_the_page(
    as_alice: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_URL, settings.EMAIL_PORT = "smtp://", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    with django_capture_on_commit_callbacks(execute=True):
        answer = as_alice.post("/accounts/invitation/add/", {"email": "erin@acme.example", "role": "rep"})

    assert "did not take the invitation" in "".join(str(message) for message in answer.wsgi_request._messages)
    assert Invitation.objects.open().count() == 1


def test_who_has_an_account_signs_in_and_accepts(
    client: Client, acme: Organization, alice: User, charlie: User
) -> None:
    link = f"/invitation/{invite(acme, 'charlie@rival.example', Role.VIEWER, actor=alice).token}/"

    assert client.get(link).headers["Location"] == f"/login/?next={link}"
    _sign_in(client, "charlie@rival.example")
    assert b"Join" in client.get(link).content
    client.post(link)

    assert set(charlie.memberships.values_list("organization__slug", flat=True)) == {"acme", "rival"}
    assert client.session["organization"] == acme.pk


def test_an_invitation_for_somebody_else_is_refused(as_alice: Client, acme: Organization, alice: User) -> None:
    link = f"/invitation/{invite(acme, 'erin@acme.example', Role.VIEWER, actor=alice).token}/"

    answer = as_alice.post(link)

    assert answer.status_code == 403
    assert b"is for erin@acme.example" in answer.content


def test_one_switches_between_ones_own_organizations_only(
    as_alice: Client, alice: User, acme: Organization, rival: Organization
) -> None:
    assert as_alice.post("/organization/switch/", {"organization": rival.pk}).status_code == 404
    Membership.objects.create(user=alice, organization=rival, role=Role.VIEWER)

    went = as_alice.post("/organization/switch/", {"organization": rival.pk, "next": "https://evil.example/"})

    assert went.headers["Location"] == "/"
    assert as_alice.get("/profile/").wsgi_request.organization == rival  # type: ignore[attr-defined]
    assert as_alice.get("/organization/switch/").status_code == 405


def test_a_manager_pauses_and_sets_autonomy_and_a_rep_does_not(
    as_alice: Client, client: Client, acme: Organization, bob: User
) -> None:
    as_alice.post("/organization/pause/", {"paused": "1", "next": "/profile/"})
    as_alice.post("/organization/autonomy/", {"autonomy": "approve"})
    acme.refresh_from_db()
    assert acme.is_paused
    assert acme.autonomy == Autonomy.APPROVE
    assert as_alice.post("/organization/autonomy/", {"autonomy": "wild"}).status_code == 400

    client.force_login(bob)
    assert client.post("/organization/pause/", {"paused": "0"}).status_code == 403
    assert client.post("/organization/autonomy/", {"autonomy": "autonomous"}).status_code == 403
    acme.refresh_from_db()
    assert acme.is_paused


def test_everybody_keeps_their_own_profile(as_alice: Client, alice: User) -> None:
    as_alice.post("/profile/", {"first_name": "Alicia", "last_name": "Ames", "zone": "Europe/Berlin"})
    refused = as_alice.post("/profile/", {"first_name": "A", "last_name": "", "zone": "Mars/Olympus"})

    alice.refresh_from_db()
    assert (alice.first_name, alice.zone) == ("Alicia", "Europe/Berlin")
    assert refused.context["form"].errors.keys() == {"zone"}
    assert AuditEntry.objects.get(action="user.changed").why == {"fields": ["first_name", "last_name", "zone"]}
