"""The learned part of the offline reader: a linear model, trained from our own examples in `examples.csv`.

`python -m outreach.replies.learned.train` writes `weights.json` anew; it is exact and takes a minute or two. Do so
after any change to the examples, to a lexicon or to the opt-out phrases.
"""
