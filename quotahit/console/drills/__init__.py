"""Drills: the product under fire, started as it runs, in a place of its own."""
