"""The film's sound: joined recordings, loudness, and whether it is in step."""
