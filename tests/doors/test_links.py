"""The doors that stand in our mails: the way out, the counted link, the open pixel."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from compliance.models import Suppression
from crm.models import Contact
from outreach.channels import send
from outreach.links import LIFETIME, click_url, open_url, unsubscribe_url
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.events.models import Event
from tests.doors.cases import SEVERAL_WRITERS, Door, at_once, everything
from tests.outreach.test_dispatch import AGENT, a_message

TOUR = "https://acme.example/tour?x=1"
FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


class InMail(Door):
    """A door behind a signed token."""

    event = ""
    writes: tuple[str, ...] = ()

    @pytest.fixture(autouse=True)
    def _mail(self, sandbox: Mailbox, dana: Contact) -> None:
        self.delivery = send(a_message(dana, sandbox, body=f"See {TOUR}"), actor=AGENT)

    def others(self) -> Iterator[str]:
        """Tokens of the other doors, and of another installation."""
        for url in (unsubscribe_url(self.delivery), click_url(self.delivery, TOUR), open_url(self.delivery)):
            path = urlsplit(url).path
            if path.rpartition("/")[0] != self.path().rpartition("/")[0]:
                yield path.rpartition("/")[2]

    def forged(self) -> Iterator[str]:
        yield from super().forged()
        yield from map(self.with_token, self.others())

    def test_a_token_of_long_ago_opens_nothing(self) -> None:
        before = self.counted()
        with clock.stopped(clock.now() + LIFETIME + timedelta(days=2)):
            assert self.is_refusal(self.rightly())
        assert self.counted() == before

    def test_a_token_signed_with_another_key_opens_nothing(self, settings) -> None:
        path = self.path()
        settings.SECRET_KEY = "another installation's key, of some length"
        assert self.is_refusal(self.knock(path))

    def test_the_message_is_gone(self) -> None:
        path = self.path()
        Delivery.objects.all().delete()
        assert self.knock(path).status_code < 500
        assert self.counted() == 0

    def test_coming_again_counts_once(self) -> None:
        for _ in range(3):
            self.rightly()
        assert self.counted() == 1

    @SEVERAL_WRITERS
    @pytest.mark.django_db(transaction=True)
    def test_all_at_once_count_once(self) -> None:
        path = self.path()
        answers = at_once(lambda: getattr(Client(), self.method)(path, self.right, **FIREFOX).status_code)
        assert set(answers) <= self.opens
        assert self.counted() == 1

    def test_it_gives_no_cookie_and_is_kept_by_nobody(self) -> None:
        answer = self.rightly()
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]

    def counted(self) -> int:
        return Event.objects.filter(type=self.event).count()

    def forgive_what_any_knock_does(self, before: dict[str, int]) -> None:
        """Whoever has the right link is counted, once as a person and once as a machine, and no more is written."""
        known = {"events.Event", "audit.AuditEntry", "audit.Unsealed", "crm.EngagementEntry", *self.writes}
        changed = {name for name, count in everything().items() if count != before[name]}
        assert changed <= known
        assert self.counted() <= 2
        before |= everything()


class TestTheWayOut(InMail):
    method, event, writes = "post", "contact.unsubscribed", ("compliance.Suppression",)

    def path(self) -> str:
        return urlsplit(unsubscribe_url(self.delivery)).path

    def test_no_post_without_the_token_closes_an_address(self) -> None:
        for path in ("/u/", "/u/x", "/u/x?email=dana@globex.example&List-Unsubscribe=One-Click"):
            Client().post(path, {"List-Unsubscribe": "One-Click", "email": "dana@globex.example"})
        assert not Suppression.objects.exists()

    def test_looking_closes_nothing(self) -> None:
        for method in ("GET", "HEAD"):
            assert self.knock(method=method).status_code == 200
        assert not Suppression.objects.exists()


class TestTheCountedLink(InMail):
    opens, event = {302}, "email.clicked"

    def path(self) -> str:
        return urlsplit(click_url(self.delivery, TOUR)).path

    def rightly(self) -> HttpResponse:
        return self.client.get(self.path(), **FIREFOX)

    def test_it_leads_where_the_mail_said_and_nowhere_else(self) -> None:
        for more in ("?url=https://evil.example", "?u=//evil.example", "?next=https://evil.example", "#@evil.example"):
            assert self.client.get(f"{self.path()}{more}").headers["Location"] == TOUR
        assert (
            self.client.get(self.path(), headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"}).headers[
                "Location"
            ]
            == TOUR
        )

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x/", "\nx"])
    def test_even_a_signed_address_must_be_a_web_address(self, url: str) -> None:
        answer = self.client.get(urlsplit(click_url(self.delivery, url)).path)
        assert answer.status_code == 404
        assert self.counted() == 0


class TestTheOpenPixel(InMail):
    event = "email.opened"

    def path(self) -> str:
        return urlsplit(open_url(self.delivery)).path

    def rightly(self) -> HttpResponse:
        return self.client.get(self.path(), **FIREFOX)

    def is_refusal(self, answer: HttpResponse) -> bool:
        """A broken image helps nobody, so it is an image always; what counts is what was counted."""
        return answer.headers["Content-Type"] == "image/gif" or super().is_refusal(answer)
