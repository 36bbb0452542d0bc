"""Finding records that look like one: when one is saved, and by a scan of all."""
