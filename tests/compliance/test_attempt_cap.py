"""How often a person may be tried on phone channels, by many workers at once."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from compliance.gate import Attempt, check
from compliance.models import LoggedAttempt, RegistryCopy
from compliance.reasons import Reason
from quotahit.accounts.models import Organization
from tests.compliance.situations import WEDNESDAY_NOON
from tests.compliance.test_gate import a_call_to, agree, registries  # noqa: F401  (a fixture)

NUMBER = "+16465550188"


@pytest.fixture
def call(acme: Organization, registries: None) -> Attempt:  # noqa: F811
    agree(acme, NUMBER, "voice_ai", "sms")
    return a_call_to(NUMBER, acme)


def at_hour(call: Attempt, hours: float) -> Attempt:
    return replace(call, at=WEDNESDAY_NOON + timedelta(hours=hours))


def test_the_fourth_attempt_within_a_day_is_denied_until_the_first_is_a_day_old(call: Attempt) -> None:
    allowed = [check([at_hour(call, hour)])[0].allowed for hour in (0, 1, 2)]
    (fourth,) = check([at_hour(call, 3)])

    assert allowed == [True, True, True]
    assert fourth.reason == Reason.ATTEMPT_CAP_POLICY
    assert fourth.earliest == WEDNESDAY_NOON + timedelta(hours=24)
    assert check([at_hour(call, 24)])[0].allowed


def test_texts_and_calls_are_counted_together(call: Attempt) -> None:
    text = replace(call, channel="sms", traits=frozenset({"tcr"}))

    decisions = [check([each])[0] for each in (call, text, call, text)]

    assert [decision.reason for decision in decisions] == ["ALLOW", "ALLOW", "ALLOW", "ATTEMPT_CAP_POLICY"]


def test_attempts_of_one_batch_see_each_other(call: Attempt) -> None:
    decisions = check([call] * 5)

    assert [decision.allowed for decision in decisions] == [True, True, True, False, False]
    assert LoggedAttempt.objects.count() == 3


def test_what_was_denied_is_not_counted(call: Attempt) -> None:
    check([at_hour(call, -6)])  # 06:30

    assert not LoggedAttempt.objects.exists()


def test_asking_again_about_an_allowed_attempt_counts_once(call: Attempt) -> None:
    first = check([call])[0]
    again = check([replace(at_hour(call, 0.02), again=first.pk)])[0]
    third = check([replace(at_hour(call, 0.04), again=again.pk)])[0]

    assert third.allowed
    assert LoggedAttempt.objects.get().decision_id == third.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_last_attempt_one_wins(call: Attempt) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory takes one worker; with PYTEST_DB_SUFFIX it is a file and takes two")
    check([call, call])
    start = threading.Barrier(2)
    outcomes: list[bool] = []

    def work() -> None:
        try:
            start.wait(timeout=10)
            outcomes.append(check([call])[0].allowed)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    assert sorted(outcomes) == [False, True]
    assert LoggedAttempt.objects.count() == 3


def test_copies_of_the_registry_are_of_one_organization(call: Attempt, rival: Organization) -> None:
    RegistryCopy.objects.update(organization=rival)

    assert check([call])[0].reason == Reason.DNC_STALE
