"""Every address of the product, room by room."""

from django.contrib import admin
from django.urls import include, path

from quotahit.health import healthz, readyz
from quotahit.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("quotahit.accounts.urls")),
    path("", include("outreach.urls")),
    path("", admin.site.urls),
]
