"""Numbered system checks of the workflow."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from quotahit.workflow.chains import all_chains
from quotahit.workflow.errors import UnknownSkill
from quotahit.workflow.skills import find_skill


@register()
def chains_name_skills_that_exist(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """workflow.E001: a step of a chain names a skill that nobody brings; its runs would be parked there."""
    problems: list[CheckMessage] = []
    for chain in all_chains():
        for step in chain.steps:
            try:
                find_skill(step.skill)
            except UnknownSkill:
                message = (
                    f"Step {step.name} of the chain {chain.name} names the skill {step.skill}, which is not there."
                )
                problems.append(Error(message, hint="See docs/how-to/add-a-skill.md.", id="workflow.E001"))
    return problems
