"""What all video services have in common: words for a clip, its length, a job from its creation to the file."""
