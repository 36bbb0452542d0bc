"""What the header of every page posts to: another organization, pause, the agents' autonomy."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from quotahit.accounts.choices import Autonomy, Role
from quotahit.accounts.doors import needs
from quotahit.accounts.links import next_page
from quotahit.accounts.middleware import SESSION_KEY
from quotahit.accounts.models import Membership
from quotahit.accounts.organizations import pause_organization, resume_organization, set_autonomy
from quotahit.ids import id_in


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Go on in another organization of one's own: `organization` is its id."""
    asked = id_in(request.POST.get("organization", ""))
    membership = Membership.objects.filter(user=request.user, organization=asked).first()
    if membership is None:
        raise Http404(gettext("You are no member of this organization."))
    request.session[SESSION_KEY] = membership.organization_id
    return redirect(next_page(request))


@require_POST
@needs(Role.MANAGER)
def pause(request: HttpRequest) -> HttpResponse:
    """Stop the organization's sends with `paused=1`, let them go on with `paused=0`."""
    organization = request.organization  # type: ignore[attr-defined]
    if request.POST.get("paused") == "1":
        pause_organization(organization, actor=request.user)
        messages.warning(
            request,
            gettext("{organization} is paused: nothing is sent until somebody resumes it.").format(
                organization=organization
            ),
        )
    else:
        resume_organization(organization, actor=request.user)
        messages.success(request, gettext("{organization} goes on.").format(organization=organization))
    return redirect(next_page(request))


@require_POST
@needs(Role.MANAGER)
def autonomy(request: HttpRequest) -> HttpResponse:
    """Set how far the agents may go alone: `autonomy` is the level."""
    level = request.POST.get("autonomy", "")
    if level not in Autonomy.values:
        return HttpResponseBadRequest(gettext("No such level of autonomy."))
    set_autonomy(request.organization, Autonomy(level), actor=request.user)  # type: ignore[attr-defined]
    messages.success(request, Autonomy(level).label)
    return redirect(next_page(request))
