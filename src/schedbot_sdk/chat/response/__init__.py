"""What a chat server's response means. Pure."""
