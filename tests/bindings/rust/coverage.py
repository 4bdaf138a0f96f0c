"""graft-sys declares what graft.h does, and the crate graft calls each function: names, arguments with
their types, results, constants, and the fields of structs.

    coverage.py HEADER FOLDER_OF_BINDING
"""
import pathlib
import re
import sys

TYPES = {"double": "f64", "float": "f32", "int64_t": "i64", "int32_t": "i32", "uint64_t": "u64",
         "char": "c_char", "void": "c_void"}


def read(paths):
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)


def rust_type(declaration):
    """const char* const* -> *const *const c_char"""
    words = re.findall(r"\w+|\*", declaration)
    const = words[0] == "const"
    base, *rest = words[const:]
    kind = TYPES.get(base, base)
    for word in rest:
        if word == "*":
            kind = ("*const " if const else "*mut ") + kind
        const = word == "const"
    return kind


def from_c(arguments):
    """[(name, type)] of the arguments or fields of C."""
    pairs = []
    for argument in arguments:
        kind, name = re.fullmatch(r"(.*?)(\w+)", argument.strip(), flags=re.S).groups()
        pairs.append((name, rust_type(kind)))
    return pairs


def from_rust(text):
    pairs = (item.split(":", 1) for item in text.split(",") if item.strip())
    return [(name.replace("pub ", "").strip().rstrip("_"), " ".join(kind.split()))
            for name, kind in pairs]


def c_declarations(header):
    functions, constants, fields = {}, {}, {}
    for result, name, arguments in re.findall(
            r"(?:GRAFT_API|typedef) ([^;(){}]*?)\(?\*?(graft_\w+)\)?\s*\(([^;]*?)\);", header):
        listed = [] if arguments.strip() == "void" else arguments.split(",")
        result = rust_type(result)
        functions[name] = (from_c(listed), None if result == "c_void" else result)
    for name, value in re.findall(r"#define (GRAFT_[A-Z_]+) (\d+)", header):
        constants[name] = value
    for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\}", header, flags=re.S):
        fields[name] = []
        for line in filter(str.strip, body.split(";")):
            kind, names = re.fullmatch(r"\s*(.*?)(\w+(?:,\s*\w+)*)", line, flags=re.S).groups()
            fields[name] += [(one.strip(), rust_type(kind)) for one in names.split(",")]
    return functions, constants, fields


def rust_declarations(source):
    functions, constants, fields = {}, {}, {}
    forms = [r"pub fn (graft_\w+)\(([^)]*)\)(?: -> ([^;]*))?;",
             r"pub type (graft_\w+_fn) =\s*Option<unsafe extern \"C\" fn\(([^)]*)\)(?: -> (\w+))?>;"]
    for form in forms:
        for name, arguments, result in re.findall(form, source):
            functions[name] = (from_rust(arguments), result or None)
    for name, value in re.findall(r"pub const (GRAFT_\w+): \w+ = (\d+);", source):
        constants[name] = value
    for name, body in re.findall(r"#\[repr\(C\)\][^{]*pub struct (graft_\w+) \{(.*?)\}", source,
                                 flags=re.S):
        fields[name] = from_rust(body)
    return functions, constants, fields


def main():
    header, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    c = c_declarations(read([header]))
    source = read(sorted((folder / "graft-sys" / "src").glob("*.rs")))
    rust = rust_declarations(source)
    wrong = 0
    for what, ours, theirs in zip(("functions", "constants", "structs"), rust, c):
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                print(f"{name}\n  graft.h:   {theirs.get(name)}\n  graft-sys: {ours.get(name)}")
                wrong += 1
        print(f"{len(theirs)} {what}")
    if len(c[0]) < 100 or len(c[1]) < 15 or len(c[2]) < 1:
        print("this script no longer reads the header")
        wrong += 1
    for handle in re.findall(r"typedef struct (graft_\w+) \1;", header.read_text(encoding="utf-8")):
        if not re.search(rf"handles!\([^)]*\b{handle}\b", source):
            print(f"{handle} is no handle of graft-sys")
            wrong += 1
    called = set(re.findall(r"\bgraft_\w+", read(sorted((folder / "graft" / "src").glob("*.rs")))))
    for name in sorted(c[0].keys() - called):
        if not name.endswith("_fn"):
            print(f"{name} is declared and not called")
            wrong += 1
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
