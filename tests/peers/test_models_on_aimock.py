"""A question to a server that nobody here wrote, and that holds to the letter of OpenAI's protocol."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.llm.models import ModelCall
from tests.llm.mood import MESSAGE, MOOD, Mood
from tests.peers.conftest import Start

pytestmark = [pytest.mark.django_db, pytest.mark.peers]
ANSWERS = {
    MESSAGE["text"]: {"content": json.dumps({"mood": "cross", "confidence": 0.8})},
    "Answer with a poem.": {"content": "Roses are red."},
}


@pytest.fixture(scope="session")
def address(start: Start, tmp_path_factory: pytest.TempPathFactory) -> str:
    """aimock, which knows these answers and refuses every other question."""
    file: Path = tmp_path_factory.mktemp("aimock-answers") / "answers.json"
    fixtures = [{"match": {"userMessage": text}, "response": answer} for text, answer in ANSWERS.items()]
    file.write_text(json.dumps({"fixtures": fixtures}))
    return start("llmock", "--fixtures", str(file), "--strict")


@pytest.fixture(autouse=True)
def model(address: str, settings: Settings) -> None:
    settings.REFUSE_PAID_CALLS = False
    settings.MODEL_RETRIES = 0
    settings.OPENAI_API_KEY = "sk-test"
    settings.OPENAI_BASE_URL = f"{address}/v1"
    settings.OPENAI_MODEL = "gpt-4.1-mini"


def test_a_structured_answer_becomes_an_object_and_a_record(acme: Organization) -> None:
    answer = ask(acme, MOOD, MESSAGE, Mood)
    assert (answer.value, answer.by) == (Mood(mood="cross", confidence=0.8), "model")
    call = ModelCall.objects.get(pk=answer.call_id)
    assert call.outcome == "ok"
    assert call.tokens_in > 0
    assert call.tokens_out > 0


def test_an_answer_that_is_no_object_leaves_it_to_the_offline_function(acme: Organization) -> None:
    answer = ask(acme, MOOD, MESSAGE | {"text": "Answer with a poem."}, Mood)
    assert (answer.value.mood, answer.by) == ("unknown", "offline")


def test_a_refused_question_leaves_it_to_the_offline_function(acme: Organization) -> None:
    answer = ask(acme, MOOD, MESSAGE | {"text": "Nobody expects this."}, Mood)
    assert (answer.by, answer.why) == ("offline", "failed")
    assert ModelCall.objects.get(pk=answer.call_id).error_code == "http_503"
