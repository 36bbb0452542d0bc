"""Companies: found, made and changed."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from rest_framework import serializers

from crm.api.segments import OfSegment
from crm.companies import create_company, update_company
from crm.models import Company
from crm.names import company_key
from quotahit.accounts.api.filters import Id, Search, Since, Until, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, MemberField, NameOf, Shape, Texts
from quotahit.accounts.api.writes import Changed, Made, Many


class CompanyShape(Shape):
    owner = MemberField(required=False, allow_null=True)
    owner_name = NameOf("owner")
    technologies = Texts(120)
    facts = serializers.JSONField(
        read_only=True,
        help_text="What is known beside the fields; where fields have their values from tells `provenance`.",
    )
    custom = Loose(required=False)

    class Meta:
        model = Company
        fields = (
            *("id", "name", "domain", "website", "linkedin", "industry", "employees", "annual_revenue", "funding"),
            *("currency", "technologies", "growth", "phone", "city", "state", "zip", "country", "description"),
            *("facts", "custom", "owner", "owner_name", "created_at", "updated_at"),
        )
        read_only_fields = ("created_at", "updated_at")


class CompanyFilters(OfSegment):
    owner = Id()
    domain = Word()
    industry = Word()
    country = Word()
    updated_since = Since("updated_at")
    created_since = Since("created_at")
    created_before = Until("created_at")


@noun("companies")
class Companies(Made, Changed, Many, Read):
    """The firms that contacts work for."""

    queryset = Company.objects.select_related("owner")
    serializer_class = CompanyShape
    filterset_class = CompanyFilters
    filter_backends = [*Read.filter_backends, Search]
    search_hint = "The beginning of a name, legal form and spelling aside, or of a domain."
    orderings: ClassVar[dict[str, str]] = {"id": "pk", "updated_at": "updated_at", "name": "name_key"}

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        key, domain = company_key(text), text.strip().lower().removeprefix("www.")
        return rows.filter((Q(name_key__startswith=key) if key else Q()) | Q(domain__startswith=domain))

    def create_row(self, values: dict[str, Any]) -> Company:
        given = {"owner": self.owner, "currency": self.organization.currency} | values
        return create_company(self.organization, given.pop("name"), actor=self.actor, **given)

    def change_row(self, company: Company, values: dict[str, Any]) -> None:
        update_company(company, actor=self.actor, **values)
