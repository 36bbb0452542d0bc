"""What websites and visitors load from us: the script, the window within its frame, and the way without a live line.

No session and no cookie: a visitor is known by the token that their own window keeps.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from outreach.chat.door import answer, ticket_for
from outreach.chat.pages_seen import origin_of
from outreach.chat.words import words_of
from outreach.models import ChatWidget
from quotahit.languages import speaking

LOADER = Path(settings.BASE_DIR, "static", "chat", "loader.js")


@require_safe
@cache_control(public=True, max_age=300)
def script(request: HttpRequest, key: str) -> HttpResponse:
    """The one line of code that a website embeds: it makes the button, and the frame once somebody presses it."""
    widget = _widget(key)
    with speaking(widget.language):
        told = {
            "key": widget.key,
            "colour": widget.colour,
            "corner": widget.corner,
            "language": widget.language,
            "open": gettext("Open the chat"),
            "title": words_of(widget)["title"],
        }
    # Within a script's own text, "</" could end it and "<!--" hide the rest, where somebody copies it into a page.
    settings_ = json.dumps(told).replace("<", "\\u003c")
    return HttpResponse(_loader().replace("__SETTINGS__", settings_), content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
@xframe_options_exempt
def window(request: HttpRequest, key: str) -> HttpResponse:
    """The window, within a frame of the websites that the widget names, and of our own pages for a preview."""
    widget = _widget(key)
    ours = f"{request.scheme}://{request.get_host()}"
    shown_on = origin_of(request.headers.get("Referer", ""))
    if shown_on and shown_on not in (ours, *widget.origins):
        return HttpResponse("This website may not show this chat.", status=403, content_type="text/plain")
    with speaking(widget.language):
        told: dict[str, Any] = {
            "key": widget.key,
            "ticket": ticket_for(widget, shown_on, is_preview=shown_on == ours),
            "host": shown_on,
            "language": widget.language,
            "colour": widget.colour,
            "privacy_url": widget.privacy_url,
            "words": words_of(widget),
        }
        page = render(request, "chat/window.html", {"widget": widget, "told": json.dumps(told), "words": told["words"]})
    live = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    page["Content-Security-Policy"] = "; ".join(
        [
            *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"),
            f"connect-src 'self' {live}",
            " ".join(["frame-ancestors 'self'", *widget.origins]),
            *("base-uri 'none'", "form-action 'none'"),
        ]
    )
    page["Referrer-Policy"] = "no-referrer"
    return page


@csrf_exempt
@never_cache
@require_POST
def talk(request: HttpRequest, key: str) -> HttpResponse:
    """One word by a plain request, where no live line comes about. Answered to our own window alone."""
    origin = request.headers.get("Origin", "")
    if origin and origin != f"{request.scheme}://{request.get_host()}":
        return JsonResponse({"error": "bad"}, status=403)
    _visit, told = answer(key, request.body, request.META.get("REMOTE_ADDR", ""))
    return JsonResponse(told)


def _widget(key: str) -> ChatWidget:
    widget = ChatWidget.objects.filter(key=key, is_active=True).select_related("organization").first()
    if widget is None:
        raise Http404
    return widget


@cache
def _loader() -> str:
    return LOADER.read_text(encoding="utf-8")
