"""The seller's profile and the reps in the console."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.admin.rescoring import score_again
from crm.admin.seller_forms import IDEAL_LAYOUT, SLOT_LAYOUT, WEIGHT_LAYOUT, RepForm, SellerForm
from crm.choices import SlotKind
from crm.ideal_customer import IdealCustomer
from crm.models import Rep, SellerProfile
from crm.profiles import ensure_profile
from crm.routing import PART_LABELS
from crm.sellers import EDITABLE, update_seller
from quotahit.accounts.admin_scope import OrganizationAdmin
from quotahit.accounts.choices import Role

SLOTS_HELP = _("How much each matters: the highest is asked about first, and what has 0 is never asked about.")
QUALIFYING_LAYOUT = ("talks", ("tone", "comes_back_after", "comes_back"))
WEIGHTS_HELP = _("How much each part counts against the others. A part with 0 does not count.")


@admin.register(SellerProfile)
class SellerProfileAdmin(OrganizationAdmin):
    """One for each organization, so its list is its form."""

    edits = Role.MANAGER
    form = SellerForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may change it sees fields; who may not, words."""
        is_editor = self.has_change_permission(request, obj)
        wanted = (*IDEAL_LAYOUT, "score_again") if is_editor else ("ideal_in_words",)
        prices, from_intent = ("price_list", ("self_serve_from",)) if is_editor else ("prices_in_words", ())
        counting = (WEIGHT_LAYOUT[:3], WEIGHT_LAYOUT[3:], "answer_minutes") if is_editor else ("routing_in_words",)
        talking = (*QUALIFYING_LAYOUT, SLOT_LAYOUT[:3], SLOT_LAYOUT[3:]) if is_editor else ("qualifying_in_words",)
        ways = ("may_route_to_rep", "may_close_alone", "may_self_serve")
        sold = ("product", "description", ("website", "calendar_link"), "sender_name", prices)
        return (
            (gettext("What you sell"), {"fields": sold}),
            (gettext("Your ideal customer"), {"fields": wanted}),
            (
                gettext("Ways a lead may take"),
                {"fields": (*ways, ("smallest_deal", "high_value_deal", "currency"), ("payment_link", *from_intent))},
            ),
            (_("Who fits a lead best"), {"description": WEIGHTS_HELP, "fields": counting}),
            (_("The qualifier's conversations"), {"description": SLOTS_HELP, "fields": talking}),
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ensure_profile(request.organization)  # type: ignore[attr-defined]
        seller = SellerProfile.objects.get(organization=request.organization)  # type: ignore[attr-defined]
        return redirect("admin:crm_sellerprofile_change", seller.pk)

    @display(description=_("Ideal customer"))
    def ideal_in_words(self, seller: SellerProfile) -> str:
        ideal = IdealCustomer.load(seller.ideal_customer)
        wishes = ((info.title, getattr(ideal, name)) for name, info in IdealCustomer.model_fields.items())
        return "; ".join(
            f"{title}: {', '.join(wish) if isinstance(wish, list) else wish}" for title, wish in wishes if wish
        )

    @display(description=_("Price list"))
    def prices_in_words(self, seller: SellerProfile) -> str:
        return "; ".join(line.said for line in seller.prices)

    @display(description=_("What counts"))
    def routing_in_words(self, seller: SellerProfile) -> str:
        weights = seller.routing_rules.weights.model_dump()
        return ", ".join(f"{PART_LABELS[name]} {weight}" for name, weight in weights.items())

    @display(description=_("What is asked about"))
    def qualifying_in_words(self, seller: SellerProfile) -> str:
        weights = seller.qualifying_rules.weights.model_dump()
        return ", ".join(f"{SlotKind(name).label} {weight}" for name, weight in weights.items())

    def save_model(self, request: HttpRequest, obj: SellerProfile, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in EDITABLE}
        if form.rules != obj.routing_rules:
            changes["routing"] = form.rules.dump()
        if form.qualifying != obj.qualifying_rules:
            changes["qualifying"] = form.qualifying.dump()
        changed = update_seller(obj, actor=request.user, ideal=form.ideal, **changes)
        if "ideal_customer" in changed and form.cleaned_data["score_again"]:
            score_again(request)

    def log_change(self, request: HttpRequest, obj: SellerProfile, message: Any) -> None:
        """`update_seller` has left its own."""


@admin.register(Rep)
class RepAdmin(OrganizationAdmin):
    edits = Role.MANAGER
    form = RepForm
    list_display = ("user", "territory_shown", "languages_shown", "zone", "capacity", "is_active")
    list_select_related = ("user",)
    fieldsets = (
        (None, {"fields": (("user", "is_active"), "territory", "expertise", "languages")}),
        (_("Working hours"), {"fields": (("zone", "works_from", "works_until"), "work_days", "absences", "capacity")}),
    )

    @display(description=_("Territory"))
    def territory_shown(self, rep: Rep) -> str:
        return ", ".join(rep.territory) or gettext("everywhere")

    @display(description=_("Languages"))
    def languages_shown(self, rep: Rep) -> str:
        return ", ".join(rep.languages)
