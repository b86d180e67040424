"""Words of French that are nobody's in particular, as `french.toml` lists them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("french.toml").read_text())
