"""A training copy of script A: made, served, gone on in, verified; the original is what it was."""
import hashlib
import json
import os
import unittest

import harness
import ws


class Fork(harness.WithFolder):
    def setUp(self):
        super().setUp()
        server = self.server()
        self.assert_ok(server.client('play', harness.script('A')))
        self.assertEqual(0, server.stop())

    def replay(self, verb, *args, data='data'):
        return harness.run('tingbok-replay', verb, '--data', self.path(data), *args)

    def fork(self, *args):
        return self.replay('fork', '--room', 'A/A', '--out', self.path('copy'), *args)

    def folder_digest(self, folder):
        digests = {}
        for at, _, names in os.walk(self.path(folder)):
            for name in names:
                with open(os.path.join(at, name), 'rb') as stream:
                    digests[os.path.join(at, name)] = hashlib.sha256(stream.read()).hexdigest()
        return digests

    def events(self, room, data):
        done = self.assert_ok(self.replay('events', '--room', room, '--json', data=data))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_copy_is_served_and_goes_on(self):
        """Trainees act in the copy as in any room; both logs verify, and the original has the same bytes."""
        before = self.folder_digest('data')
        verified = self.assert_ok(self.replay('verify')).stdout
        self.assert_ok(self.fork('--at', 'M2', '--programme', 'OVE'))
        self.assertEqual(before, self.folder_digest('data'))

        original, copied = self.events('A/A', 'data'), self.events('OVE/A', 'copy')
        count = len(copied)
        self.assertGreater(count, 100)
        self.assertEqual([e['number'] for e in original[:count]], [e['number'] for e in copied])
        self.assert_ok(self.replay('verify', data='copy'))

        served = self.server(data='copy')
        status, people = served.http('GET', '/api/v1/programmes/OVE/people')
        self.assertEqual(200, status, people)
        labels = [person['label'] for person in people['people']]
        self.assertTrue(all(label.split()[0] in ('Medlem', 'Gjest') for label in labels), labels)
        status, state = served.http('GET', '/api/v1/workshops/OVE/A/state')
        self.assertEqual(count, int(state['number']), 'serving it adds nothing by itself')
        room = next(e['room'] for e in state['entities'] if 'room' in e)
        self.assertEqual('A/A', room['training']['workshop'])
        secretary = room['config']['secretary']
        with ws.join(served, 'OVE/A', secretary) as opened:
            self.assertNotIn('past', opened.welcome)
            self.assertTrue(opened.welcome['training'])
            done = ws.answer(opened, 'one', {'say': {}, 'text': 'Vi øver'})
            self.assertIn('receipt', done)
            self.assertEqual(count + 1, int(done['receipt']['number']))
        self.assertEqual(0, served.stop())
        self.assert_ok(self.replay('verify', data='copy'))
        self.assertEqual(verified, self.assert_ok(self.replay('verify')).stdout)
        self.assertEqual(before, self.folder_digest('data'))

    def root_of(self, stream):
        checked = json.loads(self.assert_ok(self.replay('verify', '--json')).stdout)
        return next(one['root'] for one in checked['streams'] if one['stream'] == stream)

    def test_two_copies_are_two_histories(self):
        """Other names, other records, another epoch; neither has a root of the other's or the original's."""
        self.assert_ok(self.fork())
        self.assert_ok(self.replay('fork', '--room', 'A/A', '--out', self.path('other')))
        roots = set()
        epochs = set()
        for data in ('data', 'copy', 'other'):
            checked = json.loads(self.assert_ok(self.replay('verify', '--json', data=data)).stdout)
            roots.add(next(s['root'] for s in checked['streams'] if s['stream'].endswith('/A')))
            listed = json.loads(self.assert_ok(self.replay('list', '--json', data=data)).stdout)
            epochs.add(listed['epoch'])
        self.assertEqual(3, len(roots))
        self.assertEqual(3, len(epochs))

    def test_a_copy_is_never_taken_for_the_original(self):
        """It says what it is wherever it is read; no checkpoint of the original fits it, and it joins no programme."""
        served = self.server()
        status, note = served.http('GET', '/api/v1/workshops/A/A/checkpoint')
        self.assertEqual(200, status, note)
        self.assertEqual(0, served.stop())
        with open(self.path('note.txt'), 'w', encoding='utf8') as stream:
            stream.write(note)
        self.assert_ok(self.replay('verify', '--checkpoint', self.path('note.txt')))
        self.assert_ok(self.fork('--programme', 'OVE'))
        copy, bundle = self.path('copy'), self.path('ove.bundle')
        self.assertEqual(0, self.server(data='copy').stop())
        keys = ['--key', self.path('data/log.vkey'), '--key', self.path('copy/log.vkey')]
        self.assert_ok(harness.run('tingbok-replay', 'export', '--data', copy, '--programme', 'OVE', '--out', bundle))
        self.assert_ok(harness.run('tingbok-replay', 'verify', bundle))
        for what in (['--data', copy], [bundle]):
            done = harness.run('tingbok-replay', 'verify', *what, '--checkpoint', self.path('note.txt'), *keys)
            self.assertEqual(1, done.returncode, done.stdout + done.stderr)
            self.assertIn('is of the room A/A, of which this log has nothing', done.stdout)
        # Beside the original it is a programme of its own, and the original goes on from where it stood.
        root = self.root_of('A/A')
        self.assert_ok(harness.run('tingbok-replay', 'import', bundle, '--data', self.path('data')))
        self.assertEqual(root, self.root_of('A/A'))
        self.assert_ok(self.replay('verify', '--checkpoint', self.path('note.txt')))
        self.assertNotEqual(0, harness.run('tingbok-replay', 'import', bundle, '--data', self.path('data')).returncode)
        for form, language, mark in (('text', 'nb', 'Øvelse, kopi av A/A.'), ('svg', 'nn', 'Øving, kopi av A/A.'),
                                     ('dot', 'en', 'Exercise, a copy of A/A.')):
            told = self.replay('lineage', '--room', 'OVE/A', '--of', 'PS 1/26', '--format', form,
                               '--language', language, data='copy')
            self.assertIn(mark, self.assert_ok(told).stdout)
        self.assertIn('ØVELSE: kopi av A/A', self.replay('state', '--room', 'OVE/A', data='copy').stdout)
        self.assertIn('øvelse', self.replay('list', data='copy').stdout)

    def test_wrong_use_is_said(self):
        """Each mistake is one sentence and exit code 2, and makes no folder."""
        os.mkdir(self.path('there'))
        for wrong in (['--out', self.path('there')], ['--out', self.path('copy'), '--programme', 'A'],
                      ['--out', self.path('copy'), '--programme', 'with space'],
                      ['--out', self.path('copy'), '--at', 'tull'], []):
            with self.subTest(' '.join(wrong)):
                done = self.replay('fork', '--room', 'A/A', *wrong)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertTrue(done.stderr.strip())
        self.assertFalse(os.path.exists(self.path('copy')))


if __name__ == '__main__':
    unittest.main()
