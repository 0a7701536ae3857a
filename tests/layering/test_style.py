"""House rules a machine can check. Each finding is printed as file:line: message."""
import ast
import re
import unittest

import source

LINE_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
TEST_FILE_LINES_MAX = 600

CPP = ('.cpp', '.hpp', '.h')
CODE = CPP + ('.py', '.sh', '.cmake', 'CMakeLists.txt', 'Makefile')

# A file or function past its bound is a design question; these were asked and answered.
LONG_FILES = {
    # path: why one file still says one thing
    'replay/verifier/verify.py': 'whoever checks a bundle gets it as one file',
}
LONG_FUNCTIONS = {
    # 'path:name of its first line': why it is not split
    'client-lib/cpp/cli/describe.cpp:'
    'std::string describe(const Mirror& mirror, const pb::Entity& entity) {':
        'a total switch: one arm a kind',
    'core/domain/decide.cpp:'
    'Decision decide_action(const Situation& now) {':
        'a total switch: one arm a kind',
    'core/domain/evolve.cpp:'
    'void evolve_kind(Editor& editor, const pb::Event& event) {':
        'a total switch: one arm a kind',
    'core/lineage/words.cpp:'
    'constexpr std::array<Row, static_cast<std::size_t>(Phrase::count)> phrases{{':
        'a catalogue: one row a phrase',
    'core/outcome/room_view.cpp:'
    'void RoomView::add(const v1::Entity& entity) {':
        'a total switch: one arm a kind',
}

# Spelled apart, so that this file does not find itself.
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK|TEMPO' r'RARY|not impl' r'emented)\b')
SILENT_CATCH = re.compile(r'catch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}')
TEST_CASE = re.compile(r'^TEST_CASE\s*\(', re.MULTILINE)
ASSERTS = re.compile(r'\b(CHECK|REQUIRE|FAIL|RC_ASSERT|RC_FAIL)|rc::(check|prop)|\bexpect')


def is_test(path):
    return path.startswith('tests/') or path.startswith('bench/')


def lines_of(path, text):
    """Rules about single lines."""
    for number, line in enumerate(text.split('\n'), 1):
        if path.endswith(CPP) and len(line) > LINE_MAX:
            yield number, f'{len(line)} columns, at most {LINE_MAX}'
        if '\t' in line and not path.endswith('Makefile'):
            yield number, 'a tab'
        if line != line.rstrip():
            yield number, 'spaces at the end of the line'
        if UNFINISHED.search(line):
            yield number, f'unfinished work: {line.strip()[:60]}'
        if path.endswith(('.hpp', '.h')) and re.match(r'\s*using namespace\b', line):
            yield number, 'a header that opens a namespace for everyone who includes it'
        if path.startswith('tests/unit/') and 'sleep_for' in line:
            yield number, 'a unit test that sleeps'


def long_functions(path, text):
    if path.endswith('.py'):
        tree = ast.parse(text)
        spans = [(node.lineno, node.end_lineno) for node in ast.walk(tree)
                 if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    elif path.endswith(CPP):
        spans = source.functions(text)
    else:
        spans = []
    lines = text.split('\n')
    for first, last in spans:
        head = lines[first - 1].strip()
        if last - first + 1 > FUNCTION_LINES_MAX and f'{path}:{head}' not in LONG_FUNCTIONS:
            yield first, f'a function of {last - first + 1} lines, at most {FUNCTION_LINES_MAX}'


def whole_file(path, text):
    """Rules about a file as a whole."""
    count = text.count('\n')
    bound = TEST_FILE_LINES_MAX if is_test(path) else FILE_LINES_MAX
    if count > bound and path not in LONG_FILES:
        yield count, f'{count} lines, at most {bound}: does one file still say one thing?'
    if text and not text.endswith('\n'):
        yield count + 1, 'no newline at the end'
    if path.endswith(('.hpp', '.h')):
        first = next((line for line in text.split('\n') if line.startswith('#')), '')
        if first != '#pragma once':
            yield 1, 'the first directive of a header is #pragma once'
    if path.endswith(CPP):
        code = source.bare_code(text)
        for match in SILENT_CATCH.finditer(code):
            yield code.count('\n', 0, match.start()) + 1, 'swallows every exception'


def test_cases(path, text):
    """A test opens with its goal and asserts something."""
    if not (path.startswith('tests/') and path.endswith('.cpp')):
        return
    lines = text.split('\n')
    starts = [m.start() for m in TEST_CASE.finditer(text)] + [len(text)]
    for begin, end in zip(starts, starts[1:]):
        number = text.count('\n', 0, begin) + 1
        if not ASSERTS.search(text[begin:end]):
            yield number, 'a test that asserts nothing'
        before = lines[number - 2].strip() if number > 1 else ''
        if not before.startswith('//') and not re.search(r'\{\s*\n\s*//', text[begin:end]):
            yield number, 'a test without a comment that says its goal'


def offences(path, text):
    rules = [lines_of, long_functions, whole_file, test_cases]
    return [f'{path}:{number}: {message}' for rule in rules for number, message in rule(path, text)]


class Style(unittest.TestCase):
    maxDiff = None

    def test_every_file_keeps_the_house_rules(self):
        found = [line for path in source.files(CODE) for line in offences(path, source.read(path))]
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_the_allow_lists_name_only_files_that_exist(self):
        known = set(source.files(CODE))
        named = set(LONG_FILES) | {key.split(':')[0] for key in LONG_FUNCTIONS}
        self.assertEqual(set(), named - known)

    def test_planted_offences_are_found(self):
        # The checker itself is checked, on text that breaks each rule once.
        body = '\n'.join(f'  call({n});' for n in range(FUNCTION_LINES_MAX))
        text = ('#include <vector>\n'
                'void f() {\n\tg();  // TO' 'DO\n  try { g(); } catch (...) {\n    // hush\n  }\n}\n'
                'namespace x {\nclass Y {\n  int long_one() const {\n' + body + '\n  }\n};\n}\n'
                + '// ' + 'x' * LINE_MAX + '\nusing namespace std; \n')
        self.assertEqual([
            'core/a.hpp:3: a tab',
            'core/a.hpp:3: unfinished work: g();  // TO' 'DO',
            f'core/a.hpp:{13 + FUNCTION_LINES_MAX + 1}: {LINE_MAX + 3} columns, at most {LINE_MAX}',
            f'core/a.hpp:{13 + FUNCTION_LINES_MAX + 2}: spaces at the end of the line',
            f'core/a.hpp:{13 + FUNCTION_LINES_MAX + 2}: a header that opens a namespace for everyone '
            'who includes it',
            f'core/a.hpp:10: a function of {FUNCTION_LINES_MAX + 2} lines, at most {FUNCTION_LINES_MAX}',
            'core/a.hpp:1: the first directive of a header is #pragma once',
            'core/a.hpp:4: swallows every exception',
        ], offences('core/a.hpp', text))

    def test_planted_empty_tests_are_found(self):
        text = '// Goal.\nTEST_CASE("a") {\n  f();\n}\n\nTEST_CASE("b") {\n  CHECK(f());\n}\n'
        self.assertEqual([
            'tests/unit/a.cpp:2: a test that asserts nothing',
            'tests/unit/a.cpp:6: a test without a comment that says its goal',
        ], offences('tests/unit/a.cpp', text))


if __name__ == '__main__':
    unittest.main()
