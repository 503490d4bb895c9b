"""The courier: a small process that makes the requests of paid calls, and keeps their answers until somebody has them.

Text, pictures and speech are paid for by synchronous calls that have neither an idempotency key nor a look-up: when the
process that asked is killed, the answer would be lost with it, and the retry would pay again. The courier outlives it.
"""
