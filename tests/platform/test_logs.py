"""The process log: what a line is about, in words and as JSON, and what must not stand in it."""

import json
import logging
import sys

import pytest
from django.test import Client

from quotahit import logs
from quotahit.requests import ID_HEADER

LINE = logging.makeLogRecord(
    {"name": "quotahit.test", "msg": "%s done", "args": (3,), "levelno": 20, "levelname": "INFO"}
)


def test_a_line_tells_what_it_is_about() -> None:
    with logs.about(task="outreach.tick"), logs.about(run=7):
        told = json.loads(logs.Json().format(LINE))
        words = logs.Words().format(LINE)
    assert {name: told[name] for name in ("level", "logger", "message", "task", "run")} == {
        "level": "info",
        "logger": "quotahit.test",
        "message": "3 done",
        "task": "outreach.tick",
        "run": 7,
    }
    assert words.endswith("quotahit.test: 3 done [task=outreach.tick run=7]")
    assert "run" not in json.loads(logs.Json().format(LINE))


def test_a_failure_is_told_in_one_json_line() -> None:
    try:
        raise RuntimeError("first\nsecond")
    except RuntimeError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    line = logs.Json().format(record)
    assert "\n" not in line
    assert "RuntimeError: first" in json.loads(line)["traceback"]


def test_an_unknown_format_names_itself() -> None:
    with pytest.raises(ValueError, match="LOG_FORMAT is 'xml'"):
        logs.configuration("xml", "INFO")


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "kept"), [("proxy-1.a", True), ("two words", False), ("x" * 65, False), ("", False)])
def test_the_id_of_a_request_is_the_proxy_s_where_it_is_one(client: Client, given: str, kept: bool) -> None:
    answer = client.get("/healthz", headers={ID_HEADER: given})
    assert (answer[ID_HEADER] == given) is kept
    assert answer[ID_HEADER]


@pytest.mark.django_db
def test_a_request_is_logged_without_the_token_in_its_address(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "quotahit.requests"):
        client.get("/u/a-secret-token")
    (record,) = [record for record in caplog.records if record.name == "quotahit.requests"]
    assert record.getMessage() == "GET u/<str:token> 404"
    assert "a-secret-token" not in json.dumps(logs.details(record)) + record.getMessage()
