"""Every address of the product, room by room."""

from importlib import import_module

from django.contrib import admin
from django.urls import include, path

from quotahit.health import healthz, readyz
from quotahit.metrics import metrics

handler400 = "quotahit.policy.not_understood"
handler500 = "quotahit.policy.our_fault"

# What the REST API offers; each puts its nouns into the registry, from which the addresses below are made.
NOUNS = (
    "quotahit.accounts.api.organization",
    "quotahit.accounts.api.teams",
    "quotahit.events.api",
    "quotahit.events.api_webhooks",
    "quotahit.workflow.api",
    "compliance.api",
    "crm.api",
    "outreach.api",
    "agents.api",
    "agents.api_knowledge",
    "agents.api_offers",
    "agents.api_rules",
    "agents.api_scout",
)
for module in NOUNS:
    import_module(module)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/", include("quotahit.accounts.api.urls")),
    path("", include("quotahit.accounts.urls")),
    path("", include("outreach.urls")),
    path("", admin.site.urls),
]
