"""The records in the console. What shows more than this room stands in the console's own pages."""

from importlib import import_module

for page in ("companies", "contacts", "deals", "engagement", "imports", "scoring", "sellers", "work"):
    import_module(f"crm.admin.{page}")
