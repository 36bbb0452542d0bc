"""The people who get the mail: some of them answer, and the provider delivers it by webhook until it is taken."""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from quotahit.console.drills.peers.log import Taken
from quotahit.console.drills.peers.provider import Provider

SECRET = base64.b64encode(b"the drill's own signing secret.").decode()
ANSWERS = {
    "interested": "This looks great. Could we have a demo on Thursday?",
    "question": "What does it cost for ten people?",
    "not_interested": "No thanks, we are not interested.",
    "unsubscribe": "Please take me off your list.",
    "out_of_office": "I am out of the office for two days and will read your mail when I am back.",
}
ANNOUNCED = "announced"  # the moment at which an answer is on its way to us
AGAIN = 0.2  # seconds until the provider tries again
TWICE = 0.2  # how often it delivers again what was taken already, as providers do


class Post(StrEnum):
    """How the provider delivers just now."""

    PROMPT = "prompt"
    MUDDLED = "muddled"  # everything twice, and the last first
    LATE = "late"  # not at all, until it is prompt again


@dataclass(frozen=True)
class Answer:
    """One mail of a person to us, as the webhook that announces it."""

    id: str
    about: str  # the message that it answers
    sender: str
    kind: str


class People:
    """Answers wait in a line and are delivered one after another, again and again until the product has said 200."""

    def __init__(self, provider: Provider, address: str, to: str, chance: random.Random) -> None:
        self._provider, self._address, self._to, self._chance = provider, address, to, chance
        self._line: list[Answer] = []  # the postman keeps what he carries in it until it is taken
        self._over = threading.Event()
        self.post = Post.PROMPT
        self.given: list[Answer] = []
        self.refused: list[int] = []

    def answer(self, mail: Taken) -> None:
        """Let the recipient of this mail write back."""
        kind = self._chance.choice(list(ANSWERS))
        answer = Answer(uuid4().hex, mail.message_id, mail.recipient, kind)
        self._provider.received[answer.id] = _mail(answer, self._to)
        self.given.append(answer)
        self._line += [answer] * (1 + (self.post is Post.MUDDLED or self._chance.random() < TWICE))

    def answer_something(self) -> None:
        """Let somebody write back, if anybody has got a mail."""
        if mails := self._provider.log.taken:
            self.answer(self._chance.choice(mails))

    @property
    def all_delivered(self) -> bool:
        return not self._line

    def deliver(self) -> None:
        """Deliver what stands in the line until the drill is over."""
        while not self._over.is_set():
            place = -1 if self.post is Post.MUDDLED else 0
            if not self._line or self.post is Post.LATE or not self._is_taken(answer := self._line[place]):
                self._over.wait(AGAIN)
            else:
                self._line.remove(answer)

    def go_home(self) -> None:
        self._over.set()

    def _is_taken(self, answer: Answer) -> bool:
        self._provider.log.reached(ANNOUNCED)
        event = {"email_id": answer.id, "from": answer.sender, "to": [self._to], "subject": "Re: hello"}
        body = json.dumps({"type": "email.received", "data": event}).encode()
        request = urllib.request.Request(self._address, body, _signed(answer.id, body))
        try:
            with urllib.request.urlopen(request, timeout=10):
                return True
        except urllib.error.HTTPError as refusal:
            if refusal.code < 500:
                self.refused.append(refusal.code)
            return refusal.code < 500
        except OSError:  # nobody is there, or died over it
            return False


def _signed(event_id: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery, signed as Resend does (by Svix)."""
    at = str(int(time.time()))
    content = f"{event_id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(base64.b64decode(SECRET), content, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "svix-id": event_id,
        "svix-timestamp": at,
        "svix-signature": f"v1,{signature}",
    }


def _mail(answer: Answer, to: str) -> dict[str, object]:
    automatic = {"auto-submitted": "auto-replied"} if answer.kind == "out_of_office" else {}
    return {
        "from": answer.sender,
        "to": [to],
        "subject": "Automatic reply: hello" if automatic else "Re: hello",
        "text": ANSWERS[answer.kind],
        "headers": {"message-id": f"<{answer.id}@people.example>", "in-reply-to": answer.about, **automatic},
    }


@contextmanager
def people(provider: Provider, address: str, to: str, chance: random.Random) -> Iterator[People]:
    """People at the other end, with somebody who delivers their answers to `address`."""
    crowd = People(provider, address, to, chance)
    postman = threading.Thread(target=crowd.deliver, name="postman", daemon=True)
    postman.start()
    try:
        yield crowd
    finally:
        crowd.go_home()
        postman.join()
