"""A program of the first header of this soname, linked against a library of that time, runs with
today's library, which has every function of that time under its version.

    first.py BASELINE_FOLDER LIBRARY COMPILER...
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import stub

baseline, library, compiler = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
header = (baseline / "graft.h").read_text()
with tempfile.TemporaryDirectory() as work:
    old, new = pathlib.Path(work, "old"), pathlib.Path(work, "new")
    linked = stub.build(old, header, (baseline / "graft.map").read_text(), compiler)
    new.mkdir()
    shutil.copy(library, new / linked.name)
    names = stub.functions(header)
    (old / "all.c").write_text('#include "graft.h"\nvoid (*const all_functions[])(void) = {\n' +
                               "".join(f"  (void (*)(void)){name},\n" for name in names) + "};\n")
    program = pathlib.Path(work, "program")
    subprocess.run([*compiler, "-std=c99", f"-I{old}", str(baseline.parent / "first.c"),
                    str(old / "all.c"), str(linked), "-lm", "-Wl,-z,now", "-o", str(program)],
                   check=True)
    run = subprocess.run([program], env={**os.environ, "LD_LIBRARY_PATH": str(new)})
    sys.exit(run.returncode)
