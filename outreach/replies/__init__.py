"""What a person's reply wants of us, by nine classes; see `classify`."""
