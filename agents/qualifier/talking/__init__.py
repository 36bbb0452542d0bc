"""The qualifier's own conversation: it answers, asks one thing, backs off, comes back, and comes to an end."""
