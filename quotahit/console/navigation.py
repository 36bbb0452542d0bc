"""How the console looks and where its menu leads; plain data that the settings read."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

TOP = ""


def _item(title: str, icon: str, name: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}"), **more}


def _group(title: str, *items: dict[str, Any]) -> dict[str, Any]:
    """Lines of the menu below a title; those without one stand at its top."""
    has_title = title is not TOP
    return {"title": title, "items": list(items), "collapsible": False, "separator": has_title}


_BADGES = "quotahit.console.badges"

NAVIGATION = [
    _group(
        "",
        _item(_("Today"), "dashboard", "index"),
        _item(_("Inbox"), "inbox", "console_inbox", badge=f"{_BADGES}.inbox"),
        _item(_("Approvals"), "task_alt", "console_approvals", badge=f"{_BADGES}.approvals"),
        _item(_("Lead offers"), "assignment_ind", "console_offers", badge=f"{_BADGES}.offers"),
        _item(_("Sandbox inbox"), "forum", "console_sandbox"),
        _item(_("Find leads"), "person_search", "console_scout"),
        _item(_("Import leads"), "upload_file", "console_import", permission=f"{_BADGES}.for_reps"),
    ),
    _group(
        _("Records"),
        _item(_("Contacts"), "person", "crm_contact_changelist"),
        _item(_("Segments"), "filter_alt", "console_segments"),
        _item(_("Companies"), "apartment", "crm_company_changelist"),
        _item(_("Deals"), "handshake", "crm_deal_changelist"),
        _item(_("Board"), "view_kanban", "console_board"),
        _item(_("Forecast"), "trending_up", "console_forecast"),
        _item(_("Tasks"), "checklist", "crm_task_changelist", badge=f"{_BADGES}.tasks"),
        _item(_("Duplicates"), "join_inner", "console_duplicates", badge=f"{_BADGES}.duplicates"),
        _item(_("Imports"), "inventory", "crm_import_changelist"),
        _item(_("Bulk acts"), "checklist_rtl", "console_bulk_jobs", permission=f"{_BADGES}.for_reps"),
    ),
    _group(
        _("Outreach"),
        _item(_("Sequences"), "route", "outreach_sequence_changelist"),
        _item(_("Templates"), "draft", "outreach_template_changelist"),
        _item(_("Enrolments"), "playlist_add_check", "outreach_enrollment_changelist"),
        _item(_("Deliveries"), "outgoing_mail", "outreach_delivery_changelist"),
        _item(_("Inbound mail"), "mail", "outreach_inboundmessage_changelist"),
        _item(_("Mailboxes"), "alternate_email", "outreach_mailbox_changelist"),
        _item(_("Chat widgets"), "chat", "outreach_chatwidget_changelist"),
    ),
    _group(
        _("Agents"),
        _item(_("Flow of leads"), "water_drop", "console_flow"),
        _item(_("Chains"), "linear_scale", "console_chains"),
        _item(_("Rules"), "rule", "console_rules"),
        _item(_("Decisions"), "psychology", "agents_agentdecision_changelist"),
        _item(_("Qualifying"), "contact_support", "agents_qualifiertalk_changelist"),
        _item(_("Knowledge"), "menu_book", "agents_knowledgeentry_changelist"),
        _item(_("Runs"), "account_tree", "workflow_run_changelist"),
        _item(_("Model calls"), "neurology", "llm_modelcall_changelist"),
    ),
    _group(
        _("Compliance"),
        _item(_("Gate decisions"), "gavel", "compliance_decision_changelist"),
        _item(_("Consents"), "verified_user", "compliance_consent_changelist"),
        _item(_("Suppressions"), "block", "compliance_suppression_changelist"),
        _item(_("Do not call"), "phone_disabled", "compliance_donotcall_changelist"),
        _item(_("Audit log"), "receipt_long", "audit_auditentry_changelist"),
    ),
    _group(
        _("Settings"),
        _item(_("Set-up"), "settings_suggest", "console_setup"),
        _item(_("Seller profile"), "storefront", "crm_sellerprofile_changelist"),
        _item(_("Scoring"), "speed", "crm_scoringprofile_changelist"),
        _item(_("Research"), "travel_explore", "console_research", permission=f"{_BADGES}.for_managers"),
        _item(_("Your own fields"), "dashboard_customize", "crm_customfield_changelist"),
        _item(_("Pipelines"), "conversion_path", "crm_pipeline_changelist"),
        _item(_("Lost reasons"), "heart_broken", "crm_lostreason_changelist"),
        _item(_("Goals"), "flag", "crm_goal_changelist"),
        _item(_("Reps"), "badge", "crm_rep_changelist"),
        _item(_("Organization"), "domain", "accounts_organization_changelist"),
        _item(_("Members"), "group", "accounts_membership_changelist"),
        _item(_("Teams"), "groups", "accounts_team_changelist"),
        _item(_("Credentials"), "key", "accounts_credential_changelist", permission=f"{_BADGES}.for_managers"),
        _item(_("API keys"), "api", "accounts_apikey_changelist", permission=f"{_BADGES}.for_reps"),
        _item(_("Webhooks"), "webhook", "events_webhookendpoint_changelist", permission=f"{_BADGES}.for_managers"),
    ),
]

SCRIPTS = (
    "live",
    "keys",
    "charts",
    "approvals",
    "inbox",
    "duplicates",
    "import",
    "mentions",
    "columns",
    "offers",
    "scout",
)
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
    "SCRIPTS": [lambda request, name=name: static(f"console/{name}.js") for name in SCRIPTS],
    "ACCOUNT": {"navigation": [{"title": _("Your profile"), "link": reverse_lazy("accounts:profile")}]},
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
