"""Dates in mail: which days the words name (`reader`), which is the first day back of somebody who is away (`returns`),
and on which day somebody who puts us off wants to hear from us (`wishes`)."""
