"""The part of `./duban measure` that runs in the environment of the suite."""

import importlib
import sys

sys.exit(importlib.import_module(f"tools.measure.{sys.argv[1]}").main(sys.argv[2:]))
