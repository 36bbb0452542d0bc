"""The operations of the API's document, each a method of its noun."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quotahit.console.api_client.types import Schema, name_of

NAMES = {"list": "page", "retrieve": "get", "partial_update": "change", "destroy": "delete"}
OF_PAGES = ("cursor", "fields")


@dataclass(frozen=True)
class Operation:
    """One address and method of the document."""

    path: str
    method: str
    told: Schema
    schemas: Schema

    @property
    def noun(self) -> str:
        return self.told["tags"][0]

    @property
    def name(self) -> str:
        act = self.told["operationId"].removeprefix(f"{self.noun}_")
        if act == "list" and not self.is_page:
            return "get"
        return NAMES.get(act, act.removesuffix("_create").removesuffix("_retrieve"))

    @property
    def answer(self) -> Schema:
        """The schema of what is told when it is done; empty where nothing is."""
        done = [self.told["responses"][status] for status in ("200", "201") if status in self.told["responses"]]
        return next(iter(done[0]["content"].values()))["schema"] if done else {}

    @property
    def is_page(self) -> bool:
        return "Paginated" in str(self.answer)

    @property
    def is_bytes(self) -> bool:
        return self.answer.get("format") == "binary"

    @property
    def model(self) -> str:
        """The model that is told, of a page its rows'."""
        schema = self.answer
        if self.is_page:
            schema = self.schemas[name_of(schema["$ref"])]["properties"]["results"]["items"]
        return name_of(schema["$ref"])

    @property
    def kind(self) -> str:
        """The model as the nouns name it."""
        return f"models.{self.model}"

    @property
    def query(self) -> list[Schema]:
        return [one for one in self.told["parameters"] if one["in"] == "query" and one["name"] not in OF_PAGES]

    def has_header(self, name: str) -> bool:
        return any(one["in"] == "header" and one["name"] == name for one in self.told["parameters"])

    @property
    def body(self) -> Schema | None:
        """The schema of what is sent, None where nothing is."""
        if "requestBody" not in self.told:
            return None
        return self.schemas[name_of(self.told["requestBody"]["content"]["application/json"]["schema"]["$ref"])]


def by_noun(document: dict[str, Any]) -> Mapping[str, list[Operation]]:
    """The operations of each noun, in the order of the document."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, item in document["paths"].items():
        for method, told in item.items():
            operation = Operation(path, method, told, document["components"]["schemas"])
            found[operation.noun].append(operation)
    return found
