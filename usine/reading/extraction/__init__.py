"""From the bytes of a spreadsheet to plain cells, in a process of its own.

It imports the standard library, calamine and xlrd alone, and itself by relative imports: the child
process starts this folder as a package by itself, so that it never pays for Django, and a hostile
file that crashes a parser ends that child alone.

An .xlsx or .ods file is first *surveyed* by a streaming reader of ours, which bounds what it holds
and notes what calamine leaves out: formulas without a result, errors, what a format shows (a unit,
a scale, a precision, « 001 »), colours, comments, what is hidden. Only then does calamine read the
values, from parts that the survey has measured. xlrd reads an .xls with all this; the child's
bounds of time and memory are what a hostile one meets.
"""
