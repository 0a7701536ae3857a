"""A council's workshop day (script A, 550 actions), played by 42 people over 42 sockets, and the log
alone giving back every moment of it."""
import json
import os
import random
import unittest

import harness

LINES = 550


class ScriptA(harness.WithFolder):
    def test_played_served_and_rebuilt(self):
        """One story in steps, since each needs what the one before it left."""
        server = self.server()
        positions = self.path('positions.json')
        # All 42 mirrors are compared with the server's state at 21 moments and at the end.
        played = self.assert_ok(server.client('play', harness.script('A'), '--positions', positions,
                                              '--check-mirrors', 26))
        self.assertIn(f'{LINES} lines: 528 accepted, 22 refused', played.stdout)
        with self.subTest('a person sees the room'):
            watched = self.assert_ok(server.client('watch', 'A/A', '--once'))
            self.assertIn('Kommunestyret i Eksempelvik', watched.stdout)
        with self.subTest('the live read models give the expected outcome'):
            self.assert_outcome('A', server.client('outcome', '--programme', 'A'))
        with self.subTest('replay beside the running server gives it too'):
            self.assert_outcome('A', self.replay('outcome', '--programme', 'A'))
        with self.subTest('the positions are those of the script'):
            self.check_positions(positions)
        with self.subTest('every line has the state the oracle says'):
            self.check_every_line()
        with self.subTest('a sample of lines, asked one at a time'):
            self.check_sample()
        with self.subTest('playing into what exists is wrong use'):
            again = server.client('play', harness.script('A'))
            self.assertEqual(2, again.returncode, again.stderr)
        with self.subTest('resuming a finished play has nothing to do'):
            self.assert_ok(server.client('play', harness.script('A'), '--resume'))
        self.assertEqual(0, server.stop(), server.log()[-2000:])
        with self.subTest('the closed log is whole and says the same'):
            self.assert_ok(self.replay('verify'))
            self.assert_outcome('A', self.replay('outcome', '--programme', 'A'))
        with self.subTest('a restarted server says the same'):
            server.start()
            self.assert_outcome('A', server.client('outcome', '--programme', 'A'))
            self.assertEqual(0, server.stop())

    def replay(self, verb, *args):
        return harness.run('tingbok-replay', verb, '--data', self.path('data'), *args)

    def check_positions(self, path):
        """Every line is in the file: accepted ones with rising numbers, refused ones with their code."""
        with open(harness.script('A'), encoding='utf8') as stream:
            lines = [json.loads(line) for line in stream][1:]
        with open(path, encoding='utf8') as stream:
            got = {int(seq): entry for seq, entry in json.load(stream).items()}
        self.assertEqual(LINES, len(got))
        last = 0
        for line in lines:
            entry = got[line['seq']]
            self.assertEqual('A/A', entry['room'])
            if line.get('expect') is None:
                self.assertGreater(entry['number'], last)
                last = entry['number']
            elif line['expect'] == 'dup':
                self.assertTrue(entry['repeat'])
            else:
                self.assertEqual(line['expect'], entry['refused'])

    def check_every_line(self):
        wanted = {}
        for text in harness.oracle(harness.script('A'), '--each').splitlines():
            entry = json.loads(text)
            wanted[entry['seq']] = entry
        done = self.assert_ok(self.replay('state', '--room', 'A/A', '--each', '--json'))
        got = [json.loads(text) for text in done.stdout.splitlines()]
        self.assertEqual(LINES, len(got))
        for entry in got:
            found = harness.differences(wanted[entry['seq']]['state'], entry['state'])
            self.assertEqual([], found[:10], f'after line {entry["seq"]}')

    def check_sample(self):
        seed = int(os.environ.get('TINGBOK_SEED', '2026'))
        for seq in sorted(random.Random(seed).sample(range(1, LINES + 1), 30)):
            wanted = json.loads(harness.oracle(harness.script('A'), '--until', seq, '--room', 'A'))
            done = self.assert_ok(self.replay('state', '--room', 'A/A', '--at', f'script:{seq}',
                                              '--json'))
            found = harness.differences(wanted, json.loads(done.stdout))
            self.assertEqual([], found[:10], f'state at script:{seq}')


if __name__ == '__main__':
    unittest.main()
