"""The addresses below /api/. The nouns are there once the rooms are imported: the composition sees to that."""

from django.urls import include, path, re_path

from quotahit.accounts.api.pages import Document, Page
from quotahit.accounts.api.problems import unknown_address
from quotahit.accounts.api.registry import router

urlpatterns = [
    path("v1/schema/", Document.as_view(), name="api_schema"),
    path("docs/", Page.as_view(), name="api_docs"),
    path("v1/", include(router.urls)),
    re_path(r"^[\s\S]*$", unknown_address, name="api_unknown"),  # whatever characters stand in it
]
