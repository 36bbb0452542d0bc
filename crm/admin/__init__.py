"""The records in the console. What shows more than this room stands in the console's own pages."""

from importlib import import_module

PAGES = "companies contacts custom_fields deals engagement facts imports provenance scoring sellers tasks work"
for page in PAGES.split():
    import_module(f"crm.admin.{page}")
