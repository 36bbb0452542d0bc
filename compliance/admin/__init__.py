"""The gate's evidence in the console: read by everybody, changed only through the verbs."""

from compliance.admin import consents, decisions, lists, places, suppressions

__all__ = ["consents", "decisions", "lists", "places", "suppressions"]
