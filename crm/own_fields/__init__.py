"""Fields that an organization adds to contacts, companies and deals: defined, read by their kind, asked for, shown."""
