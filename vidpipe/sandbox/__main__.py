"""``python -m vidpipe.sandbox``: serve the simulators until interrupted."""

from __future__ import annotations

import argparse

from vidpipe.sandbox.app import serve


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m vidpipe.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--profile", choices=("instant", "real"), default="instant")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    serve(given.port, given.profile, given.seed)


if __name__ == "__main__":
    main()
