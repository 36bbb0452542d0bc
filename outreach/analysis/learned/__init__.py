"""The learned part of the analysis: linear models, over words and over meaning, trained from our own examples.

`labels.csv` gives labels, by their id, to replies that stand in `outreach/replies/learned/examples.csv` and to messages
in `messages.csv`.
`python -m outreach.analysis.learned.train` writes `weights.jsonl` and `meanings.npz` anew; it is exact
and takes some minutes, in six processes.
"""
