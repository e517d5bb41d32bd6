"""Starts the program: `python -m counselor_desk`."""

import sys

from counselor_desk.app import main

if __name__ == "__main__":
    sys.exit(main())
