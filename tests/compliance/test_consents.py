"""Granting and revoking consent leaves evidence, an event and a line in the log."""

from datetime import UTC, datetime, timedelta

import pytest

from compliance.consents import grant_consent, grant_consents, revoke_consent
from compliance.errors import WrongAddressError
from compliance.models import Consent, ConsentText
from compliance.state import consent_state
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event

NUMBER = "+16465550188"
MORNING = datetime(2027, 2, 3, 9, tzinfo=UTC)
TEXT = "I agree that Acme may call me with an artificial voice. This is no condition of purchase."


def grant(organization: Organization, *scopes: str, address: str = NUMBER, at: datetime = MORNING) -> Consent:
    return grant_consent(
        organization,
        scopes,
        address,
        type="pewc",
        text=TEXT,
        text_version="2027-01",
        source="https://acme.example/demo",
        at=at,
        actor="system:form",
        ip="203.0.113.7",
    )


def test_a_consent_keeps_the_words_their_version_the_place_and_the_time(acme: Organization) -> None:
    consent = grant(acme, "voice_ai", "sms")

    consent.refresh_from_db()
    assert consent.text is not None
    assert (consent.text.text, consent.text.version) == (TEXT, "2027-01")
    assert (consent.source, consent.ip, consent.given_at) == ("https://acme.example/demo", "203.0.113.7", MORNING)
    assert consent.scopes == "sms+voice_ai"
    assert NUMBER not in str(Consent.objects.values_list())


def test_a_grant_is_an_event_and_a_line_in_the_log_without_the_address(acme: Organization) -> None:
    consent = grant(acme, "sms")

    event = Event.objects.get(type="consent.granted")
    entry = AuditEntry.objects.get(action="consent.granted")
    assert event.payload == entry.why == {"type": "pewc", "scopes": ["sms"]}
    assert (event.subject_id, entry.subject_id) == (consent.pk, consent.pk)


def test_the_same_consent_recorded_twice_is_one_row_and_one_line(acme: Organization) -> None:
    assert grant(acme, "sms") == grant(acme, "sms")

    assert AuditEntry.objects.filter(action="consent.granted").count() == 1


def test_other_words_are_another_text_even_under_the_same_version(acme: Organization) -> None:
    grant(acme, "sms")
    grant_consents(
        acme,
        "email",
        ["dana@globex.example"],
        type="email_sub",
        text="News, please.",
        text_version="2027-01",
        source="import:1",
        at=MORNING,
        actor="user:1",
    )

    assert ConsentText.objects.count() == 2


@pytest.mark.parametrize(
    ("scopes", "address"), [(["email"], NUMBER), (["sms"], "dana@globex.example"), ([], NUMBER), (["sms"], " ")]
)
def test_channels_and_address_must_belong_together(acme: Organization, scopes: list[str], address: str) -> None:
    with pytest.raises(WrongAddressError):
        grant(acme, *scopes, address=address)


def test_the_consents_of_a_file_are_one_line_in_the_log(acme: Organization, alice: User) -> None:
    people = [f"p{number}@globex.example" for number in range(300)]
    options = {
        "type": "email_sub",
        "text": "Send me news.",
        "text_version": "fair 2026",
        "source": "import:7",
        "at": MORNING,
        "actor": alice,
    }

    assert grant_consents(acme, "email", [*people, people[0].upper()], **options) == 300
    assert grant_consents(acme, "email", people, **options) == 300  # imported again: the same rows

    assert Consent.objects.count() == 300
    entry = AuditEntry.objects.filter(action="consent.granted").first()
    assert entry is not None
    assert (entry.actor, entry.why["count"]) == (f"user:{alice.pk}", 300)


def test_a_revocation_by_text_revokes_every_phone_consent_and_leaves_mail(acme: Organization) -> None:
    grant(acme, "voice_ai")
    grant(acme, "sms", "whatsapp")
    grant(acme, "email", address="dana@globex.example")

    assert revoke_consent(acme, "sms", "+1 646 555 0188", source="STOP", actor="contact:12") == 2

    assert [consent.scopes for consent in Consent.objects.standing()] == ["email"]
    assert AuditEntry.objects.get(action="consent.revoked").why == {"channel": "sms", "count": 2, "source": "STOP"}
    assert Event.objects.filter(type="consent.revoked").exists()


def test_a_revocation_keeps_the_first_time(acme: Organization) -> None:
    grant(acme, "sms")
    revoke_consent(acme, "sms", NUMBER, source="STOP", actor="contact:12", at=MORNING + timedelta(hours=1))

    assert revoke_consent(acme, "sms", NUMBER, source="call", actor="user:1", at=MORNING + timedelta(hours=2)) == 0
    assert Consent.objects.get().revoked_at == MORNING + timedelta(hours=1)


def test_a_revocation_may_be_towards_one_seller(acme: Organization) -> None:
    grant(acme, "sms")

    assert revoke_consent(acme, "sms", NUMBER, source="form", actor="contact:12", seller="S2") == 0
    assert Consent.objects.standing().count() == 1


def test_a_consent_of_another_organization_is_not_touched(acme: Organization, rival: Organization) -> None:
    grant(rival, "sms")

    revoke_consent(acme, "sms", NUMBER, source="STOP", actor="contact:12")

    assert Consent.objects.standing().count() == 1


def test_the_state_of_a_persons_addresses_is_read_together(acme: Organization) -> None:
    grant(acme, "sms", at=clock.now() - timedelta(days=2))
    revoke_consent(acme, "sms", NUMBER, source="STOP", actor="contact:12")
    grant(acme, "voice_ai", at=clock.now())

    phone, mail = consent_state(acme, [("voice", NUMBER), ("email", "dana@globex.example")])

    assert [consent.scopes for consent in phone.consents] == ["voice_ai", "sms"]
    assert [consent.scopes for consent in phone.standing_consents] == ["voice_ai"]
    assert not phone.is_closed
    assert (mail.consents, mail.suppressions, mail.own_request) == ((), (), None)
