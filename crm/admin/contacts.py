"""Contacts in the console: the list, the form with its addresses, and what can be done to many at once."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from crm.addresses import settle_primary
from crm.admin.addresses import EmailInline, PhoneInline
from crm.admin.base import ShareInline
from crm.admin.bulk import BulkAdmin
from crm.admin.contact_filters import (
    ActivityFilter,
    BandFilter,
    FlowFilter,
    HeldFilter,
    OwnerFilter,
    TagFilter,
    TrendFilter,
)
from crm.admin.contact_forms import ContactForm
from crm.admin.list_views import SavedViewsAdmin
from crm.admin.lookalikes import LookalikesAdmin
from crm.admin.own_fields import OwnFieldsAdmin
from crm.choices import Noun
from crm.contacts import contact_created, contact_updated, save_contact
from crm.exporting import as_file, export_contacts
from crm.fit import band_of
from crm.holds import hand_back, take_over
from crm.models import Contact, Tag
from crm.models.people import SCORE_ORDER
from crm.scoring import score_contacts
from crm.search import search_contacts
from quotahit.accounts.admin_scope import OrganizationAdmin

BAND_COLOURS = {"hot": "success", "warm": "warning", "cold": "info"}
TREND_COLOURS = {"hot": "success", "warming": "success", "stable": "info", "cooling": "warning", "cold": "danger"}
LIFECYCLE_COLOURS = {
    "lead": "info",
    "engaged": "primary",
    "qualified": "warning",
    "customer": "success",
    "lost": "danger",
    "unreachable": "danger",
}


@admin.register(Contact)
class ContactAdmin(BulkAdmin, SavedViewsAdmin, OwnFieldsAdmin, LookalikesAdmin):
    """Searched by the beginning of a name, address, number or firm; changed through the verbs."""

    noun = Noun.CONTACT
    record_kind = "contact"
    form = ContactForm
    inlines = (EmailInline, PhoneInline, ShareInline)
    list_display = ("person", "company", "score", "engaged", "owner", "stage_of_life", "last_active")
    list_select_related = ("company", "owner", "last_activity")
    more_columns = (
        *("title", "seniority", "department", "city", "state", "country", "zone", "language"),
        *("lead_status", "source", "created_at", "updated_at", "points"),
    )
    sortable_more = ("created_at", "points")
    list_filter = (
        BandFilter,
        TrendFilter,
        "lifecycle",
        OwnerFilter,
        ActivityFilter,
        FlowFilter,
        HeldFilter,
        TagFilter,
    )
    search_fields = ("name_key",)
    search_help_text = _("The beginning of a name, an email address, a phone number or a company.")
    ordering = ("-created_at",)
    list_per_page = 50
    autocomplete_fields = ("company", "tags")
    actions = (
        "take_over_selected",
        "hand_back_selected",
        "score_selected",
        "export_selected",
        "merge_selected",
    )
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
        (_("Place and language"), {"fields": (("country", "state"), ("city", "zip"), ("zone", "language"))}),
        (_("Selling"), {"fields": (("owner", "lifecycle"), ("lead_status", "source"), "tags")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related(Prefetch("emails", to_attr="addresses"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        return search_contacts(queryset, request.organization, search_term), False  # type: ignore[attr-defined]

    @display(description=_("Contact"), header=True, ordering="name_key")
    def person(self, contact: Contact) -> list[str]:
        return [str(contact), contact.addresses[0].address if contact.addresses else contact.title]

    @display(description=_("Fit"), label=BAND_COLOURS, ordering="fit")
    def score(self, contact: Contact) -> tuple[str, str] | None:
        return None if contact.fit is None else (band_of(contact.fit), f"{contact.fit} {gettext(band_of(contact.fit))}")

    @display(description=_("Engagement"), label=TREND_COLOURS, ordering=SCORE_ORDER)
    def engaged(self, contact: Contact) -> tuple[str, str] | None:
        if contact.engagement_score is None:
            return None
        return contact.engagement_trend, f"{contact.engagement_score} {contact.get_engagement_trend_display()}"

    @display(description=_("Engagement points"), ordering="engagement")
    def points(self, contact: Contact) -> int:
        return contact.engagement

    @display(description=_("Last activity"), ordering="last_activity__at")
    def last_active(self, contact: Contact) -> datetime | None:
        return contact.last_activity_at

    @display(description=_("Lifecycle"), label=LIFECYCLE_COLOURS, ordering="lifecycle")
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

    @action(description=_("Take over"), permissions=["change"])
    def take_over_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        for contact in queryset:
            take_over(contact, by=request.user)
        messages.success(request, gettext("Nothing goes out to them until you hand back."))

    @action(description=_("Hand back to the agents"), permissions=["change"])
    def hand_back_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        back = sum(hand_back(contact, by=request.user) for contact in queryset)
        messages.success(request, gettext("{back} handed back.").format(back=back))

    @action(description=_("Score again"), permissions=["change"])
    def score_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        ids = queryset.values_list("pk", flat=True)
        scores = score_contacts(request.organization, ids, cause="by_hand", actor=request.user)  # type: ignore[attr-defined]
        messages.success(request, gettext("{count} scored.").format(count=len(scores)))

    @action(description=_("Export as CSV"), permissions=["change"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Contact]) -> StreamingHttpResponse:
        rows = Contact.objects.for_organization(request.organization).filter(pk__in=queryset.order_by().values("pk"))  # type: ignore[attr-defined]
        lines = export_contacts(rows, request.organization, by=request.membership)  # type: ignore[attr-defined]
        return as_file(lines, "contacts.csv")


@admin.register(Tag)
class TagAdmin(OrganizationAdmin):
    list_display = ("name",)
    search_fields = ("name__istartswith",)
