"""Ready material for a film: a folder of pictures with their times, and a file of captions."""
