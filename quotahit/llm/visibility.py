"""What models were asked is seen with the record that it was about."""

from quotahit.accounts.visibility import register_visibility, with_subject

register_visibility("llm.modelcall", with_subject)
