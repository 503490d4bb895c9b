"""Music that the program composes and plays itself, free of other people's rights: harmony, form, instruments."""
