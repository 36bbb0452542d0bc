"""Buttons on a row's page that do something: posted, never followed, and only offered where they make sense."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from quotahit.accounts.admin_access import may
from quotahit.accounts.choices import Role


@dataclass(frozen=True)
class Button:
    """`do(row, user)` returns the sentence that is shown afterwards; `shows(row)` says whether it is offered."""

    name: str
    label: str
    do: Callable[[Any, Any], str]
    shows: Callable[[Any], bool] = lambda row: True
    confirm: str = ""
    least: Role = Role.REP
    is_primary: bool = False


class ButtonsAdmin:
    """Mixed into an OrganizationAdmin: shows `buttons` above the form of a row, and takes their posts."""

    buttons: ClassVar[tuple[Button, ...]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()  # of the verbs, with a message for whoever pressed
    # Outside the row's own form: a form within a form takes its fields away.
    change_form_outer_before_template = "accounts/buttons.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.press))  # type: ignore[attr-defined]
        return [path("<path:object_id>/do/<slug:name>/", view, name=self._url_name), *super().get_urls()]  # type: ignore[misc]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None  # type: ignore[attr-defined]
        extra = {"buttons": self._offered(request, row)} if row else {}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | extra)  # type: ignore[misc]

    def press(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Do what the button says and go back to the row."""
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        button = next((button for button in self.buttons if button.name == name), None)
        if row is None or button is None:
            raise Http404
        if not may(request, button.least, row):
            raise PermissionDenied
        try:
            messages.success(request, button.do(row, request.user))
        except self.refusals as problem:
            messages.error(request, str(problem))
        opts = self.opts  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]))

    @property
    def _url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_do"  # type: ignore[attr-defined]

    def _offered(self, request: HttpRequest, row: Any) -> list[tuple[Button, str]]:
        offered = [button for button in self.buttons if button.shows(row) and may(request, button.least, row)]
        return [(button, reverse(f"admin:{self._url_name}", args=[row.pk, button.name])) for button in offered]
