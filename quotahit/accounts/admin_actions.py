"""Buttons of admin pages: who may not edit sees and reaches only those that name a permission of theirs."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from unfold.dataclasses import UnfoldAction

from quotahit.accounts.admin_access import may


class GuardedActions:
    """An action without `permissions` is for those who may edit; its row must be one of the organization's."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)  # type: ignore[misc]
        if may(request, self.edits):  # type: ignore[attr-defined]
            return actions
        return {name: entry for name, entry in actions.items() if hasattr(entry[0], "allowed_permissions")}

    def get_unfold_action(self, action: str) -> UnfoldAction:
        found = super().get_unfold_action(action)  # type: ignore[misc]
        return replace(found, method=self._guarded(found.method))

    def _guarded(self, method: Callable[..., Any]) -> Any:
        @wraps(method)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self._is_open(request, method):
                raise PermissionDenied
            row = kwargs.get("object_id", args[0] if args else None)
            if row is not None and not isinstance(row, models.Model) and not self._has_row(request, row):
                raise Http404
            return method(request, *args, **kwargs)

        return guarded

    def _is_open(self, request: HttpRequest, method: Any) -> bool:
        return hasattr(method, "allowed_permissions") or may(request, self.edits)  # type: ignore[attr-defined]

    def _has_row(self, request: HttpRequest, object_id: Any) -> bool:
        return self.get_object(request, unquote(str(object_id))) is not None  # type: ignore[attr-defined]

    def _filter_unfold_actions_by_permissions(
        self, request: HttpRequest, actions: list[UnfoldAction], object_id: int | str | None = None
    ) -> list[UnfoldAction]:
        allowed = super()._filter_unfold_actions_by_permissions(request, actions, object_id)  # type: ignore[misc]
        return [action for action in allowed if self._is_open(request, action.method)]
