"""Making one record of two, and two of one again: see docs/how-to/merge-duplicates.md."""
