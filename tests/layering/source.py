"""Reading the project's own source files, for the tests beside this file. Standard library only."""
import os
import re

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))

# Folders that hold nothing written by hand, or material taken as it was given.
SKIPPED_FOLDERS = {
    '.git', 'build', 'node_modules', '__pycache__',
    'tests/fault/faultkit',    # the fault kit, in a style of its own
    'tests/workshops',         # scripts, outcomes and the oracle, kept as they were given
    'tests/layering/planted',  # offences, for the self tests
}


def files(suffixes, root=ROOT):
    """Paths (relative to root, with /) of the source files that end with one of `suffixes`, sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        inside = os.path.relpath(folder, root).replace(os.sep, '/')
        prefix = '' if inside == '.' else inside + '/'
        folders[:] = [f for f in folders
                      if f not in SKIPPED_FOLDERS and prefix + f not in SKIPPED_FOLDERS]
        found += [prefix + name for name in names if name.endswith(tuple(suffixes))]
    return sorted(found)


def read(path, root=ROOT):
    with open(os.path.join(root, path), encoding='utf8') as stream:
        return stream.read()


_TOKEN = re.compile(
    r'//[^\n]*'                           # a comment to the end of the line
    r'|/\*.*?\*/'                         # a comment
    r'|R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'  # a raw string
    r'|"(?:\\.|[^"\\\n])*"'               # a string
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",  # a character, not a digit separator
    re.DOTALL)


def bare_code(text):
    """C++ without comments and with empty strings; every line keeps its number."""
    def blank(match):
        token = match.group()
        kept = '""' if token[0] in 'R"' else "' '" if token[0] == "'" else ''
        return kept + '\n' * token.count('\n')
    return _TOKEN.sub(blank, text)


def functions(text):
    """(first line, last line) of every function body in C++ text, member functions and TEST_CASEs too.

    Braces of namespaces, classes and enums are looked through; what is inside a function is not
    looked at."""
    code = bare_code(text)
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', lambda m: '\n' * m.group().count('\n'), code,
                  flags=re.MULTILINE)
    found, start, depth, begun, transparent = [], 0, 0, 0, 0
    line_of = _line_counter(code)
    for match in re.finditer(r'[{};]', code):
        char, at = match.group(), match.start()
        if depth:  # Inside a function (or an initialiser): only find its end.
            depth += (char == '{') - (char == '}')
            if depth == 0:
                if begun:
                    found.append((begun, line_of(at)))
                start = at + 1
            continue
        if char == '{':
            head = code[start:at].strip()
            if re.match(r'(inline\s+)?namespace\b|extern\b', head) or (
                    re.search(r'\b(class|struct|union)\b', head) and not re.search(r'\)\s*\w*$', head)):
                transparent += 1
            else:
                depth = 1
                lead = len(code[start:at]) - len(code[start:at].lstrip())
                begun = line_of(start + lead) if '(' in head and '=' not in head.split('(')[0] else 0
                continue
        start = at + 1
    return found


def _line_counter(text):
    starts = [0] + [m.end() for m in re.finditer('\n', text)]

    def line_of(at):
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= at else (low, middle)
        return low + 1
    return line_of
