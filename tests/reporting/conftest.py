"""Lets the tests of this folder import the two helpers beside them: small_study and report_reading."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
