"""The doors of people's accounts: sign-in, a forgotten password, a new one, an invitation."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.members import OPEN_FOR, invite
from quotahit.accounts.models import Invitation, Membership, Organization, User
from quotahit.accounts.throttle import BY_ACCOUNT, BY_ADDRESS, Attempts
from tests.doors.cases import SEVERAL_WRITERS, Door, at_once

PASSWORD = "correct horse battery"
NEW = {"new_password1": "staple orbit lamp", "new_password2": "staple orbit lamp"}


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


class TestSignIn(Door):
    method, opens, has_token = "post", {302}, False
    right = {"username": "alice@acme.example", "password": PASSWORD}

    @pytest.fixture(autouse=True)
    def _people(self, alice: User, bob: User) -> None:
        self.alice, self.bob = alice, bob

    def path(self) -> str:
        return "/login/"

    def test_a_form_of_another_site_signs_nobody_in(self) -> None:
        assert Client(enforce_csrf_checks=True).post("/login/", self.right).status_code == 403

    @pytest.mark.parametrize(
        "next",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:/evil", "\t//x"],
    )
    def test_it_leads_to_no_other_site(self, next: str) -> None:
        answer = self.client.post("/login/", self.right | {"next": next})
        assert not urlsplit(answer.headers["Location"]).netloc
        assert answer.headers["Location"].startswith("/")

    def test_the_session_is_another_one_after_it(self) -> None:
        self.client.get("/login/")
        self.client.session.save()
        session = self.client.session
        session["planted"] = "by somebody else"
        session.save()
        self.client.cookies["sessionid"] = session.session_key
        self.client.post("/login/", self.right)
        assert self.client.session.session_key != session.session_key
        assert not Session.objects.filter(session_key=session.session_key).exists()

    def test_the_cookies_are_for_this_site_and_no_script(self) -> None:
        self.client.get("/login/")
        self.client.post("/login/", self.right)
        for cookie in self.client.cookies.values():
            assert cookie["httponly"], cookie.key
            assert cookie["samesite"] == "Lax", cookie.key

    def test_a_session_ends_by_itself(self) -> None:
        self.client.post("/login/", self.right)
        Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
        assert self.client.get("/profile/").status_code == 302

    def test_a_new_password_ends_every_other_session(self) -> None:
        elsewhere = Client()
        for client in (self.client, elsewhere):
            client.post("/login/", self.right)
        self.client.post("/password_change/", {"old_password": PASSWORD, **NEW})
        assert self.client.get("/profile/").status_code == 200
        assert elsewhere.get("/profile/").status_code == 302

    def test_who_is_closed_or_has_left_is_out_at_once(self) -> None:
        self.client.force_login(self.bob)
        Membership.objects.filter(user=self.bob).delete()
        assert self.client.get("/crm/contact/").status_code == 302
        self.client.force_login(self.alice)
        User.objects.filter(pk=self.alice.pk).update(is_active=False)
        assert self.client.get("/profile/").status_code == 302

    def test_what_a_member_sees_is_kept_by_nobody(self) -> None:
        self.client.post("/login/", self.right)
        for path in ("/crm/contact/", "/profile/", "/"):
            assert "no-store" in self.client.get(path).headers["Cache-Control"]

    def test_a_new_password_by_mail_opens_what_guessing_had_shut(self) -> None:
        for _ in range(BY_ACCOUNT + 1):
            self.client.post("/login/", self.right | {"password": "wrong"}, REMOTE_ADDR="10.0.0.1")
        assert self.client.post("/login/", self.right).status_code == 200
        link = f"/password/new/{urlsafe_base64_encode(force_bytes(self.alice.pk))}/"
        link += f"{default_token_generator.make_token(self.alice)}/"
        self.client.post(self.client.get(link).headers["Location"], NEW)
        assert self.client.post("/login/", self.right | {"password": NEW["new_password1"]}).status_code == 302

    @SEVERAL_WRITERS
    @pytest.mark.django_db(transaction=True)
    def test_many_guesses_at_once_are_no_more_than_one_after_the_other(self) -> None:
        taken = at_once(lambda: Attempts("sign-in", "alice@acme.example", "10.0.0.1").take(), times=20)
        assert taken.count(True) == BY_ACCOUNT


class TestForgottenPassword(Door):
    method, opens, has_token = "post", {302}, False
    right = {"email": "alice@acme.example"}

    @pytest.fixture(autouse=True)
    def _mail(self, alice: User, settings, tmp_path) -> None:
        settings.EMAIL_URL = ""
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = settings.MAIL_FOLDER = tmp_path
        self.folder = tmp_path

    def path(self) -> str:
        return "/password/reset/"

    def test_it_says_the_same_of_everybody(self) -> None:
        known, unknown = (self.client.post(self.path(), {"email": f"{name}@acme.example"}) for name in ("alice", "x"))
        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])

    def test_the_link_is_never_made_of_a_host_that_the_visitor_names(self) -> None:
        for host in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
            self.client.post(self.path(), self.right, headers=host)
        assert all("evil.example" not in mail.read_text() for mail in self.folder.iterdir())

    def test_asking_again_and_again_mails_no_more(self) -> None:
        for number in range(BY_ACCOUNT + 5):
            self.client.post(self.path(), self.right, REMOTE_ADDR=f"10.0.0.{number}")
        mails = "".join(mail.read_text() for mail in self.folder.iterdir())
        assert mails.count("/password/new/") == BY_ACCOUNT


class TestNewPassword(Door):
    opens = {302}

    @pytest.fixture(autouse=True)
    def _people(self, alice: User, charlie: User) -> None:
        self.alice, self.charlie = alice, charlie

    def path(self) -> str:
        return f"/password/new/{self.id_of(self.alice)}/{default_token_generator.make_token(self.alice)}/"

    def id_of(self, user: User) -> str:
        return urlsafe_base64_encode(force_bytes(user.pk))

    def with_token(self, token: str) -> str:
        return f"/password/new/{self.id_of(self.alice)}/{token}/"

    def forged(self) -> Iterator[str]:
        yield from super().forged()
        token = self.path().rstrip("/").rpartition("/")[2]
        for key in (self.id_of(self.charlie), "OTk5OTk5", "%00", "AAAA", "-", "=" * 50, "x" * 4000):
            yield f"/password/new/{key}/{token}/"

    def forgive_what_any_knock_does(self, before: dict[str, int]) -> None:
        """The right link is put into a session, so that no page bears it in its address."""
        before["sessions.Session"] = Session.objects.count()

    def is_refusal(self, answer) -> bool:  # type: ignore[no-untyped-def]
        """The page says in words that the link does not work; it asks for no password."""
        return super().is_refusal(answer) or b"new_password1" not in answer.content

    def test_it_works_once(self) -> None:
        path = self.path()
        client = Client()
        client.post(client.get(path).headers["Location"], NEW)
        assert Client().get(path).status_code == 200
        self.alice.refresh_from_db()
        assert self.alice.check_password(NEW["new_password1"])

    def test_the_token_stands_in_no_address_that_a_page_could_pass_on(self) -> None:
        assert self.client.get(self.path()).headers["Location"].endswith("/set-password/")

    def test_it_runs_out(self, settings) -> None:  # type: ignore[no-untyped-def]
        path = self.path()
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert b"new_password1" not in self.client.get(path).content

    def test_it_ends_when_the_password_or_the_sign_in_changes(self) -> None:
        path = self.path()
        Client().post("/login/", {"username": "alice@acme.example", "password": PASSWORD})
        assert b"new_password1" not in self.client.get(path).content


class TestInvitation(Door):
    @pytest.fixture(autouse=True)
    def _asked(self, acme: Organization, alice: User) -> None:
        self.acme, self.alice = acme, alice
        self.token = invite(acme, "erin@acme.example", Role.REP, actor=alice).token

    def path(self) -> str:
        return f"/invitation/{self.token}/"

    def with_token(self, token: str) -> str:
        return f"/invitation/{token}/"

    def join(self, client: Client | None = None) -> int:
        return (client or Client()).post(self.path(), {"first_name": "Erin", "last_name": "Ek", **NEW}).status_code

    def test_it_is_taken_once(self) -> None:
        assert self.join() == 302
        assert self.join() == 410
        assert Membership.objects.filter(organization=self.acme, user__email="erin@acme.example").count() == 1

    def test_it_runs_out_and_can_be_withdrawn(self) -> None:
        with clock.stopped(clock.now() + OPEN_FOR + timedelta(minutes=1)):
            assert self.client.get(self.path()).status_code == 410
        Invitation.objects.update(withdrawn_at=clock.now())
        assert self.join() == 410

    def test_nobody_takes_more_than_was_offered(self) -> None:
        Client().post(self.path(), {"first_name": "Erin", **NEW, "role": "owner", "is_superuser": "1", "is_staff": "1"})
        erin = User.objects.get(email="erin@acme.example")
        assert (erin.is_superuser, erin.memberships.get().role) == (False, Role.REP)

    @SEVERAL_WRITERS
    @pytest.mark.django_db(transaction=True)
    def test_of_many_who_take_it_at_once_one_is_in(self) -> None:
        path, fields = self.path(), {"first_name": "Erin", **NEW}

        def take() -> tuple[int, str]:
            answer = Client(raise_request_exception=False).post(path, fields)
            return answer.status_code, answer.headers.get("Location", "")

        answers = at_once(take)
        assert answers.count((302, reverse("admin:index"))) == 1
        # Who comes between the account and the end of the invitation is sent to sign in.
        assert {status for status, _ in answers} <= {302, 403, 410}
        assert Membership.objects.filter(organization=self.acme).count() == 2


def _address_behind(peer: str, forwarded: str, trusted: str) -> str:
    """What the application sees of a caller, through the server's own reading of a proxy's word."""
    seen: list[str] = []

    async def application(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask() -> None:
        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        scope = {"type": "http", "headers": headers, "client": (peer, 1), "scheme": "http"}
        door = ApplicationCommunicator(ProxyHeadersMiddleware(application, trusted_hosts=trusted), scope)
        await door.receive_output(5)

    async_to_sync(ask)()
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.9", "", "127.0.0.1", "203.0.113.9"),
        ("203.0.113.9", "10.1.1.1", "127.0.0.1", "203.0.113.9"),  # a stranger's word on who they are
        ("127.0.0.1", "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "10.1.1.1, 203.0.113.9", "127.0.0.1", "203.0.113.9"),  # the proxy's own word is the last
        ("172.18.0.5", "1.2.3.4, 203.0.113.9, 172.18.0.7", "172.18.0.0/16", "203.0.113.9"),
    ],
)
def test_a_guesser_is_known_behind_a_proxy_and_cannot_pose_as_another(
    peer: str, forwarded: str, trusted: str, address: str
) -> None:
    assert _address_behind(peer, forwarded, trusted) == address


def test_one_guesser_with_a_whole_network_is_one_guesser() -> None:
    taken = [Attempts("t", f"user{n}", f"2001:db8:1:2::{n:x}").take() for n in range(BY_ADDRESS + 1)]
    assert taken == [True] * BY_ADDRESS + [False]
    assert Attempts("t", "another", "2001:db8:1:3::1").take()
