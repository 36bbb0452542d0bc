"""Companies in the console."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.admin.base import FilesAdmin, ShareInline
from crm.admin.bulk import BulkAdmin
from crm.admin.contact_filters import OwnerFilter
from crm.admin.fields import WordsField
from crm.admin.list_views import SavedViewsAdmin
from crm.admin.lookalikes import LookalikesAdmin
from crm.admin.own_fields import OwnFieldsAdmin
from crm.admin.own_forms import OwnFieldsForm
from crm.choices import Noun
from crm.companies import company_created, company_updated, save_company
from crm.models import Company, Contact
from crm.scoring import score_contacts
from crm.search import search_companies
from quotahit.accounts.admin_access import seen_by


class CompanyForm(OwnFieldsForm):
    technologies = WordsField(label=_("Technologies"), required=False, help_text=_("Parted by commas."))

    class Meta:
        model = Company
        exclude = ("organization", "facts")

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")


class SizeFilter(SimpleListFilter):
    title = _("size")
    parameter_name = "size"
    sizes = {
        "small": (_("Up to 50 people"), Q(employees__lte=50)),
        "medium": (_("51 to 250"), Q(employees__gt=50, employees__lte=250)),
        "large": (_("251 to 1,000"), Q(employees__gt=250, employees__lte=1000)),
        "giant": (_("More than 1,000"), Q(employees__gt=1000)),
        "unknown": (_("Not known"), Q(employees=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.sizes.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(self.sizes[value][1]) if value in self.sizes else queryset


@admin.register(Company)
class CompanyAdmin(BulkAdmin, SavedViewsAdmin, OwnFieldsAdmin, LookalikesAdmin, FilesAdmin):
    """A change of a company is a change of what its people are scored by, so they are scored again."""

    noun = Noun.COMPANY
    record_kind = "company"
    form = CompanyForm
    actions = ("merge_selected",)
    inlines = (ShareInline,)
    list_display = ("firm", "industry", "employees", "country", "contacts", "owner", "created_at")
    more_columns = (*("domain", "website", "phone", "city", "state"), *("annual_revenue", "growth", "updated_at"))
    list_select_related = ("owner",)
    list_filter = (SizeFilter, OwnerFilter)
    search_fields = ("name_key",)
    search_help_text = _("The beginning of a name or a domain.")
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("name", ("domain", "website"), ("linkedin", "phone"), "description", "owner")}),
        (
            _("What is scored"),
            {
                "fields": (
                    ("industry", "employees", "growth"),
                    ("annual_revenue", "funding", "currency"),
                    "technologies",
                )
            },
        ),
        (_("Place"), {"fields": (("country", "state"), ("city", "zip"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        theirs = seen_by(request, Contact.objects.filter(company=OuterRef("pk"))).order_by().values("company")
        return super().get_queryset(request).annotate(people=Subquery(theirs.annotate(n=Count("pk")).values("n")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        return search_companies(queryset, search_term), False

    @display(description=_("Company"), header=True, ordering="name_key")
    def firm(self, company: Company) -> list[str]:
        return [company.name, company.domain]

    @display(description=_("Contacts"))
    def contacts(self, company: Any) -> int:
        return company.people or 0

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        save_company(obj, request.user)

    def log_addition(self, request: HttpRequest, obj: Company, message: Any) -> None:
        company_created(obj, actor=request.user)

    def log_change(self, request: HttpRequest, obj: Company, message: Any) -> None:
        if message:
            company_updated(obj, message, actor=request.user)
            people = obj.contacts.values_list("pk", flat=True)
            score_contacts(obj.organization, people, cause="company", actor=request.user)
