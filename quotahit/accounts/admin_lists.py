"""Lists that stay quick when they are long: bounded counts, pages found by key, choices of one organization."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

from quotahit.accounts.admin_access import of_organization, seen_by
from quotahit.accounts.beside import beside_each
from quotahit.estimates import COUNTED


class BoundedPaginator(Paginator):
    """Counts no further than COUNTED, whatever the table holds; later pages can still be asked for by number."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: COUNTED + 1].count()

    def validate_number(self, number: Any) -> int:
        if self.count <= COUNTED:
            return super().validate_number(number)
        return max(int(number), 1)

    def page(self, number: Any) -> Page:
        """A late page is found by its keys alone, which an index holds, and only then read whole."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        if start < 10 * self.per_page:
            return super().page(number)
        keys = self.object_list.values_list("pk", flat=True)[start : start + self.per_page]
        return self._get_page(self.object_list.filter(pk__in=list(keys)), number, self)


class IndexedChangeList(ChangeList):
    """Sorts by the columns asked for and no other. Rows that are equal in them follow each other by key in the same
    direction, so that one index on (organization, column, id) gives both directions without sorting anything."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> models.QuerySet:
        return beside_each(super().get_queryset(request, *args, **kwargs))

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """All that the address asks but the words that say how the list looks."""
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in self.model_admin.no_filters}

    def get_results(self, request: HttpRequest) -> None:
        """Who wants the question alone, for a count or an act on all rows, reads no page."""
        if getattr(request, "reads_no_page", False):
            self.result_list = self.queryset.none()
        else:
            super().get_results(request)

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list[Any]:
        # Django would add the page's own order, which the query set brings along, to the one that was asked for.
        return super().get_ordering(request, queryset.order_by())

    def _get_deterministic_ordering(self, ordering: Any) -> list[Any]:
        *asked, last = super()._get_deterministic_ordering(ordering)
        return [*asked, "pk" if last == "-pk" and asked and not _is_descending(asked[-1]) else last]


def _is_descending(part: Any) -> bool:
    return part.startswith("-") if isinstance(part, str) else bool(getattr(part, "descending", False))


class OfOrganizationFilter(RelatedFieldListFilter):
    """A filter by a related row that offers those of the current organization only, as far as the reader sees them."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        model = field.related_model
        offered = seen_by(request, model._default_manager.filter(**of_organization(model, request)))
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": offered.values("pk")},
        )


def of_organization_filter(entry: Any, model: type[models.Model]) -> Any:
    """A line of `list_filter`, where it is by a related row bound to the current organization."""
    if isinstance(entry, tuple):
        field, kind = entry
        if isinstance(kind, type) and issubclass(kind, RelatedFieldListFilter):
            return field, type(kind.__name__, (OfOrganizationFilter, kind), {})
    elif isinstance(entry, str) and get_fields_from_path(model, entry)[-1].is_relation:
        return entry, OfOrganizationFilter
    return entry
