"""What a viewer sees of a film before it plays, and what helps to find a place in it: thumbnails and chapters."""
