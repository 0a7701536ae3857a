"""README and docs/ say what is there: folders, commands and links are compared with the tree."""
import os
import re
import subprocess
import unittest

import source

README = source.read('README.md')
MAKEFILE = source.read('Makefile')
# What gives a refusal without spelling its code out: core/domain/situation.hpp and shape.hpp.
HELPERS = {
    'UNKNOWN_REFERENCE': r'\bunknown_reference\(',
    'INVALID_ARGUMENT': r'\binvalid_argument\(|\bShape\b',
    'TOO_LARGE': r'\bShape\b',
    'ROOM_FULL': r'\bfull(_for)?<',
}
TARGETS = set(re.findall(r'^([a-z][a-z-]*):', MAKEFILE, re.MULTILINE))
PAGES = ['README.md'] + sorted('docs/' + path for path in source.files(
    ('.md',), os.path.join(source.ROOT, 'docs')))


def tracked():
    """Folders at the top of the tree that hold files of the project."""
    return {path.split('/')[0] for path in source.files(('',)) if '/' in path
            and not path.startswith('.')}


def rules():
    """The rows of the tables in docs/rules.md: '', rule, source, code, refusals, test, ''."""
    return [line.split('|') for line in source.read('docs/rules.md').split('\n')
            if line.startswith('| ') and not line.startswith('| rule ')]


class Docs(unittest.TestCase):
    def test_the_folder_table_is_the_tree(self):
        rows = re.findall(r'^\| `([\w./-]+?)/?` \|', README, re.MULTILINE)
        self.assertTrue(rows)
        missing = [row for row in rows if not os.path.exists(os.path.join(source.ROOT, row))]
        self.assertEqual([], missing, 'README names folders that do not exist')
        unnamed = tracked() - {row.split('/')[0] for row in rows}
        self.assertEqual(set(), unnamed, 'folders README does not name')
        core = {'core/' + name for name in os.listdir(os.path.join(source.ROOT, 'core'))
                if os.path.isdir(os.path.join(source.ROOT, 'core', name))}
        self.assertEqual(set(), core - set(rows), 'folders of core README does not name')

    def test_every_make_command_in_the_docs_exists(self):
        for page in PAGES:
            for target in re.findall(r'`(?:PORT=\d+ )?make ([a-z-]+)', source.read(page)):
                self.assertIn(target, TARGETS, f'{page} says `make {target}`')

    def test_every_target_is_explained(self):
        silent = [target for target in TARGETS
                  if not re.search(rf'^{target}:[^\n]*## \S', MAKEFILE, re.MULTILINE)]
        self.assertEqual([], silent)

    def test_make_help_prints_every_target(self):
        done = subprocess.run(['make', '-s', 'help'], cwd=source.ROOT, capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        for target in TARGETS:
            self.assertIn(f'make {target} ', done.stdout)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            text = re.sub(r'```.*?```', '', source.read(page), flags=re.DOTALL)
            for link in re.findall(r'\]\(([^)#\s]+)', text):
                if '://' in link:
                    continue
                path = os.path.join(source.ROOT, os.path.dirname(page), link)
                self.assertTrue(os.path.exists(path), f'{page} links to {link}')

    def test_every_page_can_be_found_from_the_readme(self):
        named = {os.path.normpath(link) for link in re.findall(r'\]\(([^)#\s]+)', README)}
        for page in PAGES[1:]:
            self.assertTrue(page in named or os.path.dirname(page) in named,
                            f'README does not lead to {page}')

    def test_files_the_docs_name_exist(self):
        """`core/x.cpp`, `tests/…` and the like in backticks are paths of the tree."""
        for page in PAGES:
            text = re.sub(r'```.*?```', '', source.read(page), flags=re.DOTALL)
            for path in re.findall(r'`((?:core|server|replay|client-lib|proto|tests|bench|tools|docs)/'
                                   r'[\w./-]+?\.\w+)`', text):
                self.assertTrue(os.path.exists(os.path.join(source.ROOT, path)),
                                f'{page} names {path}')

    def test_the_tests_that_rules_name_exist(self):
        """The last column of the tables in docs/rules.md names TEST_CASEs, the fourth refusals."""
        rows = rules()
        self.assertTrue(rows)
        sources = ''.join(source.read(path) for path in source.files(('.cpp',))
                          if path.startswith('tests/'))
        names = re.findall(r'TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', sources)
        words = set(re.findall(r'\(word\) = "(\w+)"', source.read('proto/tingbok/v1/refusals.proto')))
        for row in rows:
            self.assertIn(row[-2].strip(' *'), names, f'a rule names a test that is not there: {row[1]}')
            self.assertEqual(set(), set(re.findall(r'`(\w+)`', row[4])) - words, row[1])

    def test_the_files_that_rules_name_give_their_refusals(self):
        """Each refusal of a row of docs/rules.md stands in a file of its third column, or in the table of actions."""
        proto = source.read('proto/tingbok/v1/refusals.proto')
        codes = {word: code for code, word in re.findall(r'REFUSAL_CODE_(\w+) = \d+ \[\(word\) = "(\w+)"', proto)}
        for row in rules():
            paths = re.findall(r'`([\w./]+)`', row[3]) + ['core/domain/permissions.cpp']
            code = ''.join(source.bare_code(source.read(path)) for path in paths)
            for word in re.findall(r'`(\w+)`', row[4]):
                says = rf'\bREFUSAL_CODE_{codes[word]}\b|' + HELPERS.get(codes[word], r'(?!)')
                self.assertTrue(re.search(says, code), f'no file of the rule gives {word}: {row[1]}')


if __name__ == '__main__':
    unittest.main()
