#!/usr/bin/env python3
"""Writes docs/rules-tables.md: who may do what, the refusals, the rulesets and who sees what, each
taken from where it is kept and tested. `make docs` runs it; tests/layering/test_rules.py fails when
the file is not what this writes. Reads the source only; needs nothing but Python's standard library.

With --check it writes nothing, and exits 1 where the file is not as it should be or the program gives
a refusal that no test expects of a command."""
import os
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..'))
PAGE = 'docs/rules-tables.md'
PERMISSIONS_TEST = 'tests/unit/domain_permissions.cpp'
VISIBILITY_TEST = 'tests/unit/view_table.cpp'
REFUSALS_TEST = 'tests/unit/domain_refusals.cpp'


class Unreadable(Exception):
    """A source file is not written the way this program reads it."""


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf8') as stream:
        return stream.read()


def files(folders, suffixes):
    found = []
    for folder in folders:
        for place, inside, names in os.walk(os.path.join(ROOT, folder)):
            inside[:] = sorted(name for name in inside if name not in ('planted', 'faultkit', 'node_modules'))
            found += [os.path.relpath(os.path.join(place, name), ROOT) for name in sorted(names)
                      if name.endswith(suffixes)]
    return sorted(found)


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head)]
    return lines + ['| ' + ' | '.join(cell.replace('|', '\\|') for cell in row) + ' |' for row in rows]


def schema_actions():
    """Names of the actions of the schema, in its order."""
    block = re.search(r'oneof action \{(.*?)\n  \}', read('proto/tingbok/v1/commands.proto'), re.DOTALL)
    return re.findall(r'^ +\w+ (\w+) = \d+', block.group(1), re.MULTILINE)


def strings(text):
    """The C++ string literals of `text`, neighbours joined where nothing stands between them."""
    joined = re.sub(r'"\s*\n\s*"', '', text)
    return re.findall(r'"((?:[^"\\]|\\.)*)"', joined)


# --- Who may do what --------------------------------------------------------------------------

FIRST = {'enrolled': 'to be on the roster', 'steering': "the chair's side", 'present': 'to be here'}
RIGHT = {
    'none': '', 'write': 'a role that writes', 'write_or_speaking': 'a role that writes, or the floor',
    'write_notes': 'a role that writes notes', 'speak': 'to speak in this mode',
    'split': 'in a workshop a role that writes, in a formal meeting a member',
    'propose': 'to be a member; under some rulesets, in workshop mode, a role that writes',
    'member': 'to be a member', 'member_or_steering': "a member or the chair's side",
    'steering': "the chair's side", 'observe': 'a role that observes', 'server': 'to be the server itself',
}


def refusal_words():
    """(name of the code, number, word, sentence), in the order of the schema."""
    found = re.findall(r'^  REFUSAL_CODE_(\w+) = (\d+) \[\(word\) = "(\w+)", \(sentence\) = "([^"]*)"\]',
                       read('proto/tingbok/v1/refusals.proto'), re.MULTILINE)
    if not found:
        raise Unreadable('proto/tingbok/v1/refusals.proto names no refusal')
    return found


def action_rules():
    source = read('core/domain/permissions.cpp')
    alias = dict(re.findall(r'constexpr auto (\w+) = pb::REFUSAL_CODE_(\w+);', source))
    word = {name: word for name, _, word, _ in refusal_words()}
    rules = {}
    for action, first, right, code in re.findall(
            r'ActionRule\{C::k(\w+), First::(\w+), Right::(\w+),\s*([\w:]+)\}', source):
        name = re.sub(r'(?<!^)([A-Z])', r'_\1', action).lower()
        code = alias.get(code) or code.replace('pb::REFUSAL_CODE_', '')
        rules[name] = (FIRST[first], RIGHT[right], word.get(code, ''))
    if sorted(rules) != sorted(schema_actions()):
        raise Unreadable('core/domain/permissions.cpp and the schema do not name the same actions: '
                         + ', '.join(set(rules) ^ set(schema_actions())))
    return rules


def tested_permissions():
    """(action, workshop pattern, formal pattern), and the roles of the columns."""
    source = read(PERMISSIONS_TEST)
    roles = re.findall(r'person\("(\w+)", pb::ROLE_(\w+)', source.split('config_for')[0])
    order = strings(re.search(r'const Words people = \{(.*?)\};', source, re.DOTALL).group(1))
    of_person = dict(roles)
    columns = [of_person[person].lower().replace('_', ' ') for person in order]
    patterns = dict(re.findall(r'const std::string (\w+) += "([x.]+)";', source))
    body = re.search(r'std::vector<Row> rows = \{(.*?)\n\};', source, re.DOTALL).group(1)
    flat = re.sub(r'"\s*\n\s*"', '', body)
    rows = re.findall(r'\{"(\w+) (?:[^"\\]|\\.)*",\s*(\w+),\s*(\w+),', flat)
    return columns, [(action, patterns[shop], patterns[formal]) for action, shop, formal in rows]


def permissions():
    rules = action_rules()
    yield '## Who may do what'
    yield ''
    yield ('From `core/domain/permissions.cpp`. What is asked *first* is answered before anything else about the '
           'command; the *right* where the rulebook asks for it.')
    yield ''
    yield from table(('action', 'asked first', 'right', 'refused without it'),
                     [(f'`{name}`', *rules[name][:2], f'`{rules[name][2]}`' if rules[name][2] else '')
                      for name in schema_actions()])
    yield ''
    yield '### By role and mode'
    yield ''
    yield (f'Every cell is tried, with everyone present, in `{PERMISSIONS_TEST}`. **x** in both modes, **w** in workshop '
           'mode only, **f** in formal mode only. The mayor has the chair; a right to be on a vote\'s roll is '
           'not among these.')
    yield ''
    columns, rows = tested_permissions()
    cells = {('x', 'x'): 'x', ('x', '.'): 'w', ('.', 'x'): 'f', ('.', '.'): ''}
    yield from table(('action', *columns),
                     [(f'`{action}`', *(cells[pair] for pair in zip(shop, formal)))
                      for action, shop, formal in rows])
    yield ''
    yield 'A role by itself (`role_rules()`; a member speaks whatever the role):'
    yield ''
    source = read('core/domain/permissions.cpp')
    marks = re.findall(r'RoleRule\{pb::ROLE_(\w+), +((?:(?:true|false)[, ]*){7})\}', source)
    yield from table(('role', 'only reads', 'writes', 'writes notes', 'speaks in workshop mode',
                      'speaks in formal mode', 'observes', 'observes behind closed doors'),
                     [(role.lower().replace('_', ' '),
                       *('x' if mark == 'true' else '' for mark in re.findall('true|false', row)))
                      for role, row in marks])


# --- Refusals ---------------------------------------------------------------------------------

def cpp_tests(text):
    """(name, body) of each TEST_CASE."""
    starts = list(re.finditer(r'^TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', text, re.MULTILINE))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends):
        yield start.group(1), text[start.end():end]


def python_tests(text):
    starts = list(re.finditer(r'^    def (test_\w+)\(', text, re.MULTILINE))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends):
        yield start.group(1), text[start.end():end]


# What a test says where it expects a refusal, rather than speaks of one.
EXPECTS = re.compile(r'refus|answer|submit|expect|assert')


def expectations():
    """Word of a refusal -> names of the tests that expect it of a command."""
    words = {word for _, _, word, _ in refusal_words()}
    found = {word: [] for word in words}

    def note(name, statements):
        body = ' '.join(one for one in statements if EXPECTS.search(one))
        for word in sorted(words & set(re.findall(r'["\'](\w+)["\']', body))):
            if name not in found[word]:
                found[word].append(name)

    rows = read(REFUSALS_TEST).split('std::set<std::string> elsewhere')[0]
    note('refusals: each is given for its own reason',
         [f'refuses {word}' for word in re.findall(r'\{("\w+"),\s*(?:workshop_mode|formal_mode)', rows)])
    for path in files(('tests',), ('.cpp',)):
        for name, body in cpp_tests(read(path)):
            note(name, body.split(';'))
    for path in files(('tests',), ('.py',)):
        if os.path.basename(path).startswith('test_'):
            for name, body in python_tests(read(path)):
                note(f'{path}: {name}', body.split('\n\n'))
    return found


def given_in():
    """Name of a code -> files of the program that give it."""
    found = {}
    for path in files(('core', 'server'), ('.cpp', '.hpp')):
        for name in set(re.findall(r'REFUSAL_CODE_([A-Z_]+)', read(path))):
            found.setdefault(name, []).append(path)
    return found


def unexpected():
    """Words the program gives that no test expects of a command."""
    given, shown = given_in(), expectations()
    return [word for name, _, word, _ in refusal_words() if name in given and not shown[word]]


def refusals():
    given, shown = given_in(), expectations()
    yield '## Why a command is refused'
    yield ''
    yield ('Words and sentences from `proto/tingbok/v1/refusals.proto`; the files that give the refusal, and the tests that '
           'expect it of a command (two of them, where there are more).')
    yield ''
    rows = []
    for name, _, word, sentence in refusal_words():
        where = ', '.join(f'`{path}`' for path in given.get(name, [])) or 'nowhere in this version'
        tests = sorted(shown[word], key=lambda test: (test.startswith('tests/'), test.startswith('seeds:')))
        rows.append((f'`{word}`', sentence, where, '; '.join(f'*{test}*' for test in tests[:2])))
    yield from table(('word', 'sentence', 'given in', 'shown by'), rows)


# --- Rulesets ---------------------------------------------------------------------------------

def ruleset(path):
    """Its fields as written, and the comments that stand before them."""
    fields, notes, pending = {}, [], []
    for line in read(path).split('\n'):
        if line.startswith('#'):
            pending.append(line.lstrip('# '))
            continue
        match = re.match(r'(\w+):? *(.+)', line)
        if not match:
            continue
        name, value = match.group(1), match.group(2).strip()
        if name in fields:
            value = fields[name] + '; ' + value
        fields[name] = value
        if pending:
            notes.append((name, ' '.join(pending)))
        pending = []
    return fields, notes


def plain(value):
    value = value.strip('"')
    fraction = re.fullmatch(r'\{ numerator: (\d+) denominator: (\d+) \}', value)
    return f'{fraction.group(1)}/{fraction.group(2)}' if fraction else {'true': 'yes', 'false': 'no'}.get(value, value)


def rulesets():
    message = re.search(r'^message Ruleset \{(.*?)^\}', read('proto/tingbok/v1/values.proto'),
                        re.DOTALL | re.MULTILINE).group(1)
    fields = re.findall(r'((?:  //[^\n]*\n)+)  (?:repeated )?\w+ (\w+) = \d+', message)
    texts = {name: ' '.join(line.strip(' /') for line in comment.strip().split('\n'))
             for comment, name in fields}
    sets = [ruleset(path) for path in files(('core/domain/rulesets',), ('.textproto',))]
    ids = [plain(values['id']) for values, _ in sets]
    kinds = dict((name, kind) for kind, name in re.findall(r'^  (?:repeated )?(\w+) (\w+) = \d+', message,
                                                          re.MULTILINE))
    yield '## Rulesets side by side'
    yield ''
    yield ('From `core/domain/rulesets`. A field a ruleset does not set is *no*, or *–* where it is no yes-or-no. A '
           'room keeps the ruleset it was made with in full in its log.')
    yield ''
    rows = []
    for name, text in texts.items():
        if name in ('id', 'sources', 'based_on'):
            continue
        missing = 'no' if kinds[name] == 'bool' else '–'
        rows.append((f'`{name}`', text, *(plain(values.get(name, missing)) for values, _ in sets)))
    yield from table(('field', 'meaning', *ids), rows)
    yield ''
    yield 'What each is for, and the paragraphs its fields rest on, as its file says:'
    yield ''
    for ident, (_, notes) in zip(ids, sets):
        for name, note in notes:
            yield f'- `{ident}`, ' + ('in general' if name == 'id' else f'`{name}`') + f': {note}'
    yield from paragraphs(ids, sets)


def paragraphs(ids, sets):
    """The paragraphs each ruleset's `sources` name, rule by rule."""
    named = [dict(re.findall(r'rule: "([^"]*)" paragraph: "([^"]*)"', values.get('sources', '')))
             for values, _ in sets]
    rules = list(dict.fromkeys(rule for one in named for rule in one))
    if not rules:
        return
    yield ''
    yield 'The paragraphs their rules rest on, as they stand in a room\'s log:'
    yield ''
    yield from table(('rule', *ids), [(f'`{rule}`', *(one.get(rule, '') for one in named)) for rule in rules])


# --- Who sees what ----------------------------------------------------------------------------

def visibility():
    source = read(VISIBILITY_TEST)
    body = re.search(r'std::vector<Row> table = \{(.*?)\n\};', source, re.DOTALL).group(1)
    left_out = re.search(r'names_left_out = "([^"]*)"', source).group(1)
    rows = []
    for key, cells in re.findall(r'\{"([^"]+)",\s*\{(.*?)\}\}', body, re.DOTALL):
        shown = [key.split(' ')[0] if key.split(' ')[0] not in ('vote', 'ballot', 'person', 'attendance', 'note')
                 else case_of(*key.split(' ', 1))]
        for cell in re.findall(r'all|nothing|names_left_out|"[^"]*"', cells):
            if cell in ('all', 'nothing'):
                shown.append(cell)
            else:
                fields = left_out if cell == 'names_left_out' else cell.strip('"')
                shown.append('not ' + ', '.join(f'`{field}`' for field in fields.split()))
        rows.append(shown)
    yield '## Who sees what'
    yield ''
    yield (f'From the table that `{VISIBILITY_TEST}` holds against the program, cell by cell, with doors open. What '
           'is one\'s own (ballots, notes, observations, notes at one\'s table) and what closed doors hide stand in '
           '`core/view/visibility.cpp` and `core/view/own.cpp`. `support` is shown to the public as a number.')
    yield ''
    yield from table(('kind', 'public', 'participant', "chair's side", 'auditor'), rows)


CASES = {
    'vote open': 'vote, open', 'ballot open/R01': 'ballot, vote open',
    'vote binding': 'vote that decided, closed', 'ballot binding/R01': 'ballot of it',
    'vote dots': 'vote that only sounds out, closed', 'ballot dots/R01': 'ballot of it',
    'vote named': 'straw vote by name, closed', 'ballot named/R01': 'ballot of it',
    'person R01': 'person, a member', 'person PUB': 'person, no member',
    'attendance R01': 'attendance of a member', 'attendance PUB': 'attendance of another',
    'note N01': 'note, on a board nobody set',
}


def case_of(kind, ident):
    return CASES.get(f'{kind} {ident}', f'{kind} ({ident})')


def page():
    lines = ['# Tables of the rules', '',
             'Written by `tools/generate-rules.py` (`make docs`) from the program and its tests; not to be edited by '
             'hand. What the rules are, and where they come from: [Rules](rules.md).', '']
    for part in (permissions, refusals, rulesets, visibility):
        lines += list(part()) + ['']
    return '\n'.join(lines)


def main():
    wanted = page()
    path = os.path.join(ROOT, PAGE)
    current = read(PAGE) if os.path.exists(path) else ''
    if '--check' in sys.argv[1:]:
        wrong = [f'{PAGE} is not what the sources say; run `make docs`'] if current != wanted else []
        wrong += [f'no test expects the refusal {word}' for word in unexpected()]
        print('\n'.join(wrong))
        return int(bool(wrong))
    if current != wanted:
        with open(path, 'w', encoding='utf8') as stream:
            stream.write(wanted)
    return 0


if __name__ == '__main__':
    sys.exit(main())
