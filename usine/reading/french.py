"""The French words that every vocabulary shares, as `french.toml` lists them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("french.toml").read_text())
