"""Links from one room's page to a row of another, which it knows by type and number only."""

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html


def row_link(model: str, pk: int | None, called: str = "") -> str:
    """A link to the page of a row such as ("crm.contact", 7), "Contact 7" or as `called`; plain words where it has no
    page."""
    if not model or pk is None:
        return "-"
    try:
        name = str(apps.get_model(model)._meta.verbose_name).capitalize()
        page = reverse(f"admin:{model.replace('.', '_')}_change", args=[pk])
    except (LookupError, ValueError, NoReverseMatch):
        return called or f"{model.rpartition('.')[2].capitalize()} {pk}"
    return format_html('<a class="qh-link" href="{}">{}</a>', page, called or f"{name} {pk}")


def named_row_link(model: str, pk: int | None) -> str:
    """The same by the name that the row has now: one look-up each, so for the page of one row, not for lists."""
    try:
        row = apps.get_model(model)._base_manager.filter(pk=pk).first() if model else None
    except (LookupError, ValueError):
        row = None
    return row_link(model, pk, str(row or ""))
