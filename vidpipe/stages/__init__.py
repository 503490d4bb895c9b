"""The stages of the line as plain functions: read manifests, call one provider or media function, store, hand on.

They know nothing of Dagster and nothing of HTTP.
"""
