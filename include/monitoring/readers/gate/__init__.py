"""What is asked of the bytes of a delivery before any reader parses them; each answer is an Unreadable or nothing."""
