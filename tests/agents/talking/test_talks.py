"""Whole conversations on the sandbox: each message answers first, asks one thing, and in the end there is a verdict."""

import pytest
from django.test import Client

from agents.models import AgentDecision, KnowledgeEntry, QualifierQuestion, QualifierTalk
from crm.choices import Channel, Lifecycle
from crm.models import Contact, SellerProfile, Task
from outreach.inbound.texts import receive_text
from outreach.models import Delivery, Mailbox
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import set_autonomy
from quotahit.events.models import Event
from quotahit.workflow.models import Approval, RunStep
from quotahit.workflow.outgoing import Fate
from tests.agents.talking.world import (
    ASKS_AUTHORITY,
    ASKS_BUDGET,
    ASKS_FOR_A_CALL,
    ASKS_NEED,
    ASKS_TIMELINE,
    AUTHORITY,
    BUDGET,
    HOSTING,
    NEED,
    PHONE,
    PRICE,
    PROFILE,
    TIMELINE,
    said,
    say,
    scored,
    the_talk,
)
from tests.console.loop import work

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_talk_answers_asks_one_thing_at_a_time_and_ends_qualified(dana: Contact, as_alice: Client) -> None:
    first = said(dana, "Hi, where is our data stored? And what does it cost?")
    assert first.index(HOSTING) < first.index(PRICE.said) < first.index(ASKS_NEED)
    assert "39" not in first
    assert ASKS_BUDGET in said(dana, NEED)
    assert ASKS_AUTHORITY in said(dana, BUDGET)
    assert ASKS_TIMELINE in said(dana, AUTHORITY)
    assert ASKS_FOR_A_CALL in said(dana, TIMELINE)
    assert all(body.count("?") == 1 for body in written(dana))
    talk = the_talk(dana)
    assert (talk.state, talk.code) == ("qualified", "qualified")
    assert talk.qualification
    assert BUDGET in talk.qualification.slots["budget"]["quote"]
    assert AgentDecision.objects.get(agent="orchestrator", rule="qualified").kind == "propose_deal+route"
    assert Approval.objects.get(kind="deal.open").title
    assert Event.objects.get(type="talk.ended").payload["qualification_id"] == talk.qualification_id
    page = as_alice.get(f"/contacts/{dana.pk}/").content.decode()
    assert "All that matters is told and fits." in page
    assert "they are qualified" in page.lower()


def written(dana: Contact) -> list[str]:
    return list(Delivery.objects.filter(contact=dana, planned_by="agent:qualifier").values_list("body", flat=True))


def test_no_two_messages_begin_alike(dana: Contact) -> None:
    openings = [said(dana, text).split("\n\n")[1] for text in (NEED, BUDGET, AUTHORITY)]
    assert len(set(openings)) == 3


def test_the_fast_track_asks_for_budget_and_date_first_and_needs_fewer_slots(dana: Contact) -> None:
    scored(dana, 82)
    assert ASKS_BUDGET in said(dana, "Where is our data stored?")
    assert ASKS_TIMELINE in said(dana, BUDGET)
    assert ASKS_NEED in said(dana, TIMELINE)
    assert ASKS_FOR_A_CALL in said(dana, NEED)
    talk = the_talk(dana)
    assert (talk.is_fast, talk.state, talk.code) == (True, "qualified", "fast_track")


def test_a_low_score_is_not_talked_with(dana: Contact) -> None:
    scored(dana, 20)
    say(dana, "What does it cost?")
    assert not QualifierTalk.objects.exists()


def test_who_wants_to_buy_now_is_not_asked_questions_first(dana: Contact) -> None:
    say(dana, "This looks great. Could we have a demo on Thursday?")
    assert not QualifierQuestion.objects.exists()
    assert AgentDecision.objects.filter(rule="interested").exists()


def test_the_weights_decide_what_is_asked_first_and_what_never(dana: Contact) -> None:
    weights = {"need": 1, "budget": 0, "authority": 0, "timeline": 9, "competition": 0}
    SellerProfile.objects.update(qualifying={"weights": weights})
    assert ASKS_TIMELINE in said(dana, "Where is our data stored?")
    assert ASKS_NEED in said(dana, TIMELINE)
    assert "?" not in said(dana, NEED)
    assert (the_talk(dana).state, the_talk(dana).code) == ("nurture", "nothing_left")


def test_the_tone_is_the_organizations(dana: Contact) -> None:
    SellerProfile.objects.update(qualifying={"tone": "formal"})
    body = said(dana, NEED)
    assert body.startswith("Hello Dana Fox,\n\nThank you for letting me know.") or "understood" in body
    assert "Kind regards" in body


@pytest.mark.parametrize(
    ("question", "entry", "asks"),
    [
        ("Guten Tag, wo werden unsere Daten gespeichert?", "Alle Daten liegen in Frankfurt.", "Was würden Sie"),
        ("Où sont stockées nos données ?", "Toutes les données sont stockées à Francfort.", "Qu'aimeriez-vous"),
        ("¿Dónde se guardan nuestros datos?", "Todos los datos se guardan en Fráncfort.", "¿Qué es lo que más"),
    ],
)
def test_it_speaks_their_language(dana: Contact, acme: Organization, question: str, entry: str, asks: str) -> None:
    language = {"G": "de", "O": "fr", "¿": "es"}[question[0]]
    KnowledgeEntry.objects.create(organization=acme, question=question, answer=entry, language=language)
    body = said(dana, question)
    assert body.index(entry) < body.index(asks)


def test_what_the_knowledge_does_not_answer_is_left_to_a_person_in_its_place(dana: Contact) -> None:
    draft = say(dana, "Does it work with our bookkeeping?")
    assert draft
    assert draft.status == Fate.WAITING
    assert "[Answer the question here.]" in draft.body
    assert "only a person can fill in" in Approval.objects.get(kind="delivery").content["why"]


def test_an_entry_that_is_not_valid_today_is_not_said(dana: Contact) -> None:
    KnowledgeEntry.objects.update(valid_until="2020-01-01")
    draft = say(dana, "Where is our data stored?")
    assert draft
    assert (draft.status, HOSTING in draft.body) == (Fate.WAITING, False)


def test_two_unanswered_questions_in_a_row_are_enough(dana: Contact) -> None:
    assert ASKS_NEED in said(dana, "Where is our data stored?")
    assert ASKS_BUDGET in said(dana, "What does it cost?")
    body = said(dana, "What does it cost?")
    assert PRICE.said in body
    assert "?" not in body
    assert (the_talk(dana).state, the_talk(dana).code) == ("nurture", "unanswered")


def test_who_does_not_understand_gets_plain_words_and_no_question(dana: Contact) -> None:
    body = said(dana, "I do not understand. What is this about?")
    assert "I was not clear" in body
    assert "We plan routes for delivery firms." in body
    assert "?" not in body


def test_anger_is_for_a_person(dana: Contact) -> None:
    assert say(dana, "Your mails are outrageous and rude. Where is our data stored?") is None
    assert Task.objects.filter(contact=dana, done_at=None).exists()


def test_what_says_nothing_is_left_to_a_person(dana: Contact) -> None:
    assert say(dana, "Ok.") is None
    assert Event.objects.get(type="talk.needs_person").payload["code"] == "not_understood"
    assert Task.objects.filter(contact=dana, title__contains="leaves this answer to a person").exists()


def test_a_refusal_ends_the_talk_the_outreach_and_every_later_word(dana: Contact, as_alice: Client) -> None:
    said(dana, NEED)
    assert say(dana, "No thanks, we are not interested any more.") is None
    talk = the_talk(dana)
    assert talk.state == "disqualified"
    assert talk.qualification
    dana.refresh_from_db()
    assert dana.lifecycle == Lifecycle.LOST
    assert talk.qualification.reason == talk.reason
    assert AgentDecision.objects.filter(kind="talk", after="disqualified", reason=talk.reason).exists()
    page = as_alice.get(f"/contacts/{dana.pk}/").content.decode()
    assert "Disqualified" in page


def test_a_final_budget_below_the_smallest_deal_ends_it(dana: Contact) -> None:
    said(dana, NEED)
    say(dana, "Our budget is 900 euros a year and not a cent more, that is final.")
    talk = the_talk(dana)
    assert (talk.state, talk.code) == ("disqualified", talk.qualification.code if talk.qualification else "")
    assert AgentDecision.objects.filter(rule="disqualified", kind="close+hand_over").exists()
    assert Task.objects.filter(contact=dana, title__contains="they will not buy").exists()


@pytest.mark.parametrize("level", [Autonomy.APPROVE, Autonomy.DRAFT])
def test_autonomy_decides_how_far_it_goes_alone(dana: Contact, acme: Organization, level: Autonomy) -> None:
    set_autonomy(acme, level, actor="system:test")
    draft = say(dana, NEED)
    assert draft
    assert draft.status == Fate.WAITING
    assert Approval.objects.filter(kind="delivery").exists() == (level == Autonomy.APPROVE)


def test_with_autonomy_off_a_person_is_asked_and_no_talk_begins(dana: Contact, acme: Organization) -> None:
    set_autonomy(acme, Autonomy.OFF, actor="system:test")
    say(dana, "What does it cost?")
    assert not QualifierTalk.objects.exists()
    assert Task.objects.filter(contact=dana, done_at=None).exists()


def test_an_organization_may_switch_it_off(dana: Contact) -> None:
    SellerProfile.objects.update(qualifying={"talks": False})
    say(dana, "What does it cost?")
    assert not QualifierTalk.objects.exists()


@pytest.mark.parametrize(
    ("channel", "sender"),
    [
        (Channel.SMS, PHONE),
        (Channel.LINKEDIN, PROFILE),
        (Channel.CHAT, "dana@globex.example"),
    ],
)
def test_the_answer_goes_out_where_the_message_came_in(
    dana: Contact, mailbox: Mailbox, channel: Channel, sender: str
) -> None:
    receive_text(mailbox, dana, channel, sender, "Where is our data stored?")
    work()
    sent = Delivery.objects.filter(contact=dana).latest("pk")
    assert (sent.status, sent.channel, sent.address, sent.explanation) == (Fate.SENT, channel, sender, "")
    assert sent.body == f"Thank you for your message.\n\n{HOSTING}\n\n{ASKS_NEED}"


def test_what_a_run_writes_down_holds_ids_and_codes_only(dana: Contact) -> None:
    said(dana, NEED)
    told = str([*RunStep.objects.values_list("output", flat=True), *Event.objects.values_list("payload", flat=True)])
    assert "paper" not in told
    assert "Dana" not in told


def test_the_page_of_the_profile_keeps_weights_and_tone(
    as_alice: Client, acme: Organization, dana: Contact, alice: User
) -> None:
    profile = SellerProfile.objects.get(organization=acme)
    address = f"/crm/sellerprofile/{profile.pk}/change/"
    form = as_alice.get(address).context["adminform"].form
    data = {
        name: value
        for name in form.fields
        if (value := form.get_initial_for_field(form.fields[name], name)) is not None
    }
    data |= {"slot_timeline": 10, "tone": "brief", "comes_back_after": 21, "price_list": "", "score_again": ""}
    answered = as_alice.post(address, {name: _typed(value) for name, value in data.items()})
    assert answered.status_code == 302, answered.context["adminform"].form.errors
    rules = SellerProfile.objects.get(organization=acme).qualifying_rules
    assert (rules.weights.timeline, rules.tone, rules.comes_back_after) == (10, "brief", 21)


def _typed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
