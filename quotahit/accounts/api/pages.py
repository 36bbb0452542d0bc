"""The OpenAPI document and its page, for keys and for members who are signed in to the console."""

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.doors import KeyAuthentication, MemberSession

# Swagger UI builds its styles as it goes, and needs no `eval` for anything.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
    ]
)


class Document(SpectacularAPIView):
    """What the API offers, as OpenAPI 3."""

    authentication_classes = [KeyAuthentication, MemberSession]
    permission_classes = [IsAuthenticated]


class Page(SpectacularSwaggerSplitView):
    """The same to read and to try out. Everything comes from here: it works offline."""

    authentication_classes = [MemberSession]
    permission_classes = [IsAuthenticated]
    schema = None
    url_name = "api_schema"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        return response
