"""The manual pages: groff takes them without a warning, and graft(1) has exactly the flags that
`graft --help` and each command's help have.

    manual.py GRAFT graft.1 graft.3
"""
import pathlib
import re
import shutil
import subprocess
import sys

graft, page, reference = sys.argv[1:]


def printed(*words):
    return subprocess.run(words, text=True, check=True, stdout=subprocess.PIPE).stdout


def flags(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def flags_of_help(*command):
    """Those of the usage, which is the second paragraph, and those that begin a line of the list."""
    text = printed(graft, *command, "--help")
    usage = text.split("\n\n")[1] if command else ""
    return flags(usage) | set(re.findall(r"^  (--[a-z][a-z-]*)", text, re.M))


source = pathlib.Path(page).read_text().replace("\\-", "-")
version = printed(graft, "--version").split()[1]
assert f'"graft {version}"' in source.split("\n")[0], f"graft.1 is not of version {version}"

sections = {}
for section in re.split(r"^\.SH ", source, flags=re.M)[1:]:
    title, text = section.split("\n", 1)
    sections[title.lower()] = "".join(re.findall(r"^\.TP\n(.*\n)", text, re.M))
commands = re.findall(r"^  graft (\w+)  ", printed(graft, "--help"), re.M)
assert len(commands) >= 7, commands
pages = {"data sets": flags_of_help()}
pages |= {command: flags_of_help(command) for command in commands
          if command not in ("methods", "options")}
for title, helped in pages.items():
    assert title in sections, f"graft.1 says nothing of {title}"
    paged = flags(sections[title])
    assert helped == paged, (f"{title}: only in the help {sorted(helped - paged)}, "
                             f"only in graft.1 {sorted(paged - helped)}")

if not shutil.which("groff"):
    print("there is no groff")
    sys.exit(77)
checks = [["groff", "-man", "-Tutf8", "-ww", "-z"]]
if shutil.which("mandoc"):
    checks.append(["mandoc", "-T", "lint", "-W", "warning"])
for check in checks:
    for path in (page, reference):
        said = subprocess.run([*check, path], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT).stdout
        # Pages say their version, not a date.
        said = "".join(line for line in said.splitlines(True) if "missing date" not in line)
        assert not said, said
print(f"{len(pages)} parts of the manual name the flags of the help")
