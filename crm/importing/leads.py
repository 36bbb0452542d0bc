"""One row of a file, understood: plain values, in our words, that know nothing of the database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.choices import AddressType, Validity

ExternalKey = tuple[str, str]  # the other system, the id there
LONGEST_CUSTOM = 5000  # characters of a custom field


@dataclass(slots=True, frozen=True)
class Address:
    """An email or a number: as it is compared, as it was written, and what is known of it."""

    key: str
    text: str
    type: AddressType = AddressType.WORK
    validity: Validity = Validity.UNKNOWN


@dataclass(slots=True)
class Firm:
    """The company that a row names; `fields` are columns of Company."""

    name: str = ""
    key: str = ""
    domain: str = ""
    external: ExternalKey | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row as it is read. `remarks` say what was left out of it, `failure` why nothing could be made of it."""

    number: int
    cells: list[str]
    remarks: list[str] = field(default_factory=list)
    failure: str = ""


@dataclass(slots=True)
class Lead(Row):
    """The person that a row names."""

    fields: dict[str, Any] = field(default_factory=dict)  # columns of Contact
    name_key: str = ""
    emails: list[Address] = field(default_factory=list)
    phones: list[Address] = field(default_factory=list)
    external: list[ExternalKey] = field(default_factory=list)
    firm: Firm | None = None
    custom: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last_activity: datetime | None = None
    opted_out: set[str] = field(default_factory=set)  # kinds of address: "email", "phone"

    @property
    def names_somebody(self) -> bool:
        """Whether the row says who is meant, an id in another system aside."""
        return bool(self.name_key or self.emails or self.phones or self.fields.get("linkedin"))

    @property
    def primary_email(self) -> str:
        """The address in the column of first emails; "" when it holds none that is valid."""
        return self.emails[0].key if self.emails and self.emails[0].type == AddressType.WORK else ""
