"""What speech services have in common: pieces of text, sound as it arrives, and when each word is heard in it."""
