"""Suppression, the own do-not-call list and opting out: at once, for good, and lifted only by those who may."""

from datetime import timedelta

import pytest

from compliance.choices import Bar
from compliance.consents import grant_consent
from compliance.do_not_call import opt_out, record_do_not_call
from compliance.errors import NoReasonError, NotLiftableError, WrongAddressError
from compliance.gate import check
from compliance.models import Consent, DoNotCall, Suppression
from compliance.reasons import Reason
from compliance.state import consent_state
from compliance.suppressions import lift, suppress, suppress_many
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from tests.compliance.situations import WEDNESDAY_NOON
from tests.compliance.test_gate import DANA, a_call_to, a_mail_to, agree, registries  # noqa: F401  (a fixture)

NUMBER = "+16465550188"


def suppressed(organization: Organization, reason: str = "manual", address: str = DANA) -> Suppression:
    return suppress(organization, "email", address, reason=reason, source="console", actor="user:1")


def test_a_suppression_is_one_row_one_event_and_one_line_however_often_it_is_asked_for(acme: Organization) -> None:
    assert suppressed(acme) == suppressed(acme, address=" DANA@globex.example")

    assert Event.objects.filter(type="address.suppressed").count() == 1
    assert AuditEntry.objects.get(action="address.suppressed").why == {"reason": "manual", "kind": "email"}


def test_an_opt_out_of_an_address_that_is_none_is_kept_all_the_same(acme: Organization) -> None:
    assert suppressed(acme, "unsubscribed", "Dana (at) globex").address_hash

    with pytest.raises(WrongAddressError):
        suppressed(acme, "unsubscribed", "  ")


def test_a_column_of_opted_out_people_is_one_line_in_the_log(acme: Organization) -> None:
    suppressed(acme, "opted_out_elsewhere", "p1@globex.example")
    people = [("email", f"p{number}@globex.example") for number in range(200)]

    new = suppress_many(acme, [*people, people[5]], reason="opted_out_elsewhere", source="import:3", actor="user:1")

    assert new == 199
    assert Suppression.objects.active().count() == 200
    assert AuditEntry.objects.filter(action="address.suppressed").last().why["count"] == 199  # type: ignore[union-attr]
    assert suppress_many(acme, people, reason="opted_out_elsewhere", source="import:3", actor="user:1") == 0


@pytest.mark.parametrize("reason", ["manual", "hard_bounce", "soft_bounces"])
def test_a_person_lifts_with_a_reason_and_the_row_stays(acme: Organization, alice: User, reason: str) -> None:
    bar = suppressed(acme, reason)
    with pytest.raises(NoReasonError):
        lift(bar, actor=alice, why="  ")

    lift(bar, actor=alice, why="The address was misspelt by us.")

    assert check([a_mail_to(DANA, acme)])[0].allowed
    bar.refresh_from_db()
    assert (bar.lifted_by, bar.lifted_why) == (f"user:{alice.pk}", "The address was misspelt by us.")
    assert Event.objects.filter(type="address.released").count() == 1
    assert suppressed(acme, reason).pk != bar.pk


@pytest.mark.parametrize("reason", ["unsubscribed", "opted_out_elsewhere", "complaint", "objection", "erased"])
def test_what_the_person_said_is_not_ours_to_lift(acme: Organization, alice: User, reason: str) -> None:
    with pytest.raises(NotLiftableError):
        lift(suppressed(acme, reason), actor=alice, why="They are a good lead.")

    assert not check([a_mail_to(DANA, acme)])[0].allowed


@pytest.mark.parametrize(("reason", "is_lifted"), [("unsubscribed", True), ("complaint", False)])
def test_agreeing_anew_lets_an_unsubscription_be_lifted_but_no_complaint(
    acme: Organization, alice: User, reason: str, is_lifted: bool
) -> None:
    bar = suppressed(acme, reason)
    grant_consent(
        acme,
        "email",
        DANA,
        type="email_sub",
        text="News again, please.",
        text_version="1",
        source="form",
        at=clock.now() + timedelta(minutes=1),
        actor="system:form",
    )
    if is_lifted:
        assert lift(bar, actor=alice, why="Subscribed again.").lifted_at
    else:
        with pytest.raises(NotLiftableError):
            lift(bar, actor=alice, why="Subscribed again.")


def test_a_suppression_is_lifted_once(acme: Organization, alice: User) -> None:
    bar = lift(suppressed(acme), actor=alice, why="A mistake.")

    with pytest.raises(NotLiftableError):
        lift(bar, actor=alice, why="Once more.")


def test_every_reason_to_suppress_closes_the_address_to_sales(acme: Organization) -> None:
    for reason in Bar:
        address = f"{reason.value}@globex.example"
        suppressed(acme, reason, address)
        assert not check([a_mail_to(address, acme)])[0].allowed, reason


def test_a_stop_by_text_closes_all_phone_channels_at_once(acme: Organization, registries: None) -> None:  # noqa: F811
    agree(acme, NUMBER, "voice_ai", "sms", "whatsapp")
    before = check([a_call_to(NUMBER, acme)], record=False)[0]

    opt_out(acme, "sms", NUMBER, source="raw:5", actor="contact:12", at=WEDNESDAY_NOON)

    attempts = [a_call_to(NUMBER, acme, channel=channel) for channel in ("voice", "voice_live", "sms", "whatsapp")]
    assert before.allowed
    assert {decision.reason for decision in check(attempts)} == {Reason.INTERNAL_DNC}
    assert not Consent.objects.standing().exists()


def test_the_one_confirmation_of_a_stop_goes_out_within_five_minutes(
    acme: Organization,
    registries: None,  # noqa: F811
) -> None:
    agree(acme, NUMBER, "sms")
    opt_out(acme, "sms", NUMBER, source="raw:5", actor="contact:12", at=WEDNESDAY_NOON)
    confirmation = {"channel": "sms", "purpose": "transactional", "traits": frozenset({"stop_confirm"})}

    prompt, late = check(
        [a_call_to(NUMBER, acme, at=WEDNESDAY_NOON + timedelta(minutes=minutes), **confirmation) for minutes in (5, 6)]
    )

    assert (prompt.allowed, late.reason) == (True, Reason.INTERNAL_DNC)


def test_an_opt_out_by_mail_suppresses_the_address_and_revokes_its_consent(acme: Organization) -> None:
    agree(acme, DANA, "email")

    opt_out(acme, "email", DANA, source="raw:6", actor="contact:12")

    (state,) = consent_state(acme, [("email", DANA)])
    assert state.is_closed
    assert [bar.reason for bar in state.suppressions] == [Bar.UNSUBSCRIBED]
    assert state.standing_consents == ()


def test_a_second_request_starts_the_term_anew(acme: Organization) -> None:
    record_do_not_call(acme, "voice", NUMBER, source="call", actor="user:1", at=WEDNESDAY_NOON)
    later = WEDNESDAY_NOON + timedelta(days=400)

    record_do_not_call(acme, "sms", NUMBER, source="text", actor="contact:12", at=later)

    assert DoNotCall.objects.get().requested_at == later
    assert AuditEntry.objects.filter(action="do_not_call.requested").count() == 2


def test_a_request_that_arrives_after_a_later_one_does_not_shorten_the_term(acme: Organization) -> None:
    record_do_not_call(acme, "sms", NUMBER, source="text", actor="contact:12", at=WEDNESDAY_NOON)
    record_do_not_call(acme, "voice", NUMBER, source="call", actor="user:1", at=WEDNESDAY_NOON - timedelta(days=1))

    assert DoNotCall.objects.get().requested_at == WEDNESDAY_NOON
