"""How the sandbox's media are made: pictures, voices, films. :mod:`vidpipe.sandbox.media` is the way in."""
