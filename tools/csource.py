"""csource.py - what the checks in this folder know of C: where code ends and comments and strings
begin, which files there are, and how a finding is printed."""
import os
import re
import sys

TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/|//[^\n]*)'
    r'|(?P<include>^[ \t]*\#[ \t]*include[ \t]*[<"][^>"\n]*[>"])'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>'(?:\\.|[^'\\\n])*')",
    re.DOTALL | re.MULTILINE)


class Source:
    """A C file: `code` is the text with comments, strings and includes blanked (lines stay where
    they are), `strings` is [(line, text)] with neighbouring literals joined, `includes` is
    [(line, name, is_system)]."""

    def __init__(self, path, name):
        self.path, self.name = path, name
        with open(path, encoding="utf-8", errors="replace") as f:
            self.text = f.read().replace("\\\n", " \n")
        self.strings, self.includes = [], []
        out, at, joined = [], 0, -1
        for m in TOKEN.finditer(self.text):
            gap = self.text[at:m.start()]
            if gap.strip():
                joined = -1
            out.append(gap)
            out.append(re.sub(r"[^\n]", " ", m.group()))
            at = m.end()
            if m.lastgroup == "string":
                if joined >= 0:
                    line, text = self.strings[joined]
                    self.strings[joined] = (line, text + m.group()[1:-1])
                else:
                    joined = len(self.strings)
                    self.strings.append((self.line(m.start()), m.group()[1:-1]))
            elif m.lastgroup == "include":
                named = re.search(r'[<"]([^>"]*)', m.group())
                # `^[ \t]*` starts at the line itself, so the line is that of the first byte.
                self.includes.append((self.line(m.start()), named.group(1), "<" in m.group()))
            if m.lastgroup not in ("string", "comment"):
                joined = -1
        out.append(self.text[at:])
        self.code = "".join(out)

    def line(self, at):
        return self.text.count("\n", 0, at) + 1

    def calls(self, names):
        """[(line, name)] of each call of one of these functions; a member of that name is none."""
        found = re.finditer(r"(?<![\w.])(?<!->)(" + "|".join(names) + r")\s*\(", self.code)
        return [(self.line(m.start(1)), m.group(1)) for m in found]


def files(root, top, ends=(".c", ".h")):
    """Sorted names, below root, of the files in the folder root/top."""
    found = []
    for folder, folders, names in os.walk(os.path.join(root, top)):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [os.path.relpath(os.path.join(folder, n), root) for n in names if n.endswith(ends)]
    return sorted(found)


def sources(root, *tops):
    return [Source(os.path.join(root, n), n) for top in tops for n in files(root, top)]


def root_from_args(usage):
    """The tree to check: the only argument, or the one that this file lies in."""
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(usage)
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return sys.argv[1] if len(sys.argv) == 2 else here


def report(faults, said):
    """Prints the faults, or `said` if there are none; returns the exit status."""
    for fault in faults:
        print(fault)
    if not faults:
        print(said)
    return 1 if faults else 0
