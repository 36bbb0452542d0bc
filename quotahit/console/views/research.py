"""What research may write: a policy for each field, and the order in which sources count."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from crm.choices import Origin, Writing
from crm.errors import BadProfileError
from crm.models import Company, Contact
from crm.provenance import set_write_rules, write_rules_of
from crm.write_rules import FIELDS, WriteRules, checked
from quotahit.console.pages import show

NOUNS = {"contact": Contact, "company": Company}


@dataclass(frozen=True)
class Choice:
    """One field with its policy, as the page offers it."""

    name: str  # of the form's field
    label: str
    policy: Writing


@dataclass(frozen=True)
class Rank:
    """One source with its place, 1 being the strongest."""

    source: Origin
    place: int

    @property
    def label(self) -> str:
        return str(Origin(self.source).label)


def research_page(request: HttpRequest) -> HttpResponse:
    """The rules as they are; POST keeps others."""
    organization = request.organization  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            set_write_rules(organization, _rules(request), actor=request.user)
            messages.success(request, _("Research writes by these rules from now on."))
        except BadProfileError as problem:
            messages.error(request, str(problem))
        return redirect("admin:console_research")
    rules = write_rules_of(organization)
    return show(
        request,
        "console/research.html",
        _("What research may write"),
        nouns=[(NOUNS[kind]._meta.verbose_name, _choices(kind, rules)) for kind in FIELDS],
        policies=Writing.choices,
        ranks=[Rank(source, place) for place, source in enumerate(rules.order, 1)],
    )


def _choices(kind: str, rules: WriteRules) -> list[Choice]:
    return [
        Choice(f"{kind}.{name}", str(NOUNS[kind]._meta.get_field(name).verbose_name), rules.policy(kind, name))
        for name in FIELDS[kind]
    ]


def _rules(request: HttpRequest) -> WriteRules:
    """What was sent; sources with one and the same place stand as they did. BadProfileError."""
    given = {
        kind: {name: request.POST[f"{kind}.{name}"] for name in names if f"{kind}.{name}" in request.POST}
        for kind, names in FIELDS.items()
    }
    before = write_rules_of(request.organization).order  # type: ignore[attr-defined]
    places = {source: request.POST.get(f"place-{source}", "") for source in before}
    order = sorted(before, key=lambda source: int(places[source]) if places[source].isdecimal() else len(before))
    return WriteRules(order=order, **{kind: checked(kind, policies) for kind, policies in given.items()})  # type: ignore[arg-type]
