"""Under which kind the agents' notifications are filed: the rules of the orchestrator tell by their own names."""

from crm.noticing.kinds import APPOINTMENT, ESCALATION, OFFER, REPLY, file_under

file_under(REPLY, "interested", "question", "referral", "unclear-reply", "left-company")
file_under(APPOINTMENT, "reschedule")
file_under(ESCALATION, "high-value-deal", "high-value-deal-grew", "quiet-deal", "quiet-hot-lead")
file_under(OFFER, "lead.offer", "offer.expired", "lead.unassigned", "lead.self_service")
