"""Companies in the console."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from unfold.decorators import display

from crm.admin.base import HistoryAdmin
from crm.admin.fields import OwnFieldsField, WordsField
from crm.companies import company_created, company_updated, save_company
from crm.models import Company, Contact
from crm.names import company_key
from crm.scoring import score_contacts
from quotahit.accounts.admin_scope import OrganizationForm


class CompanyForm(OrganizationForm):
    technologies = WordsField(required=False, help_text="Parted by commas.")
    custom = OwnFieldsField()

    class Meta:
        model = Company
        exclude = ("organization", "facts")

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")


class SizeFilter(SimpleListFilter):
    title = "size"
    parameter_name = "size"
    sizes = {
        "small": ("Up to 50 people", Q(employees__lte=50)),
        "medium": ("51 to 250", Q(employees__gt=50, employees__lte=250)),
        "large": ("251 to 1,000", Q(employees__gt=250, employees__lte=1000)),
        "giant": ("More than 1,000", Q(employees__gt=1000)),
        "unknown": ("Not known", Q(employees=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.sizes.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(self.sizes[value][1]) if value in self.sizes else queryset


@admin.register(Company)
class CompanyAdmin(HistoryAdmin):
    """A change of a company is a change of what its people are scored by, so they are scored again."""

    form = CompanyForm
    list_display = ("firm", "industry", "employees", "country", "contacts", "created_at")
    list_filter = (SizeFilter,)
    search_fields = ("name_key",)
    search_help_text = "The beginning of a name or a domain."
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("name", ("domain", "website"), ("linkedin", "phone"), "description")}),
        (
            "What is scored",
            {
                "fields": (
                    ("industry", "employees", "growth"),
                    ("annual_revenue", "funding", "currency"),
                    "technologies",
                )
            },
        ),
        ("Place", {"fields": (("country", "state"), ("city", "zip"))}),
        ("Your own fields", {"fields": ("custom",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        theirs = Contact.objects.filter(company=OuterRef("pk")).order_by().values("company")
        return super().get_queryset(request).annotate(people=Subquery(theirs.annotate(n=Count("pk")).values("n")))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        key, domain = company_key(search_term), search_term.strip().lower()
        named = Q(name_key__startswith=key) | Q(domain__startswith=domain) if key else Q(domain__startswith=domain)
        return queryset.filter(named), False

    @display(description="Company", header=True, ordering="name_key")
    def firm(self, company: Company) -> list[str]:
        return [company.name, company.domain]

    @display(description="Contacts")
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
