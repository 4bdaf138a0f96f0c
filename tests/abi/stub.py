"""A library that has the interface of a header and of a version script, and nothing inside: what a
program was linked against, and what abidiff compares."""
import re
import subprocess


def functions(header):
    return re.findall(r"\b(graft_\w+)\(", "\n".join(_declarations(header)))


def constants(header):
    return dict(re.findall(r"^#define (GRAFT_\w+) +(-?\d+)\b", header, re.M))


def fields(header):
    """Those of each struct: {name: [field, ...]}."""
    return {name: [field.strip() for field in body.split(";")[:-1]]
            for name, body in re.findall(r"^typedef struct (\w+) \{(.*?)\}", _plain(header),
                                         re.M | re.S)}


def with_fields(header, name, kept):
    body = "".join(f"  {field};\n" for field in kept)
    return re.sub(rf"^typedef struct {name} \{{.*?\}}", f"typedef struct {name} {{\n{body}}}",
                  _plain(header), flags=re.M | re.S)


def _plain(header):
    return re.sub(r"/\*.*?\*/", "", header, flags=re.S)


def _declarations(header):
    return [" ".join(text.split())
            for text in re.findall(r"^GRAFT_API (.*?\));", _plain(header), re.M | re.S)]


def build(folder, header, version_script, compiler):
    """folder/libgraft.so.0 with the header beside it, and its whole type information."""
    folder.mkdir()
    (folder / "graft.h").write_text(header)
    (folder / "graft.map").write_text(version_script)
    bodies = "".join(f"{text} {{ __builtin_trap(); }}\n" for text in _declarations(header))
    (folder / "graft.c").write_text('#include "graft.h"\n' + bodies)
    library = folder / "libgraft.so.0"
    subprocess.run([*compiler, "-g", "-shared", "-fPIC", "-w", "-Wl,-soname,libgraft.so.0",
                    f"-Wl,--version-script={folder / 'graft.map'}", str(folder / "graft.c"),
                    "-o", str(library)], check=True)
    return library
