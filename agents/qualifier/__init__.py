"""The qualifier: reads a conversation for budget, authority, need, timeline and competition, and judges the lead."""
