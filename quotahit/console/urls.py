"""The console's own pages, beside the rooms' admin pages."""

from quotahit.accounts.choices import Role
from quotahit.console import overview
from quotahit.console.pages import Page
from quotahit.console.views import (
    approvals,
    contact,
    contact_acts,
    demo,
    imports,
    notifications,
    privacy,
    sandbox,
    setup,
)

_CONTACT = "contacts/<int:contact_id>/"
_THREAD = "sandbox/<int:thread_id>/"
_IMPORT = "import/<int:import_id>/"

PAGES: list[Page] = [
    Page("overview/part/", "console_overview_part", overview.part),
    Page("approvals/", "console_approvals", approvals.approvals_page),
    Page("approvals/part/", "console_approvals_part", approvals.approvals_part),
    Page("approvals/many/", "console_approvals_many", approvals.answer_many, Role.REP),
    Page("approvals/<int:approval_id>/", "console_approval", approvals.answer, Role.REP),
    Page("notifications/", "console_notifications", notifications.notifications_page),
    Page("notifications/read/", "console_notifications_read", notifications.read_all),
    Page("sandbox/", "console_sandbox", sandbox.sandbox_page),
    Page("sandbox/skip/", "console_sandbox_skip", sandbox.skip_ahead, Role.MANAGER),
    Page("sandbox/mail/<int:delivery_id>/", "console_sandbox_mail", sandbox.mail_html),
    Page(_THREAD, "console_sandbox_conversation", sandbox.conversation_page),
    Page(f"{_THREAD}part/", "console_sandbox_part", sandbox.conversation_part),
    Page(f"{_THREAD}answer/", "console_sandbox_answer", sandbox.answer, Role.REP),
    Page("setup/", "console_setup", setup.setup_page),
    Page("setup/try/<slug:vendor>/", "console_setup_try", setup.try_vendor, Role.MANAGER),
    Page("demo/remove/", "console_demo_remove", demo.remove_demo, Role.OWNER),
    Page("demo/load/", "console_demo_bring", demo.bring_demo, Role.OWNER),
    Page("import/", "console_import", imports.import_page, Role.REP),
    Page(f"{_IMPORT}mapping/", "console_import_mapping", imports.mapping_page, Role.REP),
    Page(f"{_IMPORT}plan/", "console_import_plan", imports.plan_page, Role.REP),
    Page(f"{_IMPORT}progress/", "console_import_progress", imports.progress_page),
    Page(f"{_IMPORT}progress/part/", "console_import_progress_part", imports.progress_part),
    Page(f"{_IMPORT}errors/", "console_import_errors", imports.error_file),
    Page(f"{_IMPORT}discard/", "console_import_discard", imports.discard, Role.REP),
    Page(_CONTACT, "console_contact", contact.contact_page),
    Page(f"{_CONTACT}timeline/", "console_contact_timeline", contact.timeline_part),
    Page(f"{_CONTACT}side/", "console_contact_side", contact.side_part),
    Page(f"{_CONTACT}take-over/", "console_contact_take_over", contact_acts.take, Role.REP),
    Page(f"{_CONTACT}hand-back/", "console_contact_hand_back", contact_acts.give_back, Role.REP),
    Page(f"{_CONTACT}pause/", "console_contact_pause", contact_acts.pause, Role.REP),
    Page(f"{_CONTACT}resume/", "console_contact_resume", contact_acts.resume, Role.REP),
    Page(f"{_CONTACT}score/", "console_contact_score", contact_acts.score, Role.REP),
    Page(f"{_CONTACT}enroll/", "console_contact_enroll", contact_acts.start_sequence, Role.REP),
    Page(f"{_CONTACT}send/", "console_contact_send", contact_acts.write, Role.REP),
    Page(f"{_CONTACT}log/", "console_contact_log", contact_acts.log, Role.REP),
    Page(f"{_CONTACT}privacy/", "console_contact_privacy", privacy.privacy_page, Role.MANAGER),
    Page(f"{_CONTACT}export/", "console_contact_export", privacy.export_person, Role.MANAGER),
    Page(f"{_CONTACT}erase/", "console_contact_erase", privacy.erase_person, Role.MANAGER),
    Page(f"{_CONTACT}suppress/", "console_contact_suppress", contact_acts.never_again, Role.REP),
]
