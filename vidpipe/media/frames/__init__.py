"""Raw frames of the film: pictures and clips under a camera."""
