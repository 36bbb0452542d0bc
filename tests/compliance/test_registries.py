"""Copies of public registries come from files, whole or not at all."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from compliance.errors import NoSuchPlaceError, RegistryFileError
from compliance.gate import check
from compliance.models import DoNotCall, RegistryCopy
from compliance.reasons import Reason
from compliance.registries import import_registry
from compliance.state import consent_state
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.models import AuditEntry
from tests.compliance.situations import WEDNESDAY_NOON
from tests.compliance.test_gate import a_call_to

NUMBER = "+16465550188"
LIVE = {"channel": "voice_live", "traits": frozenset()}


def a_file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "registry.txt"
    path.write_text("\n".join(lines))
    return path


def take_in(organization: Organization, path: Path, registry: str = "US", days_ago: int = 1) -> RegistryCopy:
    copied_at = WEDNESDAY_NOON - timedelta(days=days_ago)
    return import_registry(organization, registry, path, copied_at=copied_at, actor="system:import_dnc")


@pytest.mark.parametrize("line", ["646,5550188", "6465550188", "(646) 555-0188", "+1 646 555 0188"])
def test_a_number_is_read_in_any_notation(acme: Organization, tmp_path: Path, line: str) -> None:
    copy = take_in(acme, a_file(tmp_path, "phone number", line, ""))

    assert copy.numbers == 1
    assert check([a_call_to(NUMBER, acme, **LIVE)])[0].reason == Reason.NATIONAL_DNC
    assert consent_state(acme, [("voice", NUMBER)])[0].registries == ("US",)
    assert "5550188" not in str(DoNotCall.objects.values_list())


def test_a_new_copy_replaces_the_one_before(acme: Organization, tmp_path: Path) -> None:
    take_in(acme, a_file(tmp_path, "6465550188", "6465550189"), days_ago=20)

    take_in(acme, a_file(tmp_path, "6465550190"))

    assert RegistryCopy.objects.get().numbers == DoNotCall.objects.count() == 1
    assert check([a_call_to(NUMBER, acme, **LIVE)])[0].allowed
    why = AuditEntry.objects.filter(action="registry.imported").latest("id").why
    assert (why["registry"], why["numbers"]) == ("US", 1)


@pytest.mark.parametrize("lines", [["6465550188", "oops"], ["phone"], [], ["6465550188", "12"]])
def test_a_file_that_cannot_be_trusted_is_refused_whole(acme: Organization, tmp_path: Path, lines: list[str]) -> None:
    take_in(acme, a_file(tmp_path, "6465550189"), days_ago=20)

    with pytest.raises(RegistryFileError):
        take_in(acme, a_file(tmp_path, *lines))

    assert RegistryCopy.objects.complete().get().numbers == DoNotCall.objects.count() == 1


def test_a_copy_that_was_never_finished_does_not_count(acme: Organization, tmp_path: Path) -> None:
    copy = take_in(acme, a_file(tmp_path, "6465550188"))
    RegistryCopy.objects.update(completed_at=None)

    assert check([a_call_to(NUMBER, acme, **LIVE)])[0].reason == Reason.DNC_STALE
    assert consent_state(acme, [("voice", NUMBER)])[0].registries == ()
    assert take_in(acme, a_file(tmp_path, "6465550189")).pk != copy.pk
    assert RegistryCopy.objects.count() == 1


def test_a_copy_is_good_for_31_days(acme: Organization, tmp_path: Path) -> None:
    take_in(acme, a_file(tmp_path, "6465550189"), days_ago=31)

    in_time, late = check([a_call_to(NUMBER, acme, at=WEDNESDAY_NOON + timedelta(minutes=m), **LIVE) for m in (0, 1)])

    assert (in_time.allowed, late.reason) == (True, Reason.DNC_STALE)


def test_a_state_that_keeps_a_list_of_its_own_asks_for_it_too(acme: Organization, tmp_path: Path) -> None:
    take_in(acme, a_file(tmp_path, "6465550189"))
    texas = a_call_to("+12145550188", acme, state="TX", **LIVE)
    assert check([texas])[0].reason == Reason.DNC_STALE

    take_in(acme, a_file(tmp_path, "214 555 0188"), registry="US-TX")

    assert check([texas])[0].reason == Reason.STATE_DNC


def test_a_registry_that_no_rule_asks_for_is_refused(acme: Organization, tmp_path: Path) -> None:
    with pytest.raises(NoSuchPlaceError, match="US-NY"):
        take_in(acme, a_file(tmp_path, "6465550188"), registry="US-NY")


def test_the_command_reports_one_json_object(acme: Organization, tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    path = a_file(tmp_path, "+44 20 7946 0188", "020 7946 0189")

    options = ["--registry=GB", "--copied-at=2026-10-02", "--json"]
    call_command("import_dnc", str(path), *options, stdout=out, stderr=err)

    assert json.loads(out.getvalue()) == {"registry": "GB", "numbers": 2, "copied_at": "2026-10-02T00:00:00+00:00"}
    assert "2 numbers" in err.getvalue()


@pytest.mark.parametrize(("registry", "line", "days_ahead"), [("US-NY", "1", 0), ("US", "x y", 0), ("US", "1", 2)])
def test_wrong_use_of_the_command_exits_two(
    acme: Organization, tmp_path: Path, registry: str, line: str, days_ahead: int
) -> None:
    day = (clock.now() + timedelta(days=days_ahead)).date().isoformat()

    path = str(a_file(tmp_path, line))

    with pytest.raises(CommandError) as refused:
        call_command("import_dnc", path, f"--registry={registry}", f"--copied-at={day}", stderr=StringIO())

    assert refused.value.returncode == 2
    assert not RegistryCopy.objects.exists()
