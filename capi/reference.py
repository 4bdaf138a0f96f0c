"""Turns the comments of graft.h into what manuals are made of.

    reference.py doxygen HEADER     the header with comments that Doxygen reads, on standard output
    reference.py man HEADER         the page graft(3)

The header keeps its plain comments, which are for people. A comment covers the declarations that
follow it without a blank line; "---- Title ----" begins a section; two spaces and a word set apart
begin an item of a list; four spaces begin code.
"""
import pathlib
import re
import sys


def comment_lines(block):
    """A comment's lines without its stars."""
    text = re.sub(r"^/\* ?|\s*\*/$", "", block)
    return [re.sub(r"^ \* ?", "", line).rstrip() for line in text.split("\n")]


def pieces(lines):
    """("heading" | "text" | "code", text) and ("item", (term, text)), in their order."""
    found, open_piece = [], None
    for line in lines:
        item = re.match(r"  (\S+(?: \S+)*?)  +(\S.*)$", line)
        if not line.strip():
            if not (open_piece and open_piece[0] == "code"):
                open_piece = None
        elif item:
            open_piece = ["item", (item[1], item[2])]
            found.append(open_piece)
        elif line.startswith("    ") and open_piece and open_piece[0] == "item":
            term, text = open_piece[1]
            open_piece[1] = (term, text + " " + line.strip())
        elif line.startswith("    "):
            if not (open_piece and open_piece[0] == "code"):
                open_piece = ["code", ""]
                found.append(open_piece)
            open_piece[1] += line[4:] + "\n"
        elif open_piece and open_piece[0] == "text":
            open_piece[1] += " " + line.strip()
        else:
            open_piece = ["text", line.strip()]
            found.append(open_piece)
    for piece in found:
        if piece[0] == "text" and len(piece[1]) < 40 and not re.search(r"[.)]$|@since", piece[1]):
            piece[0] = "heading"
    return found


def blocks(header):
    """(lines of a comment, or None; the declarations that it covers, or "") in their order."""
    found = re.finditer(r"(?P<comment>^/\*.*?\*/$\n)?(?P<code>^(?!/\*)[^\n]+(?:\n(?!/\*)[^\n]+)*)?",
                        header, re.M | re.S)
    for block in found:
        if block[0]:
            comment = block["comment"]
            yield comment and comment_lines(comment.rstrip("\n")), block["code"] or ""


def section_title(lines):
    title = re.match(r"---- (.*?) -*$", lines[0])
    return title and title[1]


def doxygen_text(lines):
    def escaped(text):
        return re.sub(r"([\\<>#%*]|@(?!since))", r"\\\1", text)

    written = []
    for kind, piece in pieces(lines):
        if kind == "heading":
            written.append(f"\n**{piece}**\n")
        elif kind == "item":
            written.append(f"- **{escaped(piece[0])}** {escaped(piece[1])}")
        elif kind == "code":
            written.append(f"\n@code{{.c}}\n{piece}@endcode\n")
        else:
            written.append("\n" + escaped(piece) + "\n")
    return "\n".join(written)


def doxygen(header):
    open_section = False
    for number, (lines, code) in enumerate(blocks(header)):
        code = re.sub(r"(?<=\S)( +)/\* ", r"\1/**< ", code)
        title = lines and section_title(lines)
        if open_section and (title or code.startswith("#ifdef __cplusplus\n}")):
            yield "/** @} */"
            open_section = False
        if title:
            name = title.lower().replace(" ", "_")
            text = "" if code else doxygen_text(lines[1:])
            yield f"/** @defgroup {name} {title}\n{text}\n@{{ */"
            open_section = True
        if lines and (code or not number):
            text = "@file\n" if not number else ""
            text += doxygen_text(lines[1:] if title else lines)
            for declaration in re.split(r"\n(?=GRAFT_API|typedef)", code):
                yield f"/** {text} */\n{declaration}"
        else:
            yield code


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(re.sub(r"^([.'])", r"\\&\1", line) for line in text.split("\n"))


def roff_text(lines):
    for kind, piece in pieces(lines):
        if kind == "heading":
            yield f".SS {roff(piece)}"
        elif kind == "item":
            yield f".TP\n.B {roff(piece[0])}\n{roff(piece[1])}"
        elif kind == "code":
            yield f".PP\n.nf\n{roff(piece)}.fi"
        else:
            yield f".PP\n{roff(piece.replace('@since', 'Since'))}"


def man(header):
    version = ".".join(re.findall(r"#define GRAFT_VERSION_[A-Z]+ (\d+)", header))
    yield f'.TH GRAFT 3 "" "graft {version}" "Graft"'
    yield ".SH NAME\ngraft \\- transfer learning for scarce property data"
    yield ".SH SYNOPSIS\n.nf\n#include <graft.h>"
    yield "cc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs graft)\n.fi\n.SH DESCRIPTION"
    in_section = False
    for number, (lines, code) in enumerate(blocks(header)):
        title = lines and section_title(lines)
        if title:
            yield f".SH {roff(title).upper()}"
            lines, in_section = lines[1:], True
        if lines and not code:
            yield from roff_text(lines)
        elif in_section and code and not re.match("#ifdef __cplusplus|#endif", code):
            shorter = re.sub(r"\n {10}(?= )", "\n", code) if "GRAFT_API" in code else code
            yield f".PP\n.nf\n{roff(shorter.replace('GRAFT_API ', ''))}\n.fi"
            if lines:
                yield ".RS\n" + "\n".join(roff_text(lines)) + "\n.RE"
    yield ".SH SEE ALSO\n.BR graft (1)"


form, path = sys.argv[1:]
written = "\n".join({"doxygen": doxygen, "man": man}[form](pathlib.Path(path).read_text()))
# A heading begins a paragraph of its own.
print(re.sub(r"^(\.(?:S[HS] .*|RS)\n)\.PP$\n", r"\1", written, flags=re.M))
