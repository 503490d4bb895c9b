"""What the command line shows and asks: progress, diagnosis, logs."""
