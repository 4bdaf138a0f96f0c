"""What stands in the header and in the version script keeps its meaning: abidiff finds no change
but additions since the baseline, and constants keep their values. Changed copies of the header show
that each kind of change is found.

    compatible.py SOURCE_ROOT COMPILER...
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import stub

# These grow with the library.
GROWING = {"GRAFT_VERSION_MAJOR", "GRAFT_VERSION_MINOR", "GRAFT_VERSION_PATCH",
           "GRAFT_MODEL_FORMAT"}
# What must be found, and what is allowed: a name, the text to change and what it becomes.
BREAKING = {
    "a parameter's type": ("smiles, int64_t rows", "smiles, int32_t rows"),
    "one more parameter": ("graft_options_create(", "graft_options_create(int64_t size, "),
    "a returned type": ("int64_t graft_option_count", "int32_t graft_option_count"),
    "a field's type": ("double seconds;", "float seconds;"),
    "a field in the middle": ("double train_loss;", "double lost;\n  double train_loss;"),
    "a callback's type": ("const void* bytes, int64_t size", "const void* bytes, int32_t size"),
    "the status type": ("typedef int32_t graft_status", "typedef int64_t graft_status"),
    "a constant": ("#define GRAFT_ERROR_IO 6", "#define GRAFT_ERROR_IO 7"),
    "a function's name": ("graft_score(", "graft_rate("),
    "a function's version": ("    graft_score;", ""),
}
ADDING = {
    "a field at the end": ("double seconds_left;", "double seconds_left;\n  double more;"),
    "a constant": ("#define GRAFT_OK 0", "#define GRAFT_OK 0\n#define GRAFT_ERROR_NEW 14"),
    "a function": ("graft_version(void);", "graft_version(void);\nGRAFT_API void graft_new(void);"),
}

root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
if not shutil.which("abidiff"):
    print("there is no abidiff")
    sys.exit(77)
texts = [(root / "include" / "graft.h").read_text(), (root / "capi" / "graft.map").read_text()]
baseline = root / "tests" / "abi" / "baseline"
first = [(baseline / "graft.h").read_text(), (baseline / "graft.map").read_text()]
work = tempfile.TemporaryDirectory()
folder = pathlib.Path(work.name)


def broken(name, header, version_script):
    """What a program that was built before would notice; "" if nothing."""
    # A struct may grow at its end: it begins with its size.
    for struct, fields in stub.fields(first[0]).items():
        header = stub.with_fields(header, struct, stub.fields(header)[struct][:len(fields)])
    library = stub.build(folder / name, header, version_script, compiler)
    compared = subprocess.run(
        ["abidiff", "--no-added-syms", str(base), str(library)], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    now = stub.constants(header)
    moved = [f"{key} was {value}, is {now.get(key)}"
             for key, value in stub.constants(first[0]).items()
             if key not in GROWING and now.get(key) != value]
    return "\n".join(([compared.stdout] if compared.returncode else []) + moved)


base = stub.build(folder / "first", *first, compiler)
assert len(stub.functions(first[0])) > 100 and len(stub.constants(first[0])) > 12
found = broken("now", *texts)
assert not found, f"programs built against the baseline break:\n{found}"


def changed(kind, number, was, becomes):
    """The baseline with a change, which stands in the header or in the version script."""
    copies = [text.replace(was, becomes, 1) for text in first]
    assert copies != first, f"{was!r} is gone from the baseline"
    if "graft_rate" in becomes or "graft_new" in becomes:
        copies[1] = copies[1].replace("global:", "global: graft_rate; graft_new;", 1)
    if was == "    graft_score;":
        copies[1] += "GRAFT_0.3 { global: graft_score; } GRAFT_0.2;\n"
    return broken(f"{kind}{number}", *copies)


for number, (what, change) in enumerate(BREAKING.items()):
    assert changed("breaking", number, *change), f"a change of {what} is not found"
for number, (what, change) in enumerate(ADDING.items()):
    found = changed("adding", number, *change)
    assert not found, f"{what} may be added, but:\n{found}"
print(f"{len(stub.functions(texts[0]))} functions and {len(stub.constants(texts[0]))} constants as "
      f"before; {len(BREAKING)} kinds of changes would be found")
