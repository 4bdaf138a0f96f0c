"""Doxygen renders the headers without a warning, and every function of graft.h has its text.

    reference.py SOURCE_ROOT
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

if not shutil.which("doxygen"):
    print("there is no doxygen")
    sys.exit(77)
root = pathlib.Path(sys.argv[1])
header = (root / "include" / "graft.h").read_text()
declared = set(re.findall(r"^GRAFT_API [^(;]*?\b(graft_\w+)\(", header, re.M))
assert len(declared) > 50, "the header's functions were not found"

with tempfile.TemporaryDirectory() as work:
    settings = (root / "capi" / "Doxyfile").read_text()
    settings += f"OUTPUT_DIRECTORY = {work}\nGENERATE_XML = YES\n"
    run = subprocess.run(["doxygen", "-"], input=settings, text=True, cwd=root,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(run.stdout, end="")
    assert run.returncode == 0, "Doxygen warns"
    described = {}
    for file in pathlib.Path(work, "xml").glob("*.xml"):
        for member in xml.parse(file).iter("memberdef"):
            text = "".join(member.find("detaileddescription").itertext()).strip()
            described[member.findtext("name")] = text

wanting = sorted(name for name in declared if not described.get(name))
assert not wanting, f"without a text: {wanting}"
print(f"{len(declared)} functions have their text in the reference")
