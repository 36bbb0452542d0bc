"""Acts on many records of a list: chosen, looked at before, done at once, told afterwards, undone where that can be."""
