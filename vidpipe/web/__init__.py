"""The pages: they show what the services say and send what people ask for; they hold no rules of their own."""

from vidpipe.web.pages import site

__all__ = ["site"]
