"""What is asked next, how a feeling is met, and what answers a question. Pure."""

import pytest

from agents.knowledge.finding import Passage, find
from agents.qualifier.talking.asking import Asked, choose, unanswered
from agents.qualifier.talking.heard import Matter, questions_in
from crm.qualifying_rules import SlotWeights

WEIGHTS = SlotWeights().of_track(is_fast=False)
FAST = SlotWeights().of_track(is_fast=True)
NOTHING: dict[str, str] = {}


@pytest.mark.parametrize(
    ("values", "asked", "weights", "slot"),
    [
        (NOTHING, [], WEIGHTS, "need"),
        (NOTHING, [], FAST, "budget"),
        (NOTHING, [Asked("need", "empty")], WEIGHTS, "budget"),
        (NOTHING, [Asked("need", "empty"), Asked("budget", "empty")], WEIGHTS, "need"),
        (NOTHING, [Asked("need", "empty")] * 2 + [Asked("budget", "empty")], WEIGHTS, "authority"),
        ({"need": "vague: faster"}, [], WEIGHTS, "budget"),
        ({"need": "a", "budget": "b", "authority": "c", "timeline": "vague: soon"}, [], WEIGHTS, "timeline"),
        ({"need": "vague: faster"}, [Asked("need", "empty")], WEIGHTS, "budget"),
        (dict.fromkeys(WEIGHTS, "told"), [], WEIGHTS, None),
    ],
)
def test_the_emptiest_slot_that_matters_most_is_next(values, asked, weights, slot):
    chosen = choose(values, asked, weights)
    assert (chosen.slot if chosen else None) == slot


def test_only_questions_that_told_nothing_in_a_row_count():
    asked = [Asked("need", "empty"), Asked("budget", "empty"), Asked("timeline", "empty")]
    assert unanswered({"need": "routes", "budget": "vague: some"}, asked) == 1
    assert unanswered({}, asked) == 3
    assert unanswered({"timeline": "in May"}, asked) == 0


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("Thanks. How are you? Where is our data stored?", [Matter.FACT]),
        ("What does it cost? Could we have a call?", [Matter.PRICE, Matter.MEETING]),
        ("I would like to know whether you support SSO.", [Matter.FACT]),
        ("Ich möchte gerne wissen, wo die Daten liegen.", [Matter.FACT]),
        ("What do you do exactly?", [Matter.WHAT]),
        ("We lose two hours a day.", []),
    ],
)
def test_what_is_asked_is_heard(text, matters):
    assert [one.matter for one in questions_in(text)] == matters


HOSTED = Passage("All data is stored in Frankfurt.", "Where is our data stored?")
SSO = Passage("Single sign-on works with SAML and OpenID Connect.", "Do you support single sign-on (SSO)?")
TRIAL = Passage("You can try everything for two weeks.", "Is there a free trial?")
SYSTEMS = Passage("We integrate with HubSpot and Pipedrive.", "Which CRM systems do you integrate with?")
KNOWN = [HOSTED, SSO, TRIAL, SYSTEMS]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Where do you store our data?", HOSTED),
        ("where is the data stored", HOSTED),
        ("Do you offer SSO?", SSO),
        ("Is a trial possible?", TRIAL),
        ("Does Routely have SSO?", SSO),
        ("Which CRMs can you integrate?", SYSTEMS),
        ("Do you integrate with Salesforce?", None),
        ("Do you have ISO 27001?", None),
        ("Who stores the keys of our encrypted data?", None),
        ("Can you?", None),
        ("", None),
    ],
)
def test_only_what_surely_answers_is_found(question, answer):
    assert find(question, KNOWN, ignoring=("Routely",)) == answer


def test_two_answers_that_fit_alike_are_none():
    other = Passage("Backups are stored in Dublin.", "Where is our data stored?")
    assert find("Where is our data stored?", [HOSTED, other]) is None


def test_without_knowledge_nothing_is_found():
    assert find("Where is our data stored?", []) is None
