"""What the world sees of us: the way out, the counted link and the open pixel. No session, no cookie."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outreach.errors import BadLink
from outreach.links import CLICK, OPEN, UNSUBSCRIBE, Link, base_url, read_link
from outreach.machines import PREFETCH_HEADERS, Visit, machine_reason
from outreach.models import Delivery
from outreach.tracking import record_click, record_open
from outreach.unsubscribe import unsubscribe_by_link
from quotahit import clock

PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
ONE_CLICK = "One-Click"  # RFC 8058: what a mail program posts in place of the person
GONE = "The message that this link was in is no longer on record."


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with a button, since scanners follow links; POST, from anywhere, takes effect at once."""
    try:
        delivery = _delivery(read_link(UNSUBSCRIBE, token))
    except BadLink as error:
        return _bad_link(request, error)
    is_done = request.method == "POST"
    if is_done:
        one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
        unsubscribe_by_link(delivery, source="one_click" if one_click else "page")
    shown = {"organization": delivery.organization, "address": delivery.address, "is_done": is_done}
    return render(request, "outreach/unsubscribe.html", shown)


@never_cache
@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Count the click and go on to the signed address, and to no other."""
    try:
        link = read_link(CLICK, token)
    except BadLink as error:
        return _bad_link(request, error)
    delivery = Delivery.objects.filter(pk=link.delivery_id).select_related("organization", "contact").first()
    if delivery is not None:
        record_click(delivery, link.url, machine_reason(_visit(request, "click", delivery)))
    return HttpResponseRedirect(link.url)


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """A transparent pixel, whatever the token is worth: a broken image helps nobody."""
    try:
        delivery = _delivery(read_link(OPEN, token))
        record_open(delivery, machine_reason(_visit(request, "open", delivery)))
    except BadLink:
        pass
    return HttpResponse(PIXEL, content_type="image/gif")


def _delivery(link: Link) -> Delivery:
    delivery = Delivery.objects.filter(pk=link.delivery_id).select_related("organization", "contact").first()
    if delivery is None:
        raise BadLink(GONE)
    return delivery


def _bad_link(request: HttpRequest, error: BadLink) -> HttpResponse:
    return render(request, "outreach/bad_link.html", {"problem": str(error)}, status=404)


def _visit(request: HttpRequest, kind: str, delivery: Delivery) -> Visit:
    return Visit(
        kind=kind,
        user_agent=request.headers.get("User-Agent", ""),
        after=clock.now() - delivery.settled_at if delivery.settled_at else None,
        headers={name: request.headers.get(name, "") for name in PREFETCH_HEADERS},
        method=request.method or "GET",
        is_member=request.user.is_authenticated or request.headers.get("Referer", "").startswith(f"{base_url()}/"),
    )
