"""Segments: saved conditions over whatever is known of a record, compiled to one question of the database."""
