"""`python -m paperthemes`, for where the program `paperthemes` is not found, as in notebooks."""

import sys

from paperthemes.cli import main

if __name__ == "__main__":
    sys.exit(main())
