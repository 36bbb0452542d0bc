"""The outreach agent: picks and starts the sequence for a band, and drafts answers for people to approve."""
