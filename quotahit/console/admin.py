"""Where an admin list leads to a page that spans rooms."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from crm.admin.companies import CompanyAdmin
from crm.admin.contacts import ContactAdmin
from crm.admin.deals import DealAdmin
from crm.mentions import page_of
from crm.models import Company, Contact, Deal
from quotahit.accounts.admin_lists import IndexedChangeList

admin.site.unregister([Company, Contact, Deal])


class RecordList(IndexedChangeList):
    """Rows lead to the record's page, where the form is one click away."""

    def url_for_result(self, result: Any) -> str:
        return page_of(result)


class LeadsToPage:
    """The records' own admin, with the way to the record's page."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[IndexedChangeList]:
        return RecordList


@admin.register(Company)
class CompanyPageAdmin(LeadsToPage, CompanyAdmin):
    pass


@admin.register(Contact)
class ContactPageAdmin(LeadsToPage, ContactAdmin):
    pass


@admin.register(Deal)
class DealPageAdmin(LeadsToPage, DealAdmin):
    pass
