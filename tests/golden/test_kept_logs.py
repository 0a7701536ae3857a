"""Logs of each format that was ever written are kept in logs/, and today's programs read them: to the hashes that
were written down when they were made (logs/expected.json), without changing a byte of them.

A format's files are never made anew. When a new format comes, files of it are added beside these."""
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LOGS = os.path.join(HERE, 'logs')
BIN = os.environ.get('TINGBOK_BIN_DIR') or os.path.join(ROOT, 'build', 'release', 'bin')

with open(os.path.join(LOGS, 'expected.json'), encoding='utf8') as expected_file:
    EXPECTED = json.load(expected_file)


def replay(*args):
    return subprocess.run([os.path.join(BIN, 'tingbok-replay'), *args], capture_output=True, text=True,
                          encoding='utf8', check=False, timeout=300)


def digests(folder):
    """Every file's path, right and bytes."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


class KeptLogs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def hashes(self, *args):
        """What verify comes to, for each stream with records."""
        done = replay('verify', '--json', *args)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return {one['stream']: {name: one[name] for name in ('records', 'root', 'state_hash', 'erased') if name in one}
                for one in json.loads(done.stdout)['streams'] if one['records']}

    def unpacked(self):
        with tarfile.open(os.path.join(LOGS, 'format1.tar.gz')) as tar:
            tar.extractall(self.folder)
        return os.path.join(self.folder, 'format1')

    def test_a_data_folder_of_format_1_is_read_as_it_was_written(self):
        data = self.unpacked()
        before = digests(data)
        for place, _, names in os.walk(data):
            for name in names:
                os.chmod(os.path.join(place, name), 0o444)
        self.assertEqual(EXPECTED['format1.tar.gz'], self.hashes('--data', data))
        outcome = replay('outcome', '--data', data, '--programme', 'E')
        self.assertEqual(0, outcome.returncode, outcome.stderr)
        with open(os.path.join(ROOT, 'tests', 'workshops', 'E_nettverk.expected.json'), encoding='utf8') as file:
            self.assertEqual(json.load(file), json.loads(outcome.stdout))
        self.assertEqual(before, digests(data))

    def test_events_of_a_kept_log_are_told_so_many_at_a_time(self):
        data = self.unpacked()
        room, head = next((name, one['records']) for name, one in EXPECTED['format1.tar.gz'].items()
                          if name.count('/') == 1 and one['records'] > 20)

        def numbers(*args):
            done = replay('events', '--data', data, '--room', room, '--json', *args)
            self.assertEqual(0, done.returncode, done.stderr)
            return [int(json.loads(line)['number']) for line in done.stdout.splitlines()]

        everything = list(range(1, head + 1))
        self.assertEqual(everything, numbers())
        self.assertEqual(everything, numbers('--limit', '0'))
        self.assertEqual(everything, numbers('--limit', str(head + 5)))
        self.assertEqual([4, 5, 6], numbers('--from', '4', '--limit', '3'))
        self.assertEqual([4, 5], numbers('--from', '4', '--to', '5', '--limit', '3'))
        self.assertEqual([head], numbers('--from', 'head', '--limit', '3'))
        self.assertEqual(2, replay('events', '--data', data, '--room', room, '--limit', '-1').returncode)

    def test_a_bundle_of_format_1_is_read_as_it_was_written(self):
        bundle = os.path.join(LOGS, 'format1.bundle')
        before = digests(LOGS)
        self.assertEqual(EXPECTED['format1.bundle'], self.hashes(bundle))
        program = os.path.join(ROOT, 'replay', 'verifier', 'verify.py')
        done = subprocess.run([sys.executable, program, bundle], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        for stream in EXPECTED['format1.bundle'].values():
            self.assertIn(f'{stream["records"]} records, root {stream["root"][:16]}', done.stdout)
        self.assertEqual(before, digests(LOGS))

    def test_whole_days_of_format_1_come_to_what_they_came_to(self):
        """Merges and splits, polls, money, agreements, secret votes: most kinds of events, from live servers."""
        for name, outcome in (('A', 'workshops/A_samfunnsdel'), ('C', 'workshops/C_programfinansiering'),
                              ('H', 'golden/secret_votes')):
            with self.subTest(name):
                kept = f'format1-{name}.bundle.gz'
                bundle, data = (os.path.join(self.folder, name + end) for end in ('.bundle', '.data'))
                with gzip.open(os.path.join(LOGS, kept)) as packed, open(bundle, 'wb') as file:
                    shutil.copyfileobj(packed, file)
                self.assertEqual(EXPECTED[kept], self.hashes(bundle))
                done = replay('import', bundle, '--data', data)
                self.assertEqual(0, done.returncode, done.stdout + done.stderr)
                told = replay('outcome', '--data', data, '--programme', name)
                with open(os.path.join(ROOT, 'tests', outcome + '.expected.json'), encoding='utf8') as file:
                    self.assertEqual(json.load(file), json.loads(told.stdout))

    def test_a_bundle_comes_out_of_an_import_as_it_was(self):
        """Roots, state hashes and, but for the history's own name, the bytes of the next bundle are the same."""
        bundle, data = os.path.join(LOGS, 'format1.bundle'), os.path.join(self.folder, 'data')
        done = replay('import', bundle, '--data', data)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertEqual(EXPECTED['format1.bundle'], self.hashes('--data', data))
        again = os.path.join(self.folder, 'again')
        done = replay('export', '--data', data, '--programme', 'E', '--out', again)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        with tarfile.open(bundle) as first, tarfile.open(again) as second:
            self.assertEqual(first.getnames(), second.getnames())
            for name in first.getnames():
                if name.startswith(('streams/', 'notes/', 'keys.txt')):
                    self.assertEqual(first.extractfile(name).read(), second.extractfile(name).read(), name)

    def test_an_import_that_cannot_be_is_refused_with_a_sentence(self):
        bundle, data = os.path.join(LOGS, 'format1.bundle'), os.path.join(self.folder, 'data')
        with open(bundle, 'rb') as file:
            whole = bytearray(file.read())
        whole[len(whole) // 2] ^= 1
        broken = os.path.join(self.folder, 'broken')
        with open(broken, 'wb') as file:
            file.write(whole)
        for args, code, said in (([broken, '--data', data], 1, 'nothing was imported'),
                                 ([bundle], 2, '--data'),
                                 ([os.path.join(self.folder, 'nowhere'), '--data', data], 72, 'nowhere'),
                                 ([bundle, '--data', data], 0, ''),
                                 ([bundle, '--data', data], 2, 'already')):
            with self.subTest(args=args):
                done = replay('import', *args)
                self.assertEqual(code, done.returncode, done.stdout + done.stderr)
                self.assertIn(said, done.stderr)
            self.assertEqual(code == 0 or said == 'already', os.path.exists(data))

    def test_an_export_that_cannot_be_is_refused_with_a_sentence(self):
        data, out = self.unpacked(), os.path.join(self.folder, 'out')
        for args, code, said in ((['--programme', 'X', '--out', out], 2, 'no programme X'),
                                 (['--programme', 'E', '--out', '/nowhere/out'], 72, '/nowhere/out'),
                                 (['--programme', 'E', '--out', out], 0, ''),
                                 (['--programme', 'E', '--out', out], 2, 'is there already')):
            with self.subTest(args=args):
                done = replay('export', '--data', data, *args)
                self.assertEqual(code, done.returncode, done.stdout + done.stderr)
                self.assertIn(said, done.stderr)
        self.assertEqual([], [name for name in os.listdir(self.folder) if name.endswith('.part')])


if __name__ == '__main__':
    unittest.main()
