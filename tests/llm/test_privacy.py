"""A call that is under way while the person it is about is erased leaves no words behind."""

import threading

import pytest
from django.db import connection

from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.llm.models import ModelCall
from quotahit.llm.privacy import SILENT
from tests.llm.mood import MESSAGE, MOOD, Mood
from tests.llm.server import ModelServer


@pytest.mark.django_db(transaction=True)
def test_the_answer_to_an_emptied_question_is_not_kept(acme: Organization, model_server: ModelServer) -> None:
    model_server.says({"mood": "glad", "confidence": 0.9})
    model_server.may_answer.clear()

    def ask_it() -> None:
        try:
            ask(acme, MOOD, MESSAGE, Mood)
        finally:
            connection.close()

    asking = threading.Thread(target=ask_it)
    asking.start()
    while not model_server.asked:
        asking.join(timeout=0.02)
    assert ModelCall.objects.exclude(question="").update(**SILENT) == 1
    model_server.may_answer.set()
    asking.join(timeout=20)

    call = ModelCall.objects.get()
    assert (call.question, call.answer, call.outcome, call.tokens_out) == ("", "", "ok", 20)
