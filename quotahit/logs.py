"""The process log: one line an event, in words or as JSON, with what it was about.

`request`, `task` and `run` say which request, background task and workflow run a line belongs to; they are ids, for
the log, like every other record, holds no names, addresses or text.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FORMATS = ("text", "json")
_about: ContextVar[dict[str, Any] | None] = ContextVar("log_about", default=None)
_PLAIN = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}


class about:  # noqa: N801  read as a word: `with logs.about(run=7):`
    """Every line within the block carries these ids."""

    __slots__ = ("_ids", "_token")

    def __init__(self, **ids: Any) -> None:
        self._ids = ids

    def __enter__(self) -> None:
        outer = _about.get()
        self._token = _about.set({**outer, **self._ids} if outer else self._ids)

    def __exit__(self, *failure: object) -> None:
        _about.reset(self._token)


class Words(logging.Formatter):
    """For people: time, level, message, and in brackets what it was about."""

    def format(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{name}={value}" for name, value in details(record).items())
        line = f"{_at(record):%Y-%m-%d %H:%M:%S}Z {record.levelname:<7} {record.name}: {record.getMessage()}"
        parts = [f"{line} [{ids}]" if ids else line]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        return "\n".join(parts)


class Json(logging.Formatter):
    """For machines: one object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _at(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **details(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def details(record: logging.LogRecord) -> dict[str, Any]:
    """What a line is about: the ids of its surroundings, and those it was given as `extra`."""
    given = {name: value for name, value in record.__dict__.items() if name not in _PLAIN}
    return {**(_about.get() or {}), **{name: value for name, value in given.items() if _is_plain(value)}}


def configuration(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING for a format of `FORMATS` and a level; ValueError for another format."""
    if form not in FORMATS:
        raise ValueError(f"LOG_FORMAT is {form!r}, and can be one of {', '.join(FORMATS)}.")
    formatter = {"()": Json if form == "json" else Words}
    handler = {"class": "logging.StreamHandler", "formatter": "line"}
    own = {"handlers": ["stderr"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            **dict.fromkeys(("django", "uvicorn", "celery"), own),
            "uvicorn.access": {"handlers": [], "propagate": False},  # it tells whole addresses, tokens and all
            "celery.app.trace": {"level": "WARNING"},  # it tells of every look at an empty queue
        },
    }


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
