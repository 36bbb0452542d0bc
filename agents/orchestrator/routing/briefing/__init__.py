"""The briefing: what a rep should know of a lead, each statement with what it stands on."""
