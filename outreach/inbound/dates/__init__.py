"""Dates in the words of absence notices: which days they name (`reader`), and which is the first day back (`returns`)."""
