"""The gate before a live send: what is on record, in few queries, with a row for every answer."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.consents import grant_consent, revoke_consent
from compliance.gate import Attempt, check
from compliance.models import Decision, Grounds, LoggedAttempt, RegistryCopy
from compliance.place_rulings import confirm_hours, declare_emergency, end_ruling
from compliance.reasons import Reason
from compliance.suppressions import suppress
from quotahit.accounts.models import Organization
from tests.compliance.situations import WEDNESDAY_NOON

DANA = "dana@globex.example"
OUR_SIDE = frozenset({"postal", "one_click", "dmarc"})
CALL = frozenset({"ai_disc"})


def a_mail_to(address: str, organization: Organization, **changes: object) -> Attempt:
    attempt = Attempt(
        organization_id=organization.pk,
        subject=("crm.contact", 12),
        address=address,
        channel="email",
        purpose="marketing",
        at=WEDNESDAY_NOON,
        country="US",
        traits=OUR_SIDE,
    )
    return replace(attempt, **changes)  # type: ignore[arg-type]


def a_call_to(number: str, organization: Organization, **changes: object) -> Attempt:
    return a_mail_to(number, organization, **({"channel": "voice", "state": "NY", "traits": CALL} | changes))


def agree(organization: Organization, address: str, *scopes: str, at: datetime | None = None) -> None:
    grant_consent(
        organization,
        scopes,
        address,
        type="pewc",
        text="I agree to calls by an artificial voice.",
        text_version="3",
        source="https://acme.example/demo",
        at=at or WEDNESDAY_NOON - timedelta(days=10),
        actor="system:form",
    )


@pytest.fixture
def registries(acme: Organization) -> None:
    """Fresh copies of the national registry and of every list that these tests meet."""
    for registry in ("US", "US-WY", "US-LA"):
        RegistryCopy.objects.create(
            organization=acme,
            registry=registry,
            copied_at=WEDNESDAY_NOON - timedelta(days=3),
            completed_at=WEDNESDAY_NOON - timedelta(days=3),
            file_name="list.txt",
            imported_by="system:import_dnc",
        )


def test_a_mail_that_nothing_speaks_against_is_allowed_and_written_down(acme: Organization) -> None:
    (decision,) = check([a_mail_to(DANA, acme)])

    stored = Decision.objects.select_related("grounds").get()
    assert stored.pk == decision.pk
    assert (stored.allowed, stored.reason, stored.earliest) == (True, "ALLOW", WEDNESDAY_NOON)
    assert (stored.subject_type, stored.subject_id) == ("crm.contact", 12)
    assert DANA not in stored.grounds.inputs
    assert stored.grounds.rule_version.startswith("2026-11-26+")


def test_every_failing_reason_is_kept_with_its_law(acme: Organization) -> None:
    suppress(acme, "email", DANA, reason="hard_bounce", source="raw:1", actor="system:mail")

    (decision,) = check([a_mail_to(DANA, acme, country="DE", traits=frozenset({"dmarc"}))])

    assert decision.reason == Reason.CONSENT_MISSING
    assert decision.reasons == ["CONSENT_MISSING", "EMAIL_HARD_BOUNCE", "EMAIL_NO_POSTAL", "EMAIL_NO_ONE_CLICK"]
    assert decision.grounds.read_findings().objections[0].basis == "Directive 2002/58/EC Art. 13"
    assert decision.earliest is None


@pytest.mark.parametrize("spelling", ["DANA@globex.example ", "dana@GLOBEX.example"])
def test_a_suppression_holds_for_every_spelling(acme: Organization, spelling: str) -> None:
    suppress(acme, "email", DANA, reason="unsubscribed", source="link", actor="contact:12")

    assert check([a_mail_to(spelling, acme)])[0].reason == Reason.SUPPRESSED


def test_gmail_reads_dots_and_tags_as_one_mailbox(acme: Organization) -> None:
    suppress(acme, "email", "d.diaz@gmail.com", reason="erased", source="request", actor="system:erase")

    assert check([a_mail_to("DDiaz+news@googlemail.com", acme)])[0].reason == Reason.ERASED_SUPPRESSED


def test_what_one_organization_knows_says_nothing_in_another(acme: Organization, rival: Organization) -> None:
    suppress(acme, "email", DANA, reason="unsubscribed", source="link", actor="contact:12")

    decisions = check([a_mail_to(DANA, rival), a_mail_to(DANA, acme)])

    assert [decision.reason for decision in decisions] == [Reason.ALLOW, Reason.SUPPRESSED]


@pytest.mark.parametrize(
    ("channel", "address"), [("email", "dana at globex"), ("voice", "12"), ("linkedin", "linkedin.com"), ("chat", "")]
)
def test_what_is_no_address_is_denied(acme: Organization, channel: str, address: str) -> None:
    assert check([a_mail_to(address, acme, channel=channel)])[0].reason == Reason.BAD_NUMBER


@pytest.mark.parametrize("changes", [{"channel": "pigeon"}, {"purpose": "reply"}, {"traits": frozenset({"waving"})}])
def test_a_word_that_the_gate_does_not_know_is_refused(acme: Organization, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        check([a_mail_to(DANA, acme, **changes)])


def test_answers_come_in_the_order_of_the_questions_and_share_their_grounds(acme: Organization) -> None:
    suppress(acme, "email", "p3@globex.example", reason="manual", source="console", actor="user:1")

    decisions = check([a_mail_to(f"p{number}@globex.example", acme, subject=("x", number)) for number in range(6)])

    assert [decision.allowed for decision in decisions] == [True, True, True, False, True, True]
    assert [(row.pk, row.subject_id) for row in Decision.objects.order_by("pk")] == [
        (decision.pk, number) for number, decision in enumerate(decisions)
    ]
    assert Grounds.objects.count() == 2


def test_the_number_of_queries_does_not_grow_with_the_number_of_attempts(acme: Organization, registries: None) -> None:
    def queries_for(count: int) -> int:
        mails = [a_mail_to(f"p{number}@globex.example", acme) for number in range(count)]
        texts = [a_call_to(f"+1646555{number:04}", acme, channel="sms") for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            check([*mails, *texts])
        return len(captured)

    few = queries_for(2)
    assert queries_for(400) == few
    assert few <= 14


def test_a_preview_says_the_same_and_leaves_nothing(acme: Organization, registries: None) -> None:
    agree(acme, "+16465550188", "voice_ai")
    attempts = [a_mail_to(DANA, acme), a_call_to("+16465550188", acme), a_mail_to("nobody", acme)]

    previews = check(attempts, record=False)

    assert [preview.reason for preview in previews] == ["ALLOW", "ALLOW", "BAD_NUMBER"]
    assert not Decision.objects.exists()
    assert not Grounds.objects.exists()
    assert not LoggedAttempt.objects.exists()


def test_a_decision_is_replayed_from_what_was_kept(acme: Organization, registries: None) -> None:
    agree(acme, "+16465550188", "voice_ai")
    check([a_call_to("+16465550188", acme, at=WEDNESDAY_NOON - timedelta(hours=6))])

    stored = Decision.objects.select_related("grounds").get()
    again = stored.replay()

    assert stored.reason == again.reason == Reason.QUIET_HOURS
    assert stored.earliest == again.earliest == WEDNESDAY_NOON.replace(hour=13, minute=0)
    assert (again.inputs_hash, again.rule_version) == (stored.grounds.inputs_hash, stored.grounds.rule_version)
    assert stored.grounds.read_findings().local_times == {"America/New_York": "Wed 2027-02-03 06:30:00"}


def test_a_call_goes_through_with_written_consent_and_fresh_registries(acme: Organization, registries: None) -> None:
    assert check([a_call_to("+1 646 555 0188", acme)])[0].reason == Reason.CONSENT_MISSING
    agree(acme, "+16465550188", "voice_ai", "sms")

    assert check([a_call_to("+1 (646) 555-0188", acme)])[0].reason == Reason.ALLOW


def test_without_a_copy_of_the_registry_nobody_is_called(acme: Organization) -> None:
    agree(acme, "+16465550188", "voice_ai")

    assert check([a_call_to("+16465550188", acme)])[0].reason == Reason.DNC_STALE


def test_consent_to_notices_does_not_cover_sales(acme: Organization, registries: None) -> None:
    grant_consent(
        acme,
        "voice_ai",
        "+16465550188",
        type="pewc",
        purpose="transactional",
        text="Calls about my order.",
        text_version="1",
        source="shop",
        at=WEDNESDAY_NOON - timedelta(days=3),
        actor="system:form",
    )

    sale, notice = check([a_call_to("+16465550188", acme, purpose=each) for each in ("marketing", "transactional")])

    assert (sale.reason, notice.reason) == (Reason.CONSENT_MISSING, Reason.ALLOW)


def test_a_stop_that_comes_after_the_plan_beats_the_send(acme: Organization, registries: None) -> None:
    agree(acme, "+16465550188", "voice_ai", "sms")
    planned = a_call_to("+16465550188", acme)
    assert check([planned], record=False)[0].allowed

    revoke_consent(acme, "sms", "+16465550188", at=WEDNESDAY_NOON, source="STOP", actor="contact:12")

    assert check([planned])[0].reason == Reason.CONSENT_REVOKED


def test_weakly_sourced_hours_wait_for_an_operator(acme: Organization, registries: None) -> None:
    agree(acme, "+13075550188", "voice_ai")
    wyoming = a_call_to("+13075550188", acme, state="WY")
    assert check([wyoming])[0].reason == Reason.HOURS_UNCONFIRMED

    ruling = confirm_hours(acme, "US-WY", why="Read by counsel on 2027-01-04.", actor="user:1")
    assert check([wyoming])[0].allowed

    end_ruling(ruling, actor="user:1")
    assert check([replace(wyoming, subject=("x", 2))])[0].reason == Reason.HOURS_UNCONFIRMED


def test_an_emergency_closes_the_states_whose_law_says_so(acme: Organization, registries: None) -> None:
    agree(acme, "+15045550188", "voice_ai")
    agree(acme, "+16465550188", "voice_ai")
    declare_emergency(acme, "US-LA", why="Governor's proclamation 12 JML 2027", actor="user:1")

    decisions = check([a_call_to("+15045550188", acme, state="LA"), a_call_to("+16465550188", acme)])

    assert [decision.reason for decision in decisions] == [Reason.EMERGENCY_BAN, Reason.ALLOW]


def test_a_known_zip_area_stands_for_its_state(acme: Organization, registries: None) -> None:
    """A New York number in Texas, 09:30 in Houston: El Paso, an hour behind, is still closed."""
    RegistryCopy.objects.create(
        organization=acme,
        registry="US-TX",
        copied_at=WEDNESDAY_NOON,
        completed_at=WEDNESDAY_NOON,
        file_name="tx.txt",
        imported_by="system:import_dnc",
    )
    agree(acme, "+16465550188", "voice_ai")
    at = WEDNESDAY_NOON.replace(hour=15)

    zips = ["", "770", "7700", "79901", "77002", " 77002-1234 "]
    decisions = check([a_call_to("+16465550188", acme, state="Texas", zip=each, at=at) for each in zips], record=False)

    assert [decision.allowed for decision in decisions] == [False, False, False, False, True, True]
    assert {decision.reason for decision in decisions[:4]} == {Reason.QUIET_HOURS}


def test_linkedin_and_chat_ask_only_the_lists(acme: Organization) -> None:
    profile = "https://www.linkedin.com/in/dana-diaz/"
    message = a_mail_to(profile, acme, channel="linkedin", country="DE", traits=frozenset())
    assert check([message])[0].allowed

    same = "linkedin.com/in/Dana-Diaz?trk=x"
    suppress(acme, "linkedin", same, reason="objection", source="reply", actor="contact:12")

    assert check([message])[0].reason == Reason.SUPPRESSED


def test_nothing_asked_is_nothing_answered(db: None) -> None:
    assert check([]) == []
