"""Decisions are seen with the record they were made about. Evidence hangs on addresses, of which nobody can tell whose
they are: a record's page shows its own, and the lists of all are for who sees all."""

from quotahit.accounts.visibility import everybody, nobody, register_visibility, with_subject

register_visibility("compliance.decision", with_subject)
for model in ("grounds", "loggedattempt", "consent", "suppression", "donotcall"):
    register_visibility(f"compliance.{model}", nobody)
for model in ("consenttext", "registrycopy", "placeruling"):
    register_visibility(f"compliance.{model}", everybody)
