"""Makes one file of graft.f90 and the parts that it includes, for programs to take along.

    assemble.py graft.f90 OUTPUT
"""
import pathlib
import re
import sys

source, output = map(pathlib.Path, sys.argv[1:])


def lines():
    for line in source.read_text().splitlines():
        part = re.fullmatch(r'( *)include "(.*)"', line)
        if not part:
            yield line
            continue
        for inner in (source.parent / part[2]).read_text().splitlines():
            # A line of at most 132 characters is all that Fortran promises to read.
            yield (part[1] + inner).rstrip()


output.write_text("\n".join(lines()) + "\n")
