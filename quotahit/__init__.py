"""QuotaHit: an autonomous sales department in one Django project."""
