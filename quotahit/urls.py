"""Every address of the product, room by room."""

from django.contrib import admin
from django.urls import include, path

from quotahit.heartbeat import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("quotahit.accounts.urls")),
    path("", include("outreach.urls")),
    path("", admin.site.urls),
]
