"""The commands of `vidpipe`, by theme. What they need is imported when they run: `vidpipe --help` must be quick."""
