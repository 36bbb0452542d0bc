"""What only the operator knows of a domain: words of a mail host that no DNS server and no list of ours can tell."""

import re

from pydantic import BaseModel, ConfigDict, field_validator

LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"^{LABEL}(\.{LABEL})*$")
MECHANISM = re.compile(r"^(include|a|mx|exists|ip4|ip6):[^\s\"]{1,250}$")
KEY = re.compile(r"^[\x21-\x7e ]{1,2000}$")


class Told(BaseModel):
    """All blank until somebody says it."""

    model_config = ConfigDict(extra="forbid")

    spf: str = ""  # such as include:spf.host.example
    dkim_selector: str = ""
    dkim_value: str = ""  # the whole text of the record, or the name that it is to be an alias of
    return_path: str = ""  # a name below the domain, such as bounces
    return_path_value: str = ""  # the host that it is to be an alias of

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: str) -> str:
        return value.strip()

    @field_validator("spf")
    @classmethod
    def _mechanism(cls, value: str) -> str:
        if value and not MECHANISM.match(value):
            raise ValueError("Write it as your mail host does, such as include:spf.host.example.")
        return value

    @field_validator("dkim_selector", "return_path", "return_path_value")
    @classmethod
    def _name(cls, value: str) -> str:
        value = value.lower().rstrip(".")
        if value and (len(value) > 200 or not NAME.match(value)):
            raise ValueError("This is no name that could stand in the DNS.")
        return value

    @field_validator("dkim_value")
    @classmethod
    def _key(cls, value: str) -> str:
        if value and not is_alias(value) and (not KEY.match(value) or "p=" not in value):
            raise ValueError("Copy the whole value: it begins with v=DKIM1 and holds the key behind p=.")
        return value


def is_alias(value: str) -> bool:
    """Whether this is the name of another record, and not a record itself."""
    return "." in value and bool(NAME.match(value.lower().rstrip(".")))
