"""Which folder may include what. CMake alone does not enforce it, this table does.

Every #include of the project is read and looked up. docs/architecture.md § 2 explains the directions."""
import os
import re
import unittest

import source

CORE = {'core/hash', 'core/proof', 'core/tally', 'core/script', 'core/domain', 'core/view', 'core/log',
        'core/rebuild', 'core/past', 'core/bundle', 'core/outcome', 'core/lineage', 'core/drawing'}
SERVER = {'server/net', 'server/room', 'server/ops', 'server/scrub'}

# Folder -> what of the project it may include, beside itself.
MAY_USE = {
    'core/hash': set(),
    'core/proof': {'core/hash', 'proto'},  # Knows notes, roots and paths, not votes.
    'core/tally': set(),
    'core/script': {'proto'},
    'core/domain': {'core/hash', 'core/tally', 'proto'},
    'core/view': {'core/hash', 'core/domain', 'proto'},
    'core/log': {'core/hash'},  # Knows bytes, not votes.
    'core/rebuild': {'core/hash', 'core/proof', 'core/domain', 'core/tally', 'core/view', 'core/log', 'proto'},
    'core/past': {'core/hash', 'core/domain', 'core/view', 'core/log', 'core/rebuild', 'proto'},
    'core/bundle': {'core/hash', 'core/log', 'proto'},
    'core/outcome': {'proto'},
    'core/lineage': {'core/hash', 'core/domain', 'core/log', 'core/rebuild', 'core/past', 'proto'},
    'core/drawing': {'core/lineage', 'proto'},
    'server/ops': CORE | {'proto'},
    'server/room': CORE | {'proto', 'server/ops'},
    'server/scrub': CORE | {'proto', 'server/ops', 'server/room'},
    'server/net': CORE | {'proto', 'server/ops', 'server/room', 'server/scrub'},
    'server': CORE | SERVER | {'proto'},  # The composition root.
    'replay/play': CORE | SERVER | {'proto'},  # Serves: docs/decisions/0004-training-serves.md.
    'replay': CORE | {'proto', 'replay/play', 'client-lib/cpp'},  # verify --url asks a server for proofs.
    'client-lib/cpp': {'core/hash', 'proto'},
    'client-lib/cpp/cli': {'core/hash', 'core/proof', 'core/domain', 'core/outcome', 'core/script', 'client-lib/cpp', 'proto'},
    'client-lib/cpp/examples': {'client-lib/cpp', 'proto'},
    'bench': CORE | {'proto', 'client-lib/cpp', 'server/room'},  # Of the room only how often it saves its state.
    'tests': CORE | SERVER | {'proto', 'client-lib/cpp', 'client-lib/cpp/cli', 'replay', 'replay/play', 'bench'},
}

# Other people's headers -> the folders that may include them. What is not named here may be used by
# nobody, so that a new dependency is a decision.
LIBRARIES = {
    'rocksdb/': {'core/log', 'bench'},
    'boost/beast': {'server/net', 'client-lib/cpp'},
    'boost/asio': SERVER | {'server', 'client-lib/cpp', 'client-lib/cpp/cli', 'client-lib/cpp/examples'},
    'boost/smart_ptr': {'core/domain'},
    'boost/iterator': {'core/domain'},
    'boost/unordered': {'core/domain'},
    'boost/system': {'client-lib/cpp'},
    'boost/url': {'server/net', 'client-lib/cpp', 'client-lib/cpp/cli'},
    'boost/json': {'core/bundle', 'core/outcome', 'core/script', 'server/net', 'replay', 'replay/play',
                   'client-lib/cpp', 'client-lib/cpp/cli', 'bench', 'tests'},
    'google/protobuf': CORE - {'core/hash', 'core/tally', 'core/log'} | SERVER | {
        'replay', 'replay/play', 'client-lib/cpp', 'client-lib/cpp/cli', 'bench', 'tests'},
    'graphviz/': {'core/drawing'},
    'openssl/': {'core/hash', 'server/net', 'client-lib/cpp', 'bench', 'tests'},
    'sodium': {'core/log', 'core/proof', 'server', 'replay/play'} | SERVER | {'tests'},
    'spdlog/': {'server/ops'},
    'fmt/': {'bench'},
    'toml++/': {'server/ops'},
    'prometheus/': {'server/ops'},
    'CLI/': {'server', 'server/ops', 'replay', 'client-lib/cpp/cli', 'bench'},
    'benchmark/': {'bench'},
    'catch2/': {'tests'},
    'rapidcheck': {'tests'},
}

# Deciding, folding, counting and viewing are plain functions on values: no clock, no chance, no
# threads, no files.
PURE = {'core/hash', 'core/proof', 'core/tally', 'core/domain', 'core/view', 'core/outcome',
        'core/script', 'core/lineage'}
IMPURE = {'chrono', 'ctime', 'random', 'thread', 'mutex', 'shared_mutex', 'condition_variable', 'atomic',
          'future', 'fstream', 'iostream', 'filesystem', 'cstdio', 'unistd.h', 'time.h', 'sys/socket.h'}
# Reading a script is I/O by purpose; times of the day are made of times by the calendar's arithmetic.
IMPURE_ALLOWED = {('core/script', 'fstream'), ('core/script', 'filesystem'), ('core/lineage', 'chrono')}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path):
    """The row of MAY_USE that a file belongs to; None for a file no row speaks of."""
    best = None
    for folder in MAY_USE:
        if path.startswith(folder + '/') and (best is None or len(folder) > len(best)):
            best = folder
    return best


def project_folder(target, includer, root):
    """The folder of MAY_USE an include points into, 'proto', or None where it is not ours."""
    if target.startswith('tingbok/v1/'):
        return 'proto'
    if target.startswith('tingbok/client'):
        return 'client-lib/cpp'
    beside = os.path.normpath(os.path.join(os.path.dirname(includer), target)).replace(os.sep, '/')
    if os.path.exists(os.path.join(root, beside)):
        return folder_of(beside)
    return folder_of(target)


def judge(path, kind, target, root):
    """What is wrong with one include; None when nothing is."""
    mine = folder_of(path)
    if mine is None:
        return 'this folder has no row in the table of tests/layering/test_includes.py'
    theirs = project_folder(target, path, root)
    if theirs is not None:
        if theirs == mine or theirs in MAY_USE[mine]:
            return None
        return f'{mine} may not use {theirs}'
    if kind == '"':
        return f'"{target}" is no file of the project; other people\'s headers stand in <>'
    if '/' not in target and not target.startswith(('sodium', 'rapidcheck')) or target.startswith(
            ('sys/', 'netinet/', 'arpa/', 'linux/')):
        if mine in PURE and target in IMPURE and (mine, target) not in IMPURE_ALLOWED:
            return f'{mine} is pure and may not use <{target}>'
        return None
    for library, users in LIBRARIES.items():
        if target.startswith(library):
            return None if mine in users else f'{mine} may not use {library.rstrip("/")}'
    return f'<{target}> belongs to no library of the table'


def offences(root=source.ROOT):
    found = []
    for path in source.files(('.cpp', '.hpp', '.h'), root):
        for number, line in enumerate(source.read(path, root).split('\n'), 1):
            match = INCLUDE.match(line)
            wrong = match and judge(path, match.group(1), match.group(2), root)
            if wrong:
                found.append(f'{path}:{number}: {wrong}')
    return found


class Includes(unittest.TestCase):
    def test_every_include_goes_in_an_allowed_direction(self):
        found = offences()
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_the_directions_have_no_circle(self):
        left = {folder: set(uses) - {'proto'} for folder, uses in MAY_USE.items()}
        while left:
            free = [folder for folder, uses in left.items() if not uses & set(left)]
            self.assertTrue(free, f'a circle among {sorted(left)}')
            for folder in free:
                del left[folder]

    def test_planted_offences_are_found(self):
        # The checker itself is checked: each planted line must be named, and nothing else.
        found = offences(os.path.join(source.ROOT, 'tests', 'layering', 'planted'))
        self.assertEqual([
            'core/domain/clock.cpp:3: core/domain is pure and may not use <chrono>',
            'core/domain/clock.cpp:4: core/domain may not use server/room',
            'core/tally/disk.cpp:2: core/tally may not use rocksdb',
            'core/tally/disk.cpp:4: <left_pad/left_pad.hpp> belongs to no library of the table',
            'replay/live.cpp:2: replay may not use boost/beast',
        ], found)

    def test_every_folder_of_the_table_exists(self):
        missing = [f for f in MAY_USE if not os.path.isdir(os.path.join(source.ROOT, f))]
        self.assertEqual([], missing)


if __name__ == '__main__':
    unittest.main()
