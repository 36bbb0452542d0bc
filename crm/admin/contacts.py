"""Contacts in the console: the list, the form with its addresses, and what can be done to many at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from crm.addresses import settle_primary
from crm.admin.addresses import EmailInline, PhoneInline
from crm.admin.base import HistoryAdmin
from crm.admin.contact_filters import ActivityFilter, BandFilter, HeldFilter, OwnerFilter, TagFilter
from crm.admin.contact_forms import ContactForm
from crm.contacts import contact_created, contact_updated, save_contact, update_contact
from crm.fit import band_of
from crm.holds import hand_back, take_over
from crm.models import Contact, Tag
from crm.scoring import score_contacts
from crm.search import search_contacts
from quotahit.accounts.admin_scope import OrganizationAdmin

BAND_COLOURS = {"hot": "success", "warm": "warning", "cold": "info"}
LIFECYCLE_COLOURS = {
    "lead": "info",
    "engaged": "primary",
    "qualified": "warning",
    "customer": "success",
    "lost": "danger",
    "unreachable": "danger",
}


@admin.register(Contact)
class ContactAdmin(HistoryAdmin):
    """Searched by the beginning of a name, address, number or firm; changed through the verbs."""

    form = ContactForm
    inlines = (EmailInline, PhoneInline)
    list_display = ("person", "company", "score", "points", "owner", "stage_of_life", "last_activity_at")
    list_select_related = ("company", "owner")
    list_filter = (
        BandFilter,
        "lifecycle",
        OwnerFilter,
        ActivityFilter,
        HeldFilter,
        TagFilter,
    )
    search_fields = ("name_key",)
    search_help_text = "The beginning of a name, an email address, a phone number or a company."
    ordering = ("-created_at",)
    list_per_page = 50
    autocomplete_fields = ("company", "tags")
    actions = ("take_over_selected", "hand_back_selected", "own_selected", "score_selected")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("first_name", "last_name"),
                    ("title", "seniority", "department"),
                    ("company", "linkedin"),
                )
            },
        ),
        ("Place and language", {"fields": (("country", "state"), ("city", "zip"), ("zone", "language"))}),
        ("Selling", {"fields": (("owner", "lifecycle"), ("lead_status", "source"), "tags", "custom")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related(Prefetch("emails", to_attr="addresses"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        return search_contacts(queryset, request.organization, search_term), False  # type: ignore[attr-defined]

    @display(description="Contact", header=True, ordering="name_key")
    def person(self, contact: Contact) -> list[str]:
        return [str(contact), contact.addresses[0].address if contact.addresses else contact.title]

    @display(description="Fit", label=BAND_COLOURS, ordering="fit")
    def score(self, contact: Contact) -> tuple[str, str] | None:
        return None if contact.fit is None else (band_of(contact.fit), f"{contact.fit} {band_of(contact.fit)}")

    @display(description="Engagement", ordering="engagement")
    def points(self, contact: Contact) -> int:
        return contact.engagement

    @display(description="Lifecycle", label=LIFECYCLE_COLOURS, ordering="lifecycle")
    def stage_of_life(self, contact: Contact) -> tuple[str, str]:
        return contact.lifecycle, contact.get_lifecycle_display()

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        save_contact(obj, request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        settle_primary(form.instance)

    def log_addition(self, request: HttpRequest, obj: Contact, message: Any) -> None:
        contact_created(obj, actor=request.user)

    def log_change(self, request: HttpRequest, obj: Contact, message: Any) -> None:
        if message:
            contact_updated(obj, message, actor=request.user)

    @action(description="Take over", permissions=["change"])
    def take_over_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        for contact in queryset:
            take_over(contact, by=request.user)
        messages.success(request, "Nothing goes out to them until you hand back.")

    @action(description="Hand back to the agents", permissions=["change"])
    def hand_back_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        back = sum(hand_back(contact, by=request.user) for contact in queryset)
        messages.success(request, f"{back} handed back.")

    @action(description="Make me the owner", permissions=["change"])
    def own_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        mine = sum(bool(update_contact(contact, actor=request.user, owner=request.user)) for contact in queryset)
        messages.success(request, f"You are now the owner of {mine} more.")

    @action(description="Score again", permissions=["change"])
    def score_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        ids = queryset.values_list("pk", flat=True)
        scores = score_contacts(request.organization, ids, cause="by_hand", actor=request.user)  # type: ignore[attr-defined]
        messages.success(request, f"{len(scores)} scored.")


@admin.register(Tag)
class TagAdmin(OrganizationAdmin):
    list_display = ("name",)
    search_fields = ("name__istartswith",)
