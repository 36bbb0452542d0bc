"""Every address of the product, room by room."""

from django.contrib import admin
from django.urls import path

from quotahit.heartbeat import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", admin.site.urls),
]
