"""A call as a file: bytes, plain JSON, dataclasses. No database here, no web (`docs/calls.md`)."""
