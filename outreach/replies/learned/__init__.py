"""The learned part of the offline reader: two small linear models, trained from our own examples in `examples.csv`.

`python -m outreach.replies.learned.train` writes `weights.json` anew; it is exact and takes under a minute. Do so after
any change to the examples or to a lexicon.
"""
