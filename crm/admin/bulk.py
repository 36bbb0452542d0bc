"""Acts on many rows of a list: who has chosen the rows is led to the page where the act is looked at and confirmed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.bulk.acts import acts_of
from crm.bulk.jobs import MOST, begin_job
from crm.errors import BadBulkError
from quotahit.accounts.admin_access import may
from quotahit.accounts.admin_scope import OrganizationAdmin

Act = tuple[Callable[..., Any], str, Any]


class BulkAdmin(OrganizationAdmin):
    """Offers every act of the registry that is for the rows of this list."""

    def get_actions(self, request: HttpRequest) -> dict[str, Act]:
        actions = super().get_actions(request)
        if not may(request, self.edits):
            return actions
        acts = acts_of(str(self.opts.model_name))
        bulk = {f"bulk_{act.code}": (partial(_begin, act.code), f"bulk_{act.code}", act.label) for act in acts}
        return {**bulk, **actions}


def _begin(code: str, page: BulkAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    try:
        job = begin_job(str(page.opts.model_name), code, ids, by=request.membership)  # type: ignore[attr-defined]
    except BadBulkError as problem:
        messages.error(request, str(problem))
        return None
    return redirect("admin:console_bulk", job.pk)
