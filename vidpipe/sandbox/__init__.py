"""Simulators of every external service, served on one loopback port: the wire contracts of the real ones, no network.

``vidpipe sandbox`` starts them; settings point the clients here. They check keys, validate every field, run jobs with
states, let quotas run out and fail on demand; their pictures, speech and films are real ones, made here.
"""
