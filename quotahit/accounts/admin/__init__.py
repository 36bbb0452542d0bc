"""The pages of this room: the organization, its people, its secrets and its log."""

from django.contrib import admin
from django.contrib.auth.models import Group

from quotahit.accounts.admin import credentials, keys, log, members, organizations

__all__ = ["credentials", "keys", "log", "members", "organizations"]

admin.site.unregister(Group)  # roles take the place of groups
