"""What a person decides on the last page before an import, of one file or of several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from crm.importing.deals.stages import key_of, suggested
from crm.importing.options import NEW_STAGE, ConsentEvidence, Kind
from crm.models import Stage
from quotahit.accounts.models import Organization

BAD_CONSENT = gettext_lazy(
    "Consent needs all three: the words that were agreed to, the date, and where it was given."
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """How a page speaks of what a list lists; `list_name` is the page where they are found."""

    plural: Any
    list_name: str


_WORDS = {
    Kind.CONTACTS: Words(gettext_lazy("contacts"), "admin:crm_contact_changelist"),
    Kind.COMPANIES: Words(gettext_lazy("companies"), "admin:crm_company_changelist"),
    Kind.DEALS: Words(gettext_lazy("deals"), "admin:crm_deal_changelist"),
    Kind.ACTIVITIES: Words(gettext_lazy("activities"), "admin:crm_contact_changelist"),
}


def words_for(kind: Kind) -> Words:
    return _WORDS[kind]


def consent_in(request: HttpRequest) -> ConsentEvidence | None:
    """The evidence that was written into the form; None where all of it is blank, ValueError where a part is."""
    written: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("text", "source", "given_on")}
    if not any(written.values()):
        return None
    day = parse_date(written["given_on"])
    if day is None:
        raise ValueError(gettext("no date"))
    given_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return ConsentEvidence(text=written["text"], source=written["source"], given_at=given_at)


def stages_in(request: HttpRequest) -> dict[str, str]:
    """What was chosen for the stages that nobody here knows, by their key; only stages of the organization count."""
    chosen = list(zip(request.POST.getlist("stage_key"), request.POST.getlist("stage_choice"), strict=False))
    organization = request.organization  # type: ignore[attr-defined]
    mine = {str(pk) for pk in Stage.objects.for_organization(organization).values_list("pk", flat=True)}
    return {key[:200]: choice for key, choice in chosen if choice in ("", NEW_STAGE) or choice in mine}


def stage_choices(
    organization: Organization, unknown: Iterable[tuple[Mapping[str, str], list[tuple[str, str, int]]]]
) -> dict[str, Any]:
    """The stages that nobody here knows, with what is chosen or suggested for each, and ours to choose from."""
    asked = [(chosen, row) for chosen, rows in unknown for row in rows]
    if not asked:
        return {}
    ours = list(
        Stage.objects.for_organization(organization).select_related("pipeline").order_by("pipeline", "position")
    )
    lines = []
    for chosen, (pipeline, name, count) in asked:
        key, likely = key_of(pipeline, name), suggested(ours, pipeline, name)
        choice = chosen.get(key, str(likely.pk) if likely else "")
        named = f"{pipeline} · {name}" if pipeline else name
        lines.append({"key": key, "name": named, "count": count, "choice": choice, "is_suggested": key not in chosen})
    options = [(NEW_STAGE, _("make it a new stage"))]
    options += [(str(stage.pk), f"{stage.pipeline} · {stage.name}") for stage in ours]
    return {"lines": lines, "options": options}
