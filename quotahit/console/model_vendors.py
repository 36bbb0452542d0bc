"""What is known of the vendors of models: by their last calls, for a key alone says nothing."""

from collections.abc import Sequence
from typing import Literal

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.credentials import secret
from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.models import Organization
from quotahit.llm.choices import Outcome
from quotahit.llm.endpoints import endpoint_for
from quotahit.llm.models import ModelCall
from quotahit.llm.spending import spend_this_month

Known = tuple[Literal["live", "not tried", "broken"], str]
CALLED = (Outcome.OK, Outcome.INVALID, Outcome.REFUSED, Outcome.FAILED)
LOOKED_AT = 2  # calls: a question, and the repair of an answer that did not fit
FAILURES = {
    "http_401": _("The key is refused (401). Enter it again."),
    "http_403": _("The key may not do this (403). Look at its rights with the vendor."),
    "http_404": _("There is no such model, or nothing at this address (404). Look at “model” and “base_url”."),
    "http_429": _("The vendor's limit is reached, or the credit is used up (429)."),
    "connection": _("Nothing can be reached at {address}."),
    "timeout": _("Nothing was answered in time at {address}."),
}


def known_of(organization: Organization, vendor: str) -> Known | None:
    """Whether a vendor answers, by the calls since it was set up as it is; None without a key."""
    try:
        if not secret(organization, vendor):
            return None
        endpoint = endpoint_for(organization, vendor)
    except CredentialLocked as problem:
        return "broken", str(problem)
    spent, budget = spend_this_month(organization), organization.monthly_model_budget
    if spent >= budget:
        return "broken", gettext("The month's budget of {budget} is spent.").format(budget=budget)
    calls = _calls(organization, vendor)
    if not calls:
        return "not tried", gettext("There is a key, and it has not been used yet.")
    if calls[0].outcome == Outcome.FAILED:
        return "broken", gettext("The last call failed: {failure}").format(
            failure=_failure(calls[0], endpoint.base_url)
        )
    if all(call.outcome != Outcome.OK for call in calls):
        return "broken", gettext("It answers, but not what it is asked: nothing of it can be used. Try another model.")
    return "live", gettext("It answers. {spent:.2f} of {budget} spent this month.").format(spent=spent, budget=budget)


def _calls(organization: Organization, vendor: str) -> Sequence[ModelCall]:
    """The newest calls that went out, since the last change of the organization's credentials for this vendor."""
    calls = ModelCall.objects.for_organization(organization).filter(vendor=vendor, outcome__in=CALLED)
    changed = organization.credentials.filter(vendor=vendor).aggregate(at=Max("set_at"))["at"]
    if changed is not None:
        calls = calls.filter(at__gte=changed)
    return calls.order_by("-pk")[:LOOKED_AT]


def _failure(call: ModelCall, address: str) -> str:
    told = FAILURES.get(call.error_code, f"{call.error_code.replace('_', ' ')}.")
    return told.format(address=address)
