"""Mail that comes in: received, stored raw, read, and put to use.

`interpret` and all that it stands on is pure: from raw bytes to one MailReading, without database, clock or network.
"""
