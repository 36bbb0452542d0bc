"""Whom one may mean after an `@`, for the list that opens while somebody writes."""

from django.db.models import Model
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext

from crm.mentions import sees, spelling
from crm.models import Company, Contact, Deal
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.models import Membership
from quotahit.ids import id_in

OFFERED = 6
RECORDS: dict[str, type[Model]] = {"contact": Contact, "company": Company, "deal": Deal}


def offer(request: HttpRequest) -> JsonResponse:
    """Members whose name or address has a word that begins with `q`, and whether they see the record that is named."""
    begun, record = request.GET.get("q", "").casefold(), _record(request)
    ours = Membership.objects.filter(organization=request.organization)  # type: ignore[attr-defined]
    members = list(ours.select_related("user").order_by("user__first_name", "user__email"))
    people = [one.user for one in members]
    fitting = [one for one in members if _fits(f"{one.user.get_full_name()} {one.user.email}".casefold(), begun)]
    found = [
        {"name": str(one.user), "text": spelling(one.user, people), "sees": sees(one, record)}
        for one in fitting[:OFFERED]
    ]
    words = {"members": gettext("Members"), "blind": gettext("does not see this record")}
    return JsonResponse({"members": found, "words": words})


def _fits(words: str, begun: str) -> bool:
    return words.startswith(begun) or f" {begun}" in words


def _record(request: HttpRequest) -> Model | None:
    """What is written about, if the reader sees it."""
    for name, model in RECORDS.items():
        if given := id_in(request.GET.get(name, "")):
            rows = model._default_manager.filter(organization=request.organization)  # type: ignore[attr-defined]
            return seen_by(request, rows).filter(pk=given).first()
    return None
