"""Which columns a list shows, and in which order: as its page says, or as its address asks."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest

from crm.admin import list_questions as asks
from crm.admin.own_fields import own_columns
from crm.choices import Noun
from quotahit.accounts.admin_scope import OrganizationAdmin


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    is_shown: bool


class ColumnsAdmin(OrganizationAdmin):
    """`more_columns` are offered and not shown by themselves, and so are all of the organization's own fields."""

    no_filters = (asks.VIEW, asks.COLUMNS)
    more_columns: ClassVar[tuple[str, ...]] = ()
    sortable_more: ClassVar[tuple[str, ...]] = ("created_at",)  # what an index holds

    @property
    def list_noun(self) -> str:
        return str(self.opts.model_name)

    def offered_columns(self, request: HttpRequest) -> list[Any]:
        """Every column that can be chosen, those first that the list shows by itself."""
        own = own_columns(request, self.list_noun) if self.list_noun in Noun.values else []
        offered: dict[str, Any] = {}
        for entry in (*super().get_list_display(request), *self.more_columns, *own):
            offered.setdefault(asks.column_name(entry), entry)
        return list(offered.values())

    def get_list_display(self, request: HttpRequest) -> Any:
        chosen = request.GET.get(asks.COLUMNS, "").split(",")
        offered = {asks.column_name(entry): entry for entry in self.offered_columns(request)}
        found = [offered[name] for name in dict.fromkeys(chosen) if name in offered]
        return found or super().get_list_display(request)

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """Columns that no index holds are shown and not sorted by: a long list would be read whole."""
        unsorted = set(self.more_columns) - set(self.sortable_more)
        return [entry for entry in self.get_list_display(request) if entry not in unsorted]

    def columns(self, request: HttpRequest) -> list[Column]:
        """Those shown in their order, then the others."""
        shown = [asks.column_name(entry) for entry in self.get_list_display(request)]
        offered = {asks.column_name(entry): entry for entry in self.offered_columns(request)}
        names = [*shown, *(name for name in offered if name not in shown)]
        labels = {name: str(label_for_field(offered[name], self.model, self)) for name in names}
        return [Column(name, labels[name][:1].upper() + labels[name][1:], name in shown) for name in names]
