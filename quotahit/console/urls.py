"""The console's own pages, beside the rooms' admin pages."""

from quotahit.console.pages import Page

PAGES: list[Page] = []
