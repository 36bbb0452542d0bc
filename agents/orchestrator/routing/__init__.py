"""Routing: which way a lead takes, who fits it best, and that somebody takes it."""
