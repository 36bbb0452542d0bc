"""What a mail that came in says: pure reading, from raw bytes to one MailReading. No database, no clock, no network."""
