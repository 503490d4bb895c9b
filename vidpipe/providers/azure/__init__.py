"""Azure Speech: neural voices in some 140 languages."""
