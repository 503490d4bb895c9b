"""Captions: cut at phrases, set in lines, drawn into the picture and written to files."""
