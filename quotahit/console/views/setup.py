"""The set-up page: what is live, simulated or broken, and what to do about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from quotahit.accounts.admin_access import may
from quotahit.accounts.choices import Role
from quotahit.console.demo.workspace import exists
from quotahit.console.model_vendors import known_of
from quotahit.console.pages import show
from quotahit.console.setup_path import next_step, way_of
from quotahit.console.setup_rows import SetUpRows
from quotahit.console.vendors import MODEL_VENDORS, parts
from quotahit.llm.trying import try_vendor as ask_vendor

STATES = {
    "live": ("green", _("live")),
    "simulated": ("blue", _("simulated")),
    "not tried": ("amber", _("not tried")),
    "broken": ("red", _("broken")),
    "missing": ("amber", _("missing")),
}


@require_POST
def try_vendor(request: HttpRequest, vendor: str) -> HttpResponse:
    """Ask a vendor of models one short question; the page then says what came of it."""
    organization = request.organization  # type: ignore[attr-defined]
    name = {one: name for one, name, *_ in MODEL_VENDORS}.get(vendor)
    if name is None:
        raise Http404
    ask_vendor(organization, vendor)
    state, why = known_of(organization, vendor) or ("missing", gettext("There is no key."))
    (messages.success if state == "live" else messages.error)(request, f"{name}: {why}")
    return redirect("admin:console_setup")


def setup_page(request: HttpRequest) -> HttpResponse:
    """Every part with its state."""
    found = SetUpRows(request.organization)  # type: ignore[attr-defined]
    way = way_of(found)
    rows = [(part, *STATES[part.state]) for part in parts(found)]
    return show(
        request,
        "console/setup.html",
        gettext("Set-up"),
        rows=rows,
        way=way,
        way_next=next_step(way),
        way_done=sum(step.is_done for step in way),
        may_set_up=may(request, Role.MANAGER),
        may_bring_demo=may(request, Role.OWNER),
        has_demo=exists(),
    )
