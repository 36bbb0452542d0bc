"""The house's own case file: what was decided for each situation, one line each."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from compliance.cases import CaseLine, facts_of, read_cases
from compliance.decision import decide
from compliance.rules import Rules, current
from compliance.rules.model import ConsentKind

FILE = Path(__file__).parent / "cases.csv"
LINES = read_cases(FILE)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.case_id)
def test_the_gate_decides_as_was_written_down(line: CaseLine) -> None:
    assert decide(facts_of(line.row, current())).reason == line.expected


def without_holidays(rules: Rules) -> Rules:
    places = {code: place.model_copy(update={"holidays": ""}) for code, place in rules.places.items()}
    return replace(rules, places=places)


def with_the_federal_window_everywhere(rules: Rules) -> Rules:
    federal = rules.places["US-NJ"].live
    hours = {"live": federal, "text": federal, "ai_voice": federal}
    return replace(rules, places={code: place.model_copy(update=hours) for code, place in rules.places.items()})


def with_ai_voices_like_people(rules: Rules) -> Rules:
    places = {code: place.model_copy(update={"ai_voice": place.live}) for code, place in rules.places.items()}
    return replace(rules, places=places)


def with_one_zone_for_an_area_code(rules: Rules) -> Rules:
    codes = {code: row.model_copy(update={"zones": row.zones[:1]}) for code, row in rules.area_codes.items()}
    places = {code: place.model_copy(update={"zones": place.zones[:1]}) for code, place in rules.places.items()}
    return replace(rules, area_codes=codes, places=places)


def with_longer_memories(rules: Rules) -> Rules:
    kinds = {
        type_: ConsentKind(kind=row.kind, months=row.months + 1 if row.months else None)
        for type_, row in rules.kinds.items()
    }
    return replace(rules, kinds=kinds)


@pytest.mark.parametrize(
    "loosened",
    [
        without_holidays,
        with_the_federal_window_everywhere,
        with_ai_voices_like_people,
        with_one_zone_for_an_area_code,
        with_longer_memories,
    ],
)
def test_the_case_file_notices_rules_that_were_loosened(loosened: Callable[[Rules], Rules]) -> None:
    rules = loosened(current())
    states = {(place.country, word.casefold()): place for place in rules.places.values() for word in (place.state,)}
    rules = replace(rules, states=rules.states | states)

    caught = [line.case_id for line in LINES if decide(facts_of(line.row, rules), rules).reason != line.expected]

    assert len(caught) >= 2


def run(path: Path, *options: str) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    try:
        call_command("gate", "--cases", str(path), *options, stdout=out, stderr=err)
    except SystemExit as exit:
        return out.getvalue(), err.getvalue(), int(exit.code or 0)
    return out.getvalue(), err.getvalue(), 0


def test_a_file_that_agrees_is_one_json_object_and_exit_zero() -> None:
    out, err, code = run(FILE, "--json")

    assert json.loads(out) == {"cases": len(LINES), "agree": len(LINES), "mismatches": []}
    assert (out.count("\n"), err, code) == (1, "", 0)


def changed(tmp_path: Path, **columns: str) -> Path:
    """The first case, with some columns written over."""
    path = tmp_path / "case.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, LINES[0].row)
        writer.writeheader()
        writer.writerow({**LINES[1].row, "case_id": "changed", **columns})
    return path


def test_a_disagreement_is_named_and_exits_one(tmp_path: Path) -> None:
    path = changed(tmp_path, expected="deny", reason="NATIONAL_DNC")

    out, _, code = run(path, "--json")

    assert json.loads(out)["mismatches"] == [{"case_id": "changed", "expected": "NATIONAL_DNC", "got": "ALLOW"}]
    assert code == 1
    assert "changed: expected NATIONAL_DNC, got ALLOW" in run(path)[0]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("utc", "yesterday"),
        ("channel", "pigeon"),
        ("purpose", ""),
        ("flags", "ai_disc;waving"),
        ("consents", "pewc|voice_ai|S1"),
        ("zip_zones", "America/Gotham"),
        ("attempts_24h", "many"),
        ("attempts_24h", "-1"),
        ("attempts_24h", "1000000000"),
        ("scrub_age_days", "-2"),
        ("scrub_age_days", "nan"),
        ("scrub_age_days", "1e300"),
        ("utc", "9999-12-31T23:59:59Z"),
        ("utc", "0001-01-01T00:00:00Z"),
        ("utc", ""),
        ("internal_dnc", "9998-01-01"),
        ("internal_dnc", "soon"),
        ("consents", "pewc|voice_ai|S1|2026-03-02|2026-03-03|2026-03-04"),
        ("consents", "promise|voice_ai|S1|2026-03-02"),
        ("consents", "pewc|smoke|S1|2026-03-02"),
        ("zip_zones", "America"),
        ("zip_zones", "/etc/passwd"),
        ("rnd", "maybe"),
        ("expected", "perhaps"),
    ],
)
def test_a_line_that_cannot_be_read_is_denied_and_named_with_its_column(tmp_path: Path, column: str, text: str) -> None:
    out, err, code = run(changed(tmp_path, **{column: text}), "--json")

    assert json.loads(out)["mismatches"][0]["got"].startswith(f"INVALID {column}: ")
    assert err.startswith(f"Line 2, changed: {column}: ")
    assert code == 2


def test_words_may_be_written_in_any_case_and_spacing(tmp_path: Path) -> None:
    row = LINES[1].row
    loud = {name: f" {row[name].upper()} " for name in ("channel", "purpose", "rnd", "flags", "expected", "reason")}
    timid = {name: row[name].lower() for name in ("country", "state")}
    consents = " PEWC | VOICE_AI + SMS | S1 | 2026-03-02 ;"

    spaced = changed(tmp_path, **loud, **timid, consents=consents, phone="+1 (646) 555-0188", zip_zones=" | ")

    assert run(spaced, "--json")[2] == 0


def test_a_line_that_lacks_cells_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(",".join(LINES[0].row) + "\n,voice,marketing\n")

    out, err, code = run(path, "--json")

    assert json.loads(out)["agree"] == 0
    assert err.startswith("Line 2, a case without a name: expected: ")
    assert code == 2


def test_a_line_may_leave_open_which_reason_denies_it(tmp_path: Path) -> None:
    assert run(changed(tmp_path, expected="deny", reason="", consents=""))[2] == 0


HEADER = ",".join(LINES[0].row) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"case_id,channel\n1,sms\n",
        HEADER.encode(),
        HEADER.encode() + b"\xff\xfe,voice\n",
    ],
)
def test_a_file_that_is_no_case_file_is_wrong_use(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "none.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        run(path)

    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refused:
        run(tmp_path / "nowhere.csv")

    assert refused.value.returncode == 2
