"""What a text means, beside its words: numbers from an encoder that has read much, and models over them.

Whoever puts a thing in words that none of our examples used is understood by likeness of meaning, in sixteen languages.
The encoder comes whole with its library: nothing is asked of the network. See docs/decisions/0020.
"""
