"""In which language somebody reads: the one chosen in the profile, else the browser's, else the installation's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

# What programs read is English whoever asks: its words are a contract.
FOR_PROGRAMS = "/api/"


class Reader(Protocol):
    """Somebody with a profile."""

    language: str


class ReadersLanguage:
    """Every page in its reader's language, and what programs are told in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        language = _for_programs(request) or chosen or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not chosen:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def spoken_to(reader: Reader | None, otherwise: str = "") -> AbstractContextManager[None]:
    """Texts made within are in the language of this person, who may be somewhere else at this moment; in `otherwise`
    if they have chosen none."""
    return speaking((reader.language if reader else "") or otherwise)


def speaking(language: str) -> AbstractContextManager[None]:
    """Texts made within are in this language, or in the installation's where none was chosen."""
    return translation.override(language or settings.LANGUAGE_CODE)


def _for_programs(request: HttpRequest) -> str:
    return settings.LANGUAGE_CODE if request.path.startswith(FOR_PROGRAMS) else ""
