"""docs/rules-tables.md and docs/seed-systems.md say what the program and its tests say."""
import os
import re
import subprocess
import sys
import unittest

import source

GENERATOR = os.path.join(source.ROOT, 'tools', 'generate-rules.py')


def test_names():
    """Every test by the name the docs use: a TEST_CASE's, or "file: name" of a Python test."""
    names = set()
    for path in source.files(('.cpp', '.py')):
        if not path.startswith('tests/'):
            continue
        text = source.read(path)
        if path.endswith('.cpp'):
            names |= set(re.findall(r'TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', text))
        else:
            names |= {f'{path}: {name}' for name in re.findall(r'^    def (test_\w+)\(', text, re.MULTILINE)}
    return names


class Rules(unittest.TestCase):
    def test_the_tables_are_what_is_made_and_every_refusal_is_expected_by_a_test(self):
        done = subprocess.run([sys.executable, '-B', GENERATOR, '--check'], capture_output=True, text=True)
        self.assertEqual('', done.stdout.strip() + done.stderr)
        self.assertEqual(0, done.returncode)

    def test_every_seed_system_names_tests_that_exist(self):
        known = test_names()
        rows = [line.split('|') for line in source.read('docs/seed-systems.md').split('\n')
                if re.match(r'\| (\d+|\+) \|', line)]
        numbers = [row[1].strip() for row in rows]
        self.assertEqual([str(n) for n in range(1, 43)], [n for n in numbers if n != '+'])
        self.assertIn('+', numbers)
        for row in rows:
            cell = row[3]
            named = re.findall(r'\*([^*]+)\*', cell) + re.findall(r'`([^`]+: \w+)`', cell)
            self.assertTrue(named or 'Not there yet' in cell, f'row {row[1]} says nothing')
            for name in named:
                self.assertTrue(name in known, f'row {row[1].strip()} names a test that is not there: {name}')


if __name__ == '__main__':
    unittest.main()
