"""How the console looks and where its menu leads; plain data that the settings read."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy


def _item(title: str, icon: str, name: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}"), **more}


def _group(title: str, *items: dict[str, Any], collapsible: bool = False) -> dict[str, Any]:
    return {"title": title, "items": list(items), "collapsible": collapsible, "separator": bool(title)}


_BADGES = "quotahit.console.badges"

NAVIGATION = [
    _group(
        "",
        _item("Overview", "dashboard", "index"),
        _item("Approvals", "task_alt", "console_approvals", badge=f"{_BADGES}.approvals"),
        _item("Sandbox inbox", "forum", "console_sandbox"),
        _item("Import leads", "upload_file", "console_import", permission=f"{_BADGES}.for_reps"),
    ),
    _group(
        "Records",
        _item("Contacts", "person", "crm_contact_changelist"),
        _item("Companies", "apartment", "crm_company_changelist"),
        _item("Deals", "handshake", "crm_deal_changelist"),
        _item("Tasks", "checklist", "crm_task_changelist", badge=f"{_BADGES}.tasks"),
        _item("Imports", "inventory", "crm_import_changelist"),
    ),
    _group(
        "Outreach",
        _item("Sequences", "route", "outreach_sequence_changelist"),
        _item("Templates", "draft", "outreach_template_changelist"),
        _item("Enrolments", "playlist_add_check", "outreach_enrollment_changelist"),
        _item("Deliveries", "outgoing_mail", "outreach_delivery_changelist"),
        _item("Inbound mail", "inbox", "outreach_inboundmessage_changelist"),
        _item("Mailboxes", "alternate_email", "outreach_mailbox_changelist"),
    ),
    _group(
        "Agents",
        _item("Decisions", "psychology", "agents_agentdecision_changelist"),
        _item("Runs", "account_tree", "workflow_run_changelist"),
        _item("Model calls", "neurology", "llm_modelcall_changelist"),
    ),
    _group(
        "Compliance",
        _item("Gate decisions", "gavel", "compliance_decision_changelist"),
        _item("Consents", "verified_user", "compliance_consent_changelist"),
        _item("Suppressions", "block", "compliance_suppression_changelist"),
        _item("Do not call", "phone_disabled", "compliance_donotcall_changelist"),
        _item("Audit log", "receipt_long", "audit_auditentry_changelist"),
    ),
    _group(
        "Settings",
        _item("Set-up", "settings_suggest", "console_setup"),
        _item("Seller profile", "storefront", "crm_sellerprofile_changelist"),
        _item("Scoring", "speed", "crm_scoringprofile_changelist"),
        _item("Pipelines", "view_kanban", "crm_pipeline_changelist"),
        _item("Reps", "badge", "crm_rep_changelist"),
        _item("Organization", "domain", "accounts_organization_changelist"),
        _item("Members", "group", "accounts_membership_changelist"),
        _item("Credentials", "key", "accounts_credential_changelist", permission=f"{_BADGES}.for_managers"),
    ),
]

UNFOLD = {
    "SITE_TITLE": "QuotaHit",
    "SITE_HEADER": "QuotaHit",
    "SITE_SYMBOL": "target",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("console/icon.svg")}],
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "quotahit.console.overview.dashboard",
    "ENVIRONMENT": f"{_BADGES}.environment",
    "STYLES": [lambda request: static("console/console.css")],
    "SCRIPTS": [
        lambda request, name=name: static(f"console/{name}.js") for name in ("live", "charts", "approvals", "import")
    ],
    "ACCOUNT": {"navigation": [{"title": "Your profile", "link": reverse_lazy("accounts:profile")}]},
    "COMMAND": {"search_models": True, "show_history": False},
    "SIDEBAR": {"show_search": False, "command_search": True, "navigation": NAVIGATION},
    "COLORS": {
        "primary": {
            "50": "oklch(97.1% .014 180)",
            "100": "oklch(93.5% .035 180)",
            "200": "oklch(88% .065 180)",
            "300": "oklch(80% .095 181)",
            "400": "oklch(70% .115 183)",
            "500": "oklch(58% .105 185)",
            "600": "oklch(48% .09 187)",
            "700": "oklch(42% .078 189)",
            "800": "oklch(36% .065 191)",
            "900": "oklch(31% .053 193)",
            "950": "oklch(22% .04 195)",
        }
    },
}
