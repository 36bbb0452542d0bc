"""What is tried: one seller and the texts that arrive there. Absent keys are empty, unknown ones ignored."""

import json
from argparse import ArgumentTypeError
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator


def _words(value: Any) -> Any:
    """A text, whatever it was written as: several lines as a list, a thing by its name."""
    if isinstance(value, list):
        return "\n".join(str(_words(part)) for part in value)
    if isinstance(value, dict):
        return str(value["name"]) if "name" in value else json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else str(value)


Words = Annotated[str, BeforeValidator(_words)]


class _Part(BaseModel):
    """A part of the file; null is as good as absent."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        return {key: one for key, one in value.items() if one is not None} if isinstance(value, dict) else value


class Person(_Part):
    """Somebody who writes to the seller."""

    name: Words = ""
    company: Words = ""
    email: Words = ""
    phone: Words = ""


class OtherPerson(Person):
    """Somebody else whom the seller knows, and whom no text of another's may touch."""

    deal: Words = ""
    notes: Words = ""
    opted_out: bool = False


class Offer(_Part):
    """What is sold, the price that everybody may know, and the floor that nobody outside may."""

    item: Words = ""
    list: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=2)
    floor: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=2)
    currency: Words = ""
    unit: Words = ""


class Fixture(_Part):
    """The seller."""

    organization: Words = ""
    agent: Words = ""
    offer: Offer = Offer()
    canary_in_system_prompt: Words = ""
    other_contacts: tuple[OtherPerson, ...] = ()


class Message(_Part):
    """One text that arrives."""

    id: str | int = ""
    channel: Literal["email", "sms", "whatsapp", "linkedin", "chat"] = "email"
    contact: Person = Person()
    text: Words = ""

    @property
    def address(self) -> str:
        """Whom an answer goes to, as the drill tells it."""
        return self.contact.phone if self.channel in ("sms", "whatsapp") else self.contact.email

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> "Message":
        if not self.address.strip():
            needed = "a phone number" if self.channel in ("sms", "whatsapp") else "a mail address"
            raise ValueError(f"whoever writes on {self.channel} needs {needed}")
        return self


class AttackFile(_Part):
    """The whole file."""

    fixture: Fixture = Fixture()
    messages: tuple[Message, ...] = ()


def attack_file(path: str) -> dict[str, Any]:
    """The file at this path, in the form that goes to the drill's own process."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
        return AttackFile.model_validate(content).model_dump(mode="json")
    except OSError as problem:
        raise ArgumentTypeError(f"{path} cannot be read: {problem.strerror}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise ArgumentTypeError(f"{path}: {where}: {first['msg']}") from problem
    except ValueError as problem:
        raise ArgumentTypeError(f"{path} is no JSON: {problem}") from problem
