"""The replay tools read the log beside the server that is writing it, and change nothing."""
import hashlib
import json
import os
import unittest

import harness


class ReplayBeside(harness.WithFolder):
    def replay(self, verb, *args):
        return harness.run('tingbok-replay', verb, '--data', self.path('data'), *args)

    def test_reading_while_the_server_writes(self):
        """While a script plays, every reading is a whole state: verify is happy, numbers only grow."""
        server = self.server()
        player = server.player(harness.script('A'), log=self.path('player.log'))
        heads = []
        while player.poll() is None:
            listed = self.replay('list', '--json')
            if 'A/A' not in listed.stdout:
                continue
            self.assert_ok(self.replay('verify'))
            events = self.assert_ok(self.replay('events', '--room', 'A/A', '--json'))
            numbers = [int(json.loads(line)['number']) for line in events.stdout.splitlines()]
            self.assertEqual(list(range(1, len(numbers) + 1)), numbers)
            heads.append(len(numbers))
        self.assertEqual(0, player.returncode)
        self.assertEqual(sorted(heads), heads)
        self.assert_outcome('A', self.replay('outcome', '--programme', 'A'))
        self.assertEqual(0, server.stop())

    def test_reading_leaves_the_folder_as_it_was(self):
        """Every verb, on a log no server has open: not a byte of the data folder differs after."""
        server = self.server()
        self.assert_ok(server.client('play', harness.script('A')))
        self.assertEqual(0, server.stop())
        before = self.folder_digest()
        for verb in (['list'], ['events', '--room', 'A/A'], ['verify'], ['outcome', '--programme', 'A'],
                     ['state', '--room', 'A/A', '--at', '200'],
                     ['state', '--room', 'A/A', '--at', 'script:200', '--json'],
                     ['diff', '--room', 'A/A', '--from', 'script:100', '--to', 'script:120']):
            with self.subTest(' '.join(verb)):
                done = self.assert_ok(self.replay(*verb))
                self.assertTrue(done.stdout.strip())
        self.assertEqual(before, self.folder_digest())

    def folder_digest(self):
        digests = {}
        for folder, _, names in os.walk(self.path('data')):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, 'rb') as stream:
                    digests[os.path.relpath(path, self.path('data'))] = hashlib.sha256(
                        stream.read()).hexdigest()
        return digests

    def test_wrong_use_is_said(self):
        """Each mistake is a sentence on stderr and an exit code that is not 0."""
        server = self.server()
        self.assert_ok(server.client('play', harness.script('A')))
        self.assertEqual(0, server.stop())
        for args, code in ((['outcome', '--programme', 'NOBODY'], None),
                           (['state', '--room', 'A/NOWHERE', '--at', '1'], None),
                           (['state', '--room', 'A/A', '--at', 'script:999999'], None),
                           (['state', '--room', 'A/A', '--at', 'neither'], None),
                           (['state', '--room', 'A/A', '--at', '1', '--no-such-flag'], 2),
                           (['no-such-verb'], 2)):
            with self.subTest(' '.join(args)):
                done = self.replay(*args)
                self.assertNotEqual(0, done.returncode)
                self.assertIn(done.returncode, range(1, 100), 'ended by a signal')
                self.assertTrue(done.stderr.strip(), 'says nothing')
                if code is not None:
                    self.assertEqual(code, done.returncode, done.stderr)
        nowhere = harness.run('tingbok-replay', 'list', '--data', self.path('nowhere'))
        self.assertEqual(72, nowhere.returncode, nowhere.stderr)
        self.assertIn('nowhere', nowhere.stderr)


if __name__ == '__main__':
    unittest.main()
