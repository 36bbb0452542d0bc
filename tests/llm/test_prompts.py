"""Prompts are files with a version, variables that must be there, and marks around what others wrote."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from quotahit.llm.checks import prompts_can_be_read
from quotahit.llm.prompts import Prompt, registered
from tests.llm.mood import MESSAGE, MOOD, guess


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Make a prompt of this text."""
    made: list[str] = []

    def prompt(text: str | None, name: str = "tests.written") -> Prompt:
        file = tmp_path / f"{name}-{len(made)}.md"
        if text is not None:
            file.write_text(text)
        made.append(name)
        return Prompt(name=name, path=file, offline=guess)

    yield prompt
    for name in made:
        registered.pop(name, None)


def test_the_rule_parts_what_to_do_from_the_matter(write: Any) -> None:
    question = write("Judge {{ what }}.\n---\nHere it is.").render({"what": "mood"})

    assert question.messages() == [
        {"role": "system", "content": "Judge mood."},
        {"role": "user", "content": "Here it is."},
    ]


def test_without_a_rule_all_of_it_is_the_question(write: Any) -> None:
    assert write("How is it?").render({}).messages() == [{"role": "user", "content": "How is it?"}]


def test_a_missing_variable_is_an_error(write: Any) -> None:
    with pytest.raises(UndefinedError, match="who"):
        write("To {{ who }}").render({})


def test_marks_differ_each_time_and_long_text_is_cut(write: Any) -> None:
    prompt = write("Judge.\n---\n{{ outside(text, 10) }}")

    first, second = prompt.render({"text": "x" * 50}), prompt.render({"text": "x" * 50})

    assert first.user != second.user
    assert "x" * 10 + " […]" in first.user
    assert "x" * 11 not in first.user


def test_what_a_template_may_do_is_limited(write: Any) -> None:
    with pytest.raises(SecurityError):
        write("{{ text.__class__.__mro__ }}").render({"text": "x"})


def test_the_version_is_the_wordings(write: Any) -> None:
    assert write("a").version != write("b", "tests.other").version
    assert MOOD.version == MOOD.version
    assert len(MOOD.version) == 12


def test_two_prompts_cannot_share_a_name(write: Any) -> None:
    write("a")

    with pytest.raises(ValueError, match="two prompts named"):
        write("b")


def test_the_system_check_names_a_prompt_that_cannot_be_read(write: Any) -> None:
    assert prompts_can_be_read(None) == []
    write(None, "tests.gone")
    write("line one\n{% if %}", "tests.broken")

    problems = {problem.id: problem.msg for problem in prompts_can_be_read(None)}

    assert "tests.gone" in problems["llm.E001"]
    assert problems["llm.E002"].startswith("Prompt tests.broken, line 2")


def test_the_offline_function_answers_from_the_same_context() -> None:
    assert MOOD.offline(MESSAGE).mood == "glad"  # type: ignore[attr-defined]
