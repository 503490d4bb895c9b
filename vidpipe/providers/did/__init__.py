"""D-ID: a portrait or a stock presenter speaks the narration (https://docs.d-id.com)."""
