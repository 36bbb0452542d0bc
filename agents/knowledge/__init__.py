"""What the organization lets its agents say: kept by managers, found word by word, said as it stands."""
