"""What `check` says about prompts."""

from typing import Any

from django.core.checks import Error, register
from jinja2 import TemplateSyntaxError

from quotahit.llm.prompts import Prompt, registered


@register("prompts")
def prompts_can_be_read(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every registered prompt has its file, and the file compiles."""
    return [problem for prompt in registered.values() if (problem := _problem(prompt)) is not None]


def _problem(prompt: Prompt) -> Error | None:
    try:
        prompt.template  # noqa: B018
    except OSError as problem:
        return Error(f"Prompt {prompt.name}: {problem}", hint="Create the file.", id="llm.E001")
    except TemplateSyntaxError as problem:
        return Error(f"Prompt {prompt.name}, line {problem.lineno}: {problem.message}", id="llm.E002")
    return None
