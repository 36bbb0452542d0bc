"""The researcher: completes what is known of a contact and their company, and has them scored."""
