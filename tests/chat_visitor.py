"""A visitor of a website, who talks through the door of the chat as their window does."""

import json
from dataclasses import dataclass
from typing import Any

from crm.models import Contact
from outreach.chat.door import answer, ticket_for
from outreach.chat.visits import digest_of
from outreach.models import ChatVisit, ChatWidget

SITE = "https://www.acme.example"


@dataclass
class Visitor:
    """Somebody with the window open."""

    widget: ChatWidget
    token: str = ""
    said: int = 0

    def word(self, do: str, **more: Any) -> dict[str, Any]:
        """What the window is answered when it says this."""
        _visit, told = answer(
            self.widget.key, json.dumps({"n": 7, "do": do, "token": self.token, **more}), "203.0.113.9"
        )
        assert told["n"] == 7
        return told

    def begin(self, url: str = f"{SITE}/pricing?utm_source=ad&session=secret") -> "Visitor":
        ticket = ticket_for(self.widget, SITE, is_preview=False)
        self.token = self.word("begin", ticket=ticket, url=url, title="Prices")["token"]
        return self

    def say(self, text: str) -> dict[str, Any]:
        self.said += 1
        return self.word("say", id=f"message-{self.said}", text=text)

    def texts(self) -> list[str]:
        return [line["text"] for line in self.word("back")["lines"]]

    @property
    def visit(self) -> ChatVisit:
        return ChatVisit.objects.get(digest=digest_of(self.token))

    @property
    def contact(self) -> Contact:
        contact = self.visit.contact
        assert contact is not None
        return contact
