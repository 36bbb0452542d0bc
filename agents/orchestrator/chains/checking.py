"""What is wrong with a chain, in plain sentences. The product does not start with one that has any of these."""

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from agents.orchestrator.chains.contracts import CONTRACTS, Contract
from agents.orchestrator.chains.definitions import Definition, StageDefinition
from quotahit.workflow.errors import UnknownSkill
from quotahit.workflow.skills import find_skill


def problems(chain: Definition) -> list[str]:
    """Unknown agents, skills and stages, circles, types that do not fit and branches that nothing reaches."""
    found = [*_names(chain), *_circles(chain)]
    # What follows from what can be asked once every stage is known and comes after the one before it.
    return found or [problem for stage in chain.stages for problem in _problems_of(chain, stage)]


def _names(chain: Definition) -> Iterator[str]:
    names = [stage.name for stage in chain.stages]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"Chain {chain.name}: two stages are called {name}."
    for stage in chain.stages:
        if stage.agent not in CONTRACTS:
            known = ", ".join(CONTRACTS)
            yield f"Chain {chain.name}, stage {stage.name}: there is no agent {stage.agent}. There are: {known}."
        if stage.after and stage.after not in names:
            yield f"Chain {chain.name}, stage {stage.name}: it comes after {stage.after}, which is no stage here."


def _circles(chain: Definition) -> Iterator[str]:
    for stage in chain.stages:
        way, at = [stage.name], chain.follows[stage.name]
        while at and at not in way:
            way.append(at)
            at = chain.follows.get(at, "")
        if at == stage.name:
            yield f"Chain {chain.name}: the stages go in a circle: {' after '.join([*way, at])}."


def _problems_of(chain: Definition, stage: StageDefinition) -> Iterator[str]:
    where = f"Chain {chain.name}, stage {stage.name}"
    contract, before = CONTRACTS[stage.agent], chain.stage(chain.follows[stage.name])
    for part in contract.parts:
        if not _exists(part.skill):
            yield f"{where}: the agent {stage.agent} needs the skill {part.skill}, which is not there."
    try:
        contract.settings.model_validate(stage.settings)
    except ValidationError as problem:
        first = problem.errors()[0]
        yield f"{where}: with {'.'.join(map(str, first['loc'])) or 'that'}: {first['msg']}."
    if before is None:
        yield from (f"{where}: it is the first, and {name} is known to nobody before it." for name in stage.when)
        yield from _mismatches(where, contract, None)
    else:
        yield from _mismatches(where, contract, CONTRACTS[before.agent])
        yield from _unreachable(where, stage, before)


def _mismatches(where: str, contract: Contract, before: Contract | None) -> Iterator[str]:
    """What the agent takes and the one before it does not hand on."""
    given = before.gives.model_fields if before else CONTRACTS["scout"].takes.model_fields
    who = before.agent if before else "the start of a chain"
    for name, field in contract.takes.model_fields.items():
        if name not in given:
            yield f"{where}: {contract.agent} takes {name}, which {who} does not hand on."
        elif not _values(given[name].annotation) <= _values(field.annotation):
            yield f"{where}: {contract.agent} takes another kind of {name} than {who} hands on."


def _unreachable(where: str, stage: StageDefinition, before: StageDefinition) -> Iterator[str]:
    """Conditions that can never hold after the stage before."""
    fields = CONTRACTS[before.agent].gives.model_fields
    for name, wanted in stage.when.items():
        if name not in fields:
            yield f"{where}: nothing reaches it: {before.agent} does not hand on {name}."
            continue
        possible = _values(fields[name].annotation)
        asked = wanted if isinstance(wanted, list) else [wanted]
        yield from (
            f"{where}: nothing reaches it: {name} of {before.agent} is never {value}."
            for value in asked
            if value not in possible and type(value) not in possible
        )
        if not asked:
            yield f"{where}: nothing reaches it: no value of {name} is asked for."


def _values(annotation: Any) -> set[Any]:
    """What a field may be: the words of a Literal, and types."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*(_values(one) for one in get_args(annotation)))
    return {annotation}


def _exists(skill: str) -> bool:
    try:
        find_skill(skill)
    except UnknownSkill:
        return False
    return True
