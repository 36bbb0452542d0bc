"""Gathering the texts of the interface, and keeping the catalogues in step with them."""
