"""Buttons on this room's pages: what a verb refuses is said to whoever pressed."""

from outreach.errors import OutreachError
from quotahit.accounts import admin_buttons
from quotahit.accounts.admin_buttons import Button

__all__ = ["Button", "ButtonsAdmin"]


class ButtonsAdmin(admin_buttons.ButtonsAdmin):
    refusals = (OutreachError,)
