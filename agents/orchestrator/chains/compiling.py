"""From a chain of agents to a chain of steps that the engine takes.

A stage becomes its agent's steps, named `stage.step`, and one named as the stage itself that hands its result on. Every
one of them is skipped unless the stage before has handed something on that the conditions of this one hold for.
"""

from collections.abc import Iterator
from typing import Any

from agents.orchestrator.chains.contracts import CONTRACTS
from agents.orchestrator.chains.definitions import Definition, StageDefinition
from quotahit.workflow.chains import Chain, Step

REST, COME_BACK, AGAIN = "rest", "come_back", "again"  # the steps of a chain that comes round


def compile_chain(chain: Definition) -> Chain:
    """The chain as the engine knows it; its problems have been looked for before."""
    return Chain(chain.name, chain.version, tuple(_steps(chain)))


def _steps(chain: Definition) -> Iterator[Step]:
    if chain.monthly:
        yield Step(REST, "chain.rest", {"days": chain.monthly.days})
        yield Step(COME_BACK, "chain.come_back", {"rounds": chain.monthly.rounds})
    for stage in in_order(chain):
        yield from _of_stage(chain, stage)
    if chain.monthly:
        last = chain.stages[-1].name
        inputs = {"stage": last, "chain": chain.name, "rounds": chain.monthly.rounds}
        yield Step(AGAIN, "chain.again", inputs, when={f"{last}.done": True})


def in_order(chain: Definition) -> list[StageDefinition]:
    """The stages so that each comes after the one that it follows, else as they are written."""
    placed: list[StageDefinition] = []
    while len(placed) < len(chain.stages):
        names = {"", *(stage.name for stage in placed)}
        left = (stage for stage in chain.stages if stage not in placed)
        placed.append(next(stage for stage in left if chain.follows[stage.name] in names))
    return placed


def _of_stage(chain: Definition, stage: StageDefinition) -> Iterator[Step]:
    contract, before = CONTRACTS[stage.agent], chain.follows[stage.name]
    settings = contract.settings.model_validate(stage.settings).model_dump()
    due = _when_due(chain, stage, before)
    who = {"agent": stage.agent, "stage": stage.name}
    for part in contract.parts:
        own = {name: settings[name] for name in part.takes}
        inputs = who | own if part.skill.startswith("chain.") else own
        when = due | {key.format(stage=stage.name): value for key, value in part.when.items()}
        yield Step(f"{stage.name}.{part.name}", part.skill, inputs, part.critical, when)
    yield Step(stage.name, "chain.hand_on", who | {"after": before}, when=due)


def _when_due(chain: Definition, stage: StageDefinition, before: str) -> dict[str, Any]:
    if not before:
        return {f"{COME_BACK}.may": True} if chain.monthly else {}
    return {f"{before}.done": True} | {f"{before}.{name}": wanted for name, wanted in stage.when.items()}
