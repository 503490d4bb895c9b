"""The film: where things stand, what moves, how it is encoded, and whether it is fit to go out."""
