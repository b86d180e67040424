"""The real files, where they are: the package of the project, the folder of reference data."""

from pathlib import Path

import pytest
from django.conf import settings

PACKAGE = settings.BASE_DIR / "node_modules" / "@etalab" / "decoupage-administratif"
REFERENCE: Path = settings.BASE_DIR.parent / "shared" / "reference"

needs_package = pytest.mark.skipif(not PACKAGE.is_dir(), reason="npm package not installed")
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference data here")
