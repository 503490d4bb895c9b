"""The embedded providers: real ones, chosen by setting, that need no key and no network."""
