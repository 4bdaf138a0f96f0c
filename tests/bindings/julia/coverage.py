"""The package declares each function of graft.h, with its arguments, and no other; it calls each; and it
gives each status its number.

    coverage.py HEADER PACKAGE
"""
import pathlib
import re
import sys

header = pathlib.Path(sys.argv[1]).read_text()
sources = {path.name: path.read_text() for path in pathlib.Path(sys.argv[2], "src").glob("*.jl")}
header = re.sub(r"/\*.*?\*/", " ", header, flags=re.S)
faults = []


def julia_type(declaration):
    """The Julia type of a C parameter or result, as c.jl names it."""
    words = declaration.replace("*", " * ").split()
    stars, words = words.count("*"), [w for w in words if w not in ("*", "const")]
    base, name = words[0], words[1] if len(words) > 1 else ""
    if base.endswith("_fn"):
        return "Ptr{Cvoid}"
    if re.fullmatch("graft_(context|options|dataset|fitter|model)", base):
        return {1: "Handle", 2: "Out"}[stars]
    if base == "char":
        if stars == 2:
            return "Ptr{Cstring}"
        return "Ptr{UInt8}" if name in ("buffer", "bytes") else "Cstring"
    plain = {"void": "Cvoid", "int64_t": "Int64", "int32_t": "Int32", "uint64_t": "UInt64",
             "double": "Float64", "float": "Float32", "graft_status": "Status"}[base]
    return "Ptr{%s}" % plain if stars else plain


def arguments(text, type_of):
    text = " ".join(text.split())
    return [] if text in ("", "void") else [type_of(a) for a in text.split(",")]


in_header = {}
for result, name, given in re.findall(r"GRAFT_API ([^(;]*?)(graft_\w+)\s*\(([^;]*?)\);", header):
    in_header[name] = (arguments(given, julia_type), julia_type(result))
in_package = {}
for name, given, result in re.findall(r"@c (graft_\w+)\(([^)]*)\)::(\w+)", sources["c.jl"]):
    in_package[name] = (arguments(given, lambda a: a.split("::")[1]), result)
for name in sorted(in_header.keys() | in_package.keys()):
    if in_header.get(name) != in_package.get(name):
        faults.append(f"{name}: {in_header.get(name)} in graft.h, {in_package.get(name)} in c.jl")
for name in in_package:
    if not any(re.search(rf"\bC\.{name}\b", text) for text in sources.values()):
        faults.append(f"{name} is declared and not called")

statuses = dict(re.findall(r"#define GRAFT_(OK|STOPPED|UNCONVERGED|ERROR_[A-Z]+) (\d+)", header))
ours = dict(re.findall(r"^const (OK|STOPPED|UNCONVERGED|ERROR_[A-Z]+) = Int32\((\d+)\)",
                       sources["support.jl"], flags=re.M))
if statuses != ours:
    faults.append(f"status values: {statuses} in graft.h, {ours} in support.jl")
if len(in_header) < 50 or len(statuses) < 10:
    faults.append(f"only {len(in_header)} functions and {len(statuses)} status values were found")
print("\n".join(faults) or f"{len(in_header)} functions declared as in graft.h and called, "
      f"{len(statuses)} status values")
sys.exit(bool(faults))
