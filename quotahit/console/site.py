"""The one admin site: where operators live."""

from unfold.sites import UnfoldAdminSite


class ConsoleSite(UnfoldAdminSite):
    site_title = "QuotaHit"
    site_header = "QuotaHit"
    index_title = "Overview"
