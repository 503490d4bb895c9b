"""OpenAI's Videos API, which is gone, and gateways that still speak it."""
