"""Stability AI: pictures for credits, by its stable-image endpoints (v2beta)."""
