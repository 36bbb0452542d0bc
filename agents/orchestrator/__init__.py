"""The orchestrator: hears what happened, finds the rule that fits, and has the next act done."""
