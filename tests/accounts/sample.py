"""An admin site of the tests' own: what any room gets by building on the shared base class."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import action

from crm.models import Company, Contact, ContactEmail, Tag
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationInline
from quotahit.console.site import ConsoleSite

site = ConsoleSite(name="sample")


class EmailInline(OrganizationInline):
    model = ContactEmail
    fields = ("address", "key")


@admin.register(Contact, site=site)
class ContactAdmin(OrganizationAdmin):
    fields = ("first_name", "company", "owner", "tags")
    inlines = (EmailInline,)
    list_filter = ("company", ("owner", RelatedDropdownFilter))
    actions = ("greet", "look")
    actions_row = ("wave",)
    actions_detail = ("peek",)

    @admin.action(description="Greet")
    def greet(self, request: HttpRequest, queryset: QuerySet) -> None:
        messages.info(request, f"Greeted {queryset.count()}")

    @admin.action(description="Look", permissions=["view"])
    def look(self, request: HttpRequest, queryset: QuerySet) -> None:
        messages.info(request, f"Looked at {queryset.count()}")

    @action(description="Wave")
    def wave(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("/waved/")

    @action(description="Peek", permissions=["view"])
    def peek(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("/peeked/")


@admin.register(Company, site=site)
class CompanyAdmin(OrganizationAdmin):
    fields = ("name", "name_key")
    search_fields = ("name",)


@admin.register(Tag, site=site)
class TagAdmin(OrganizationAdmin):
    fields = ("name",)


urlpatterns = [path("sample/", site.urls), path("", include("quotahit.urls"))]
