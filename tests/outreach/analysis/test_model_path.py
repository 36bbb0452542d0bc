"""The organization's model is asked where words leave doubt, and its word goes only so far."""

from typing import Any

import pytest

from crm.choices import AdvisedAct, Emotion, Intent, ObjectionKind, Urgency
from outreach.analysis import analyze as module
from outreach.analysis.analyze import analyze
from quotahit.accounts.models import Organization
from quotahit.llm.models import ModelCall
from tests.llm.server import ModelServer, Reply, completion

pytestmark = pytest.mark.django_db
DOUBTFUL = "Well, well. So that is how your people see it over there."
TOLD: dict[str, Any] = {
    "emotion": "hesitant",
    "confidence": 0.8,
    "intent": "objection",
    "objections": ["trust"],
    "urgency": "no_rush",
    "needs_human": False,
    "at_risk": False,
}


@pytest.fixture(autouse=True)
def never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SURE", 1.1)


def test_what_the_model_says_is_the_analysis(acme: Organization, model_server: ModelServer) -> None:
    model_server.says(TOLD)
    said = analyze(DOUBTFUL, organization=acme, history=["Shall we talk?"])
    assert (said.emotion, said.intent, said.urgency) == (Emotion.HESITANT, Intent.OBJECTION, Urgency.NO_RUSH)
    assert said.objection_kinds == (ObjectionKind.TRUST,)
    assert (said.layer, said.act) == ("model", AdvisedAct.ADDRESS)
    question = model_server.asked[0]["messages"][1]["content"]
    assert DOUBTFUL in question
    assert "Shall we talk?" in question
    assert question.count("<outside-") == 2


def test_without_an_organization_no_model_is_asked(model_server: ModelServer) -> None:
    assert analyze(DOUBTFUL).layer == "lexicon"
    assert model_server.asked == []


@pytest.mark.parametrize("text", ["STOP", "Please take me off your list, thank you."])
def test_no_model_is_asked_about_a_wish_to_be_left_alone(
    acme: Organization, model_server: ModelServer, text: str
) -> None:
    assert analyze(text, organization=acme).intent is Intent.STOP
    assert model_server.asked == []


def test_the_model_cannot_lift_the_need_for_a_person(acme: Organization, model_server: ModelServer) -> None:
    model_server.says(TOLD | {"emotion": "excited", "intent": "interested", "objections": []})
    said = analyze("I want to make a formal complaint about your sales rep.", organization=acme)
    assert said.needs_human
    assert said.why_a_person == ("complaint",)
    assert said.act is AdvisedAct.ESCALATE


def test_a_stop_that_only_the_model_hears_goes_to_a_person(acme: Organization, model_server: ModelServer) -> None:
    model_server.says(TOLD | {"intent": "stop", "urgency": "soon"})
    said = analyze(DOUBTFUL, organization=acme)
    assert (said.intent, said.urgency) == (Intent.STOP, Urgency.LOST)
    assert said.why_a_person == ("model",)
    assert said.act is AdvisedAct.ESCALATE


def test_closed_is_said_only_of_who_refuses(acme: Organization, model_server: ModelServer) -> None:
    model_server.says(TOLD | {"urgency": "lost"})
    assert analyze(DOUBTFUL, organization=acme).urgency is not Urgency.LOST


@pytest.mark.parametrize(
    "reply",
    [
        Reply(completion("I would rather not say.")),
        Reply(completion('{"emotion": "purple"}')),
        Reply(completion(None, refusal="I cannot help with that.")),
        Reply({"error": {"message": "no", "type": "test", "code": None}}, 400),
        Reply("<html>busy</html>", 502),
    ],
    ids=["prose", "nonsense", "a refusal", "an error", "no JSON at all"],
)
def test_a_model_that_gives_no_answer_leaves_it_to_the_words(
    acme: Organization, model_server: ModelServer, settings: Any, reply: Reply
) -> None:
    settings.MODEL_RETRIES = 0
    model_server.replies.extend([reply, reply, reply])
    assert analyze(DOUBTFUL, organization=acme) == analyze(DOUBTFUL)
    assert ModelCall.objects.filter(prompt="outreach.analyze_message").exists()
