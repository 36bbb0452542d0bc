"""Where an admin list leads to a page that spans rooms."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from crm.admin.contacts import ContactAdmin
from crm.models import Contact
from quotahit.accounts.admin_lists import IndexedChangeList

admin.site.unregister(Contact)


class ContactList(IndexedChangeList):
    """Rows lead to the contact page, where the form is one click away."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:console_contact", args=[result.pk])


@admin.register(Contact)
class ContactPageAdmin(ContactAdmin):
    """The records' own admin of contacts, with the way to the contact page."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[IndexedChangeList]:
        return ContactList
