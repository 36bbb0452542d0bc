"""The seller's profile and the reps in the console."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import display

from crm.admin.rescoring import score_again
from crm.admin.seller_forms import IDEAL_LAYOUT, RepForm, SellerForm
from crm.ideal_customer import IdealCustomer
from crm.models import Rep, SellerProfile
from crm.profiles import ensure_profile
from crm.sellers import EDITABLE, update_seller
from quotahit.accounts.admin_scope import OrganizationAdmin
from quotahit.accounts.choices import Role


@admin.register(SellerProfile)
class SellerProfileAdmin(OrganizationAdmin):
    """One for each organization, so its list is its form."""

    edits = Role.MANAGER
    form = SellerForm
    offer = (
        ("What you sell", {"fields": ("product", "description", ("website", "calendar_link"), "sender_name")}),
        (
            "Ways a lead may take",
            {
                "fields": (
                    ("may_close_alone", "may_route_to_rep", "may_self_serve"),
                    ("high_value_deal", "currency"),
                )
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        is_editor = self.has_change_permission(request, obj)
        wanted = {"fields": (*IDEAL_LAYOUT, "score_again") if is_editor else ("ideal_in_words",)}
        return (self.offer[0], ("Your ideal customer", wanted), self.offer[1])

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ensure_profile(request.organization)  # type: ignore[attr-defined]
        seller = SellerProfile.objects.get(organization=request.organization)  # type: ignore[attr-defined]
        return redirect("admin:crm_sellerprofile_change", seller.pk)

    @display(description="Ideal customer")
    def ideal_in_words(self, seller: SellerProfile) -> str:
        ideal = IdealCustomer.load(seller.ideal_customer)
        wishes = ((info.title, getattr(ideal, name)) for name, info in IdealCustomer.model_fields.items())
        return "; ".join(
            f"{title}: {', '.join(wish) if isinstance(wish, list) else wish}" for title, wish in wishes if wish
        )

    def save_model(self, request: HttpRequest, obj: SellerProfile, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in EDITABLE}
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
        ("Working hours", {"fields": (("zone", "works_from", "works_until"), "capacity")}),
    )

    @display(description="Territory")
    def territory_shown(self, rep: Rep) -> str:
        return ", ".join(rep.territory) or "everywhere"

    @display(description="Languages")
    def languages_shown(self, rep: Rep) -> str:
        return ", ".join(rep.languages)
