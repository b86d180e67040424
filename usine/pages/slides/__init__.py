"""Papers as slides that anybody may change: texts, tables and charts of PowerPoint itself.

`deck` fills slides from top to bottom, by the `sizes` of what it lays: a table is printed smaller
when that has it fit on its slide, else the last slide has rows enough; `texts`, `tables`, `charts`
and `timelines` write each kind of block.
"""

from .deck import as_slides

__all__ = ["as_slides"]
