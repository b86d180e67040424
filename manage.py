#!/usr/bin/env python
"""Django's own entry point; `usine` is the same with stricter exit codes."""

from usine.cli import main

if __name__ == "__main__":
    main()
