"""The rows of the rule files as typed, frozen values. A row that cannot be read is refused with its field."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal, Self

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from compliance.choices import Channel, ConsentType


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Row):
    """A row that says where it comes from, as of when, and how sure we are."""

    source: str
    as_of: date
    confidence: Confidence


class Hours(StrEnum):
    """Which window of a place an attempt falls under."""

    LIVE = "live"
    TEXT = "text"
    AI_VOICE = "ai_voice"


HOURS_OF_CHANNEL = {
    Channel.VOICE: Hours.AI_VOICE,
    Channel.VOICE_LIVE: Hours.LIVE,
    Channel.SMS: Hours.TEXT,
    Channel.WHATSAPP: Hours.TEXT,
}


class Window(Row):
    """Local wall time, half-open: the closing second is already outside."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        return self.start <= moment < self.end


def _window(text: object) -> object:
    if text == "closed":
        return None
    if isinstance(text, str):
        start, _, end = text.partition("-")
        return {"start": start, "end": end}
    return text


Opening = Annotated[Window | None, BeforeValidator(_window)]
Week = tuple[Opening, Opening, Opening]  # Monday to Friday, Saturday, Sunday


class Term(Row):
    """How long a do-not-call request binds, in calendar time."""

    years: int
    days: int = 0

    def end(self, start: date) -> date:
        """The last day on which a request of `start` binds."""
        return start + relativedelta(years=self.years, days=self.days)


class Place(Row):
    """One state, province or country, and what it asks of us."""

    code: str  # "US-NY", "CA-ON", "GB"
    country: str
    name: str
    zones: tuple[str, ...]
    clock: str = ""
    live: Week
    text: Week
    ai_voice: Week
    holidays: str = ""
    on_holidays: dict[Hours, Opening] = {}  # closed where a holiday says nothing else
    attempts_24h: int | None = None
    relationship_lifts_cap: bool = False
    ai_voice_gap_hours: int = 0
    reassigned_query: bool = False
    live_call_consent: bool = False
    own_list: bool = False
    emergency_ban: bool = False
    keep_do_not_call: Term | Literal["forever"]
    recording: Literal["one", "all"] = "one"
    recording_source: str = ""
    ai_disclosure: str = ""
    ai_disclosure_source: str = ""
    source: str
    as_of: date
    confidence: dict[str, Confidence]

    @model_validator(mode="before")
    @classmethod
    def _windows_follow_live(cls, row: dict[str, object]) -> dict[str, object]:
        return {"text": row.get("live"), "ai_voice": row.get("live"), **row}

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def state(self) -> str:
        """The code without its country; "" for a country as a whole."""
        return self.code.partition("-")[2]

    def week(self, hours: Hours) -> Week:
        return {Hours.LIVE: self.live, Hours.TEXT: self.text, Hours.AI_VOICE: self.ai_voice}[hours]

    @property
    def is_low(self) -> bool:
        """Whether an operator has to sign the hours off before they may allow."""
        return self.confidence["hours"] is Confidence.LOW


class AreaCode(Sourced):
    """Where a North American area code may lie; one without places is not geographic."""

    country: str
    places: tuple[str, ...]
    zones: tuple[str, ...]


class ZipArea(Sourced):
    """An area of ZIP codes that lies in known zones of its state."""

    place: str
    zones: tuple[str, ...]


class Registry(Sourced):
    """A do-not-call registry: how fresh our copy must be, whom it governs, and what it excepts."""

    name: str
    max_age_days: int
    channels: frozenset[Channel]
    consent: frozenset[ConsentType]
    relationship: bool
    asked_by_number: bool = False


class ConsentKind(Row):
    kind: Literal["express", "implied", "soft", "relationship"]
    months: int | None = None

    def last_day(self, given: date) -> date:
        """The last day on which a consent of this kind stands, in calendar months."""
        return date.max if self.months is None else given + relativedelta(months=self.months)


class Limit(Sourced):
    limit: int


class Policy(Row):
    """The house's own limits."""

    version: str
    attempts_24h: Limit
    reassigned_after_days: Limit
    opt_out_confirmation_minutes: Limit
    federal: dict[str, object]
    recording_notice: Sourced
    ai_disclosure: Sourced

    @classmethod
    def read(cls, content: dict[str, object]) -> Self:
        return cls.model_validate({**content, "version": str(content["version"])})
