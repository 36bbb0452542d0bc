"""Every address that the url conf knows, filled with ids of an organization's rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from agents.models import LeadSearch, Offer
from crm.models import (
    Attachment,
    BulkJob,
    Company,
    Contact,
    Deal,
    Import,
    ImportGroup,
    Interaction,
    Merge,
    Notification,
    SavedView,
    Segment,
    Task,
)
from outreach.models import ChatWidget, Delivery, Mailbox, SegmentEnrollment, Thread
from quotahit.accounts.models import Organization
from quotahit.workflow.models import Approval
from tests.walls.stranger import rows_of

NOBODY = 4_000_000  # an id that no row has
PART = re.compile(r"<(?:\w+:)?(\w+)>")
# What differs from one look to the next: the token of a form, and how long ago or how soon a thing is.
FLEETING = re.compile(
    r'(?<=csrfmiddlewaretoken" value=)"[^"]+"|(?<=X-CSRFToken": )"[^"]+"'
    r"|(?:(?:\d+|an?)[\xa0 ]\w+(?:, )?){1,2} (?:ago|from now)|now"
)
# The argument of an address, and the model whose row it names. Those of admin pages are their own model's.
ARGUMENTS: dict[str, type[Model]] = {
    "contact_id": Contact,
    "deal_id": Deal,
    "offer_id": Offer,
    "search_id": LeadSearch,
    "thread_id": Thread,
    "import_id": Import,
    "group_id": ImportGroup,
    "approval_id": Approval,
    "delivery_id": Delivery,
    "segment_id": Segment,
    "segment_enrollment_id": SegmentEnrollment,
    "company_id": Company,
    "merge_id": Merge,
    "task_id": Task,
    "attachment_id": Attachment,
    "mailbox_id": Mailbox,
    "interaction_id": Interaction,
    "view_id": SavedView,
    "job_id": BulkJob,
    "widget_id": ChatWidget,
    "notification_id": Notification,
}
# Arguments that name no row: what is tried in their place.
WORDS: dict[str, Callable[[Any], list[str]]] = {
    "name": lambda page: [button.name for button in getattr(page, "buttons", ())],
    "app_label": lambda page: sorted({model._meta.app_label for model in admin.site._registry}),
    "url": lambda page: ["nowhere"],
    "token": lambda page: ["no-token"],
    "vendor": lambda page: ["openai"],
    "rule": lambda page: ["new-contact"],
    "key": lambda page: ["no-key"],
    "uidb64": lambda page: ["MQ"],
    "content_type_id": lambda page: ["1"],
}
# Addresses that end the session or serve no page of an organization.
LEFT_OUT = {"logout", "api_unknown"}
BY_KEY = "api/v1/"  # no page, and no session opens it: tests/api/test_walls.py


@dataclass(frozen=True)
class Address:
    """One line of the url conf: its route, its name, and the admin page that it belongs to, if any."""

    route: str
    name: str
    page: Any = None

    @property
    def model(self) -> type[Model] | None:
        """Whose row the address is about; None for one that is about no row."""
        wanted = set(PART.findall(self.route))
        if wanted & {"object_id", "_object_id"}:
            return self.page.model if self.page is not None else Contact
        return next((ARGUMENTS[part] for part in wanted & ARGUMENTS.keys()), None)

    def paths(self, pk: int) -> Iterator[str]:
        """The address filled in, about the row `pk` where it is about one."""
        routes = [self.route]
        for part in PART.findall(self.route):
            values = self._values(part, pk)
            routes = [re.sub(rf"<(\w+:)?{part}>", value, route) for route in routes for value in values]
        yield from (f"/{route}" for route in routes)

    def _values(self, part: str, pk: int) -> list[str]:
        if part in ARGUMENTS or part == "object_id":
            return [str(pk)]
        assert part in WORDS, f"The page {self.route} has an argument that this test has no rule for: {part}"
        return WORDS[part](self.page)


@cache
def addresses() -> tuple[Address, ...]:
    """Every line of the url conf, each once."""
    found = {address.route: address for address in reversed(list(_lines(get_resolver())))}
    return tuple(
        address
        for address in reversed(list(found.values()))
        if address.name not in LEFT_OUT and not address.route.startswith(BY_KEY)
    )


def paths_of_ours(organization: Organization, *, facets: bool = True) -> list[str]:
    """Every page about the organization and its rows, and every list with its facets."""
    return list(dict.fromkeys(path for address in addresses() for path in _about(address, organization, facets)))


def _about(address: Address, organization: Organization, facets: bool) -> Iterator[str]:
    if address.model is None:
        yield from address.paths(0)
        if facets and address.name.endswith("_changelist"):
            yield from (f"{path}?_facets=True" for path in address.paths(0))
        return
    row = first_row(address.model, organization.pk)
    yield from address.paths(row.pk)


def first_row(model: type[Model], organization: int) -> Model:
    """One row of the model; a model without any is one that `tests/console/workspace.py` has to furnish."""
    row = organization_row(model, organization) or rows_of(model, organization).first()
    assert row is not None, f"There is no {model._meta.label} to look at: furnish one."
    return row


def organization_row(model: type[Model], organization: int) -> Model | None:
    if model._meta.label_lower == "accounts.organization":
        return model._base_manager.get(pk=organization)
    if model._meta.label_lower == "accounts.user":
        return model._base_manager.filter(memberships__organization=organization).order_by("pk").first()
    return None


def body_of(client: Client, path: str) -> str:
    """Status and body of a page, without what differs from one look to the next."""
    answer = get(client, path)
    return f"{answer.status_code} {answer.headers.get('Location', '')}\n{text_of(answer)}"


def get(client: Client, path: str) -> HttpResponse:
    """Look at a page; what an earlier act had to say is not to stand on it."""
    client.cookies.pop("messages", None)
    return client.get(path)


def text_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return FLEETING.sub("", content.decode("utf-8", "replace"))


def _lines(resolver: Any, before: str = "", page: Any = None) -> Iterator[Address]:
    for line in resolver.url_patterns:
        if isinstance(line.pattern, RegexPattern):
            route = before + _plain(str(line.pattern))
        else:
            route = before + str(line.pattern)
        if isinstance(line, URLResolver):
            yield from _lines(line, route, _page_of(line) or page)
        elif isinstance(line, URLPattern):
            yield Address(route, line.name or "", page)


def _page_of(resolver: URLResolver) -> Any:
    """The admin page whose addresses stand below a line such as `crm/contact/`."""
    pages = {f"{m._meta.app_label}/{m._meta.model_name}/": page for m, page in admin.site._registry.items()}
    return pages.get(str(resolver.pattern))


def _plain(pattern: str) -> str:
    """A regular expression of the url conf as a route."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern.strip("^$").removesuffix(r"\Z"))
