"""Pages whose every change is a verb, which logs itself and may refuse."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quotahit.accounts.admin_scope import OrganizationAdmin
from quotahit.accounts.choices import Role
from quotahit.accounts.errors import AccountsError


class VerbAdmin(OrganizationAdmin):
    """A refusal is shown on the page that asked."""

    edits = Role.MANAGER
    verbs_log = True

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_say_why(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_say_why(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_say_why(super().changelist_view, request, *args, **kwargs)

    def _or_say_why(self, view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except AccountsError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
