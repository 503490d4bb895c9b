"""Written language: fonts for every script. Knows nothing of video."""
