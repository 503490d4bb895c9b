"""The presenter in the film."""
