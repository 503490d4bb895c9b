"""vidpipe: a video production line that people run themselves."""

__version__ = "0.1.0"
