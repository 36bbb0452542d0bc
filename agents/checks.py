"""Numbered system checks of the agents' folders."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from agents.manifest import ManifestError
from agents.orchestrator.acts import ACTS
from agents.orchestrator.chains.checking import problems
from agents.orchestrator.chains.definitions import BadChains, definitions
from agents.orchestrator.rules import rules
from agents.registry import agents
from quotahit.workflow.errors import UnknownSkill
from quotahit.workflow.skills import find_skill


@register()
def agents_are_whole(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """agents.E001: a folder is unreadable. E002: a manifest names a skill that is not there. E003: a rule, an act."""
    try:
        found = agents()
    except ManifestError as problem:
        return [Error(str(problem), hint="See docs/how-to/add-an-agent.md.", id="agents.E001")]
    missing = [
        Error(f"The agent {name} may call the skill {skill}, which is not there.", id="agents.E002")
        for name, agent in found.items()
        for skill in agent.manifest.skills
        if not _exists(skill)
    ]
    unknown = [
        Error(f"The rule {rule.name} names the act {act}, which is not there.", id="agents.E003")
        for rule in rules()
        for act in rule.acts
        if act not in ACTS
    ]
    return [*missing, *unknown]


@register()
def chains_are_whole(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """agents.E004: a chain names what is not there, goes in a circle, hands on what the next agent does not take, or
    has a branch that nothing reaches; or a rule begins a chain that is not there."""
    try:
        chains = definitions()
        found = [problem for chain in chains for problem in problems(chain)]
        known = {"", *(chain.name for chain in chains)}
        found += [
            f"The rule {rule.name} begins {rule.chain}, which is not there."
            for rule in rules()
            if rule.chain not in known
        ]
    except BadChains as problem:
        found = [str(problem)]
    return [Error(problem, hint="See docs/how-to/write-a-chain.md.", id="agents.E004") for problem in found]


def _exists(skill: str) -> bool:
    try:
        find_skill(skill)
    except UnknownSkill:
        return False
    return True
