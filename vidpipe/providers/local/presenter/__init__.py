"""The drawn presenter: what it hears, how it moves, how it looks, and the film of it."""
