"""From the bytes of a spreadsheet to plain cells, in a process of its own.

The standard library and calamine alone, with relative imports alone: the child process starts
this folder as a package by itself, so that it never pays for Django, and a hostile file that
gets the better of a parser takes nothing but that child with it.

An .xlsx, .xls or .ods file is first *surveyed* by a streaming reader of ours, which bounds what
it holds and notes what calamine does not tell: formulas without a result, errors, the unit or
the precision that a cell's format shows. Only then does calamine read the values, from parts
that the survey has measured.
"""
