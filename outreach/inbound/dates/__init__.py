"""Dates in absence notices: which days the words name (`reader`), and which is the first day back (`returns`)."""
