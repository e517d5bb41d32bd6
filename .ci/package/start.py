"""What the frozen program runs."""

import sys

from counselor_desk.app import main

sys.exit(main())
