"""What tingbok-replay cannot write to its end, it says, and leaves nothing half: no file or folder of its own, and
what was there before as it was. A full disk is played by /dev/full and by a bound on the size of files."""
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

import test_bundles

ROOM = test_bundles.ROOM


def replay(*args, file_bytes=None, stdout=subprocess.PIPE):
    """Runs tingbok-replay; where `file_bytes` is given, no file can become larger than that."""
    def bound():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.run([os.path.join(test_bundles.BIN, 'tingbok-replay'), *args], stdout=stdout,
                          stderr=subprocess.PIPE, text=True, encoding='utf8', check=False, timeout=300,
                          preexec_fn=bound if file_bytes else None)


class HalfFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        test_bundles.made(os.path.join(cls.folder, 'made'), 0, 0, 20)
        cls.data = os.path.join(cls.folder, 'made', 'data')
        cls.bundle = os.path.join(cls.folder, 'made', 'bundle')

    def setUp(self):
        self.place = tempfile.mkdtemp(dir=self.folder)
        self.out = os.path.join(self.place, 'out')

    def copy_of_data(self):
        return shutil.copytree(self.data, os.path.join(tempfile.mkdtemp(dir=self.folder), 'data'))

    def export(self, data=None, **how):
        return replay('export', '--data', data or self.data, '--programme', 'S', '--out', self.out, **how)

    def assert_nothing_left(self, done, code):
        """It failed with that code and one sentence, and the folder of the output is empty."""
        self.assertEqual(code, done.returncode, done.stderr)
        self.assertEqual(1, len(done.stderr.splitlines()), done.stderr)
        self.assertEqual([], os.listdir(self.place))

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        """Short answers, which fail at the end only, and long ones; help too."""
        for args in (['list', '--data', self.data], ['events', '--data', self.data, '--room', ROOM],
                     ['verify', '--data', self.data], ['verify', self.bundle], ['--help']):
            with self.subTest(args[0]), open('/dev/full', 'w', encoding='utf8') as full:
                done = replay(*args, stdout=full)
                self.assertEqual(72, done.returncode, done.stderr)
                self.assertEqual(1, len(done.stderr.splitlines()), done.stderr)
                self.assertIn('standard output', done.stderr)

    def test_an_export_that_fails_leaves_nothing(self):
        """The disk is full, or the keys of the checkpoints are gone."""
        self.assert_nothing_left(self.export(file_bytes=60_000), 72)
        without_keys = self.copy_of_data()
        os.remove(os.path.join(without_keys, 'log.vkey'))
        self.assert_nothing_left(self.export(without_keys), 72)
        self.assertEqual(0, self.export().returncode)
        self.assertEqual(['out'], os.listdir(self.place))

    def test_a_fork_that_fails_leaves_nothing(self):
        """And one that is made leaves nothing beside it, with a slash behind its name too."""
        args = ['fork', '--data', self.data, '--room', ROOM, '--out', self.out + '/']
        done = replay(*args, file_bytes=20_000)
        self.assertNotIn(done.returncode, (0, 76), done.stderr)
        self.assert_nothing_left(done, done.returncode)
        done = replay(*args)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(['out'], os.listdir(self.place))

    def test_a_good_file_is_not_lost_to_one_that_fails(self):
        """What --out names stays as it was until the new one is whole; a device is written to as it is."""
        with open(self.out, 'w', encoding='utf8') as file:
            file.write('good')
        os.chmod(self.out, 0o600)
        args = ['template', '--data', self.data, '--room', ROOM, '--out']
        done = replay(*args, self.out, file_bytes=16)
        self.assertEqual(72, done.returncode, done.stderr)
        with open(self.out, encoding='utf8') as file:
            self.assertEqual('good', file.read())
        self.assertEqual(['out'], os.listdir(self.place))
        self.assertEqual(0, replay(*args, self.out).returncode)
        self.assertGreater(os.path.getsize(self.out), 16)
        self.assertEqual(0o600, os.stat(self.out).st_mode & 0o777)
        self.assertEqual(['out'], os.listdir(self.place))
        self.assertEqual(72, replay(*args, '/dev/full').returncode)

    def test_an_import_that_is_refused_changes_nothing(self):
        """Neither records nor keys: the folder has the programme already, of another server."""
        other = os.path.join(self.folder, 'other')
        test_bundles.made(other, 0, 0, 20, 0, 'b')
        data = os.path.join(other, 'data')
        with open(os.path.join(data, 'log.vkey'), encoding='utf8') as file:
            before = file.read()
        done = replay('import', self.bundle, '--data', data)
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn('nothing was imported', done.stderr)
        with open(os.path.join(data, 'log.vkey'), encoding='utf8') as file:
            self.assertEqual(before, file.read())

    def test_a_programme_that_is_not_there_is_said_alike(self):
        """As every verb says it."""
        said = {replay(verb, '--data', self.data, '--programme', 'NONE', *more).stderr
                for verb, more in (('outcome', []), ('reports', []), ('export', ['--out', self.out]))}
        self.assertEqual(1, len(said), said)
        self.assertIn('NONE', said.pop())
        self.assertEqual([], os.listdir(self.place))


if __name__ == '__main__':
    unittest.main()
