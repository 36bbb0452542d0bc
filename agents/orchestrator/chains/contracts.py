"""What each agent takes from the one before it in a chain and hands to the next: ids, codes and numbers, typed.

A contract also names the steps that the agent's stage is made of. An agent that is not there yet has a contract all the
same: a person does its work until it comes, and the chain waits for them.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Intent = Literal["high", "medium", "low"]


class Lead(BaseModel):
    """Whom a chain is about. Everything that is handed on says at least this."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    contact_id: int


class Found(Lead):
    origin: Literal["given", "found"]


class Researched(Lead):
    fit: int | None
    band: Literal["hot", "warm", "cold", "unscored"]


class Judged(Researched):
    verdict: Literal["qualified", "nurture", "disqualified", "unheard"]
    level: int
    intent: Intent


class Contacted(Lead):
    outcome: Literal["answered", "declined", "silent", "not_started"]


class Closed(Lead):
    """`done`: a person ticked it off; `open`: they took it and it has not ended; `untaken`: nobody took it."""

    outcome: Literal["won", "lost", "done", "open", "untaken"]


class Served(Closed):
    """A customer whom operations have looked after."""


class Settings(BaseModel):
    """What a stage of `chains.json` may say under `with`; most agents need to be told nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Writing(Settings):
    """The sequence to start (`{round}` is the number of the round), and how long an answer is waited for."""

    sequence: str
    wait_days: int = Field(default=30, ge=1, le=365)


class HandOver(Settings):
    """How many days a person has to take it, how many more once it was escalated, and how long its end is awaited."""

    days: int = Field(default=3, ge=1, le=90)
    more_days: int = Field(default=7, ge=1, le=90)
    end_days: int = Field(default=90, ge=1, le=365)


@dataclass(frozen=True)
class Part:
    """One step of a stage. `inputs` and `when` speak of the stage by `{stage}` and of its settings by name."""

    name: str
    skill: str
    takes: tuple[str, ...] = ()  # settings that the skill is given
    critical: bool = True
    when: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Contract:
    """An agent's side of a chain; `is_person` where people do the work, as for agents that are not there yet."""

    agent: str
    takes: type[Lead]
    gives: type[Lead]
    parts: tuple[Part, ...] = ()
    settings: type[Settings] = Settings
    is_person: bool = False


_BY_PEOPLE = (
    Part("ask", "chain.hand_over", ("days",)),
    Part("escalate", "chain.escalate", ("more_days",), when={"{stage}.ask.timed_out": True}),
    Part("end", "chain.await_end", ("end_days",)),
)
HUMAN = "human_rep"
_ALL = (
    Contract("scout", Lead, Found),
    Contract(
        "researcher",
        Lead,
        Researched,
        (
            Part("infer", "researcher.infer", critical=False),
            Part("score", "researcher.score"),
            Part("look_further", "researcher.look_further", critical=False),
        ),
    ),
    Contract("qualifier", Researched, Judged, (Part("read", "qualifier.read", critical=False),)),
    Contract(
        "outreach",
        Lead,
        Contacted,
        (Part("enroll", "chain.enroll", ("sequence",)), Part("listen", "chain.listen", ("wait_days",))),
        settings=Writing,
    ),
    Contract(HUMAN, Lead, Closed, _BY_PEOPLE, settings=HandOver, is_person=True),
    Contract("closer", Contacted, Closed, _BY_PEOPLE, settings=HandOver, is_person=True),
    Contract("ops", Closed, Served, _BY_PEOPLE, settings=HandOver, is_person=True),
)
CONTRACTS: dict[str, Contract] = {contract.agent: contract for contract in _ALL}
