"""The learned part of the offline reader: two linear models, over words and over meaning, trained from our own
examples in `examples.csv`.

`python -m outreach.replies.learned.train` writes `weights.json` and `meanings.npz` anew; it is exact and takes a
minute or two. Do so after any change to the examples, to a lexicon or to the opt-out phrases.
"""
