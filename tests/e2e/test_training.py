"""A past workshop shown to those who train, by tingbok-replay play: on real sockets, from a log it never writes."""
import hashlib
import json
import os
import subprocess
import unittest

import harness
from past_socket import PastSocket

ROOM = 'A/A'
TRAINEES = 30


class Showing(harness.Server):
    """tingbok-replay play over a data folder."""

    def __init__(self, data, *args):
        super().__init__(data, *args)
        self.ready_path = data.rstrip('/') + '.play-ready'
        self.log_path = data.rstrip('/') + '.play-log'
        self.links_path = data.rstrip('/') + '.links'

    def command(self):
        return [harness.binary('tingbok-replay'), '--json', 'play', '--data', self.data, '--room', ROOM,
                '--listen', '127.0.0.1:0', '--ready-file', self.ready_path, *self.args]

    def launch(self):
        if os.path.exists(self.ready_path):
            os.remove(self.ready_path)
        with open(self.log_path, 'a', encoding='utf8') as log, \
                open(self.links_path, 'w', encoding='utf8') as links:
            self.process = subprocess.Popen(self.command(), stdout=links, stderr=log,
                                            stdin=subprocess.DEVNULL)
        return self

    def links(self):
        with open(self.links_path, encoding='utf8') as stream:
            return json.load(stream)

    def enter(self, link):
        """The socket that a link leads to, and the session it made."""
        status, session = self.http('POST', '/api/v1/sessions', {'code': link.split('#')[1]}, token=None)
        assert status == 200, session
        opened = PastSocket(self, ROOM, self.ticket(ROOM, session['token']), path='')
        opened.session = session
        return opened


class Training(harness.WithFolder):
    def setUp(self):
        super().setUp()
        server = self.server()
        self.assert_ok(server.client('play', harness.script('A')))
        self.assertEqual(0, server.stop())

    def show(self, *args):
        showing = Showing(self.path('data'), '--seats', str(TRAINEES), *args)
        self.servers.append(showing)
        return showing.start()

    def folder_digest(self):
        digests = {}
        for folder, _, names in os.walk(self.path('data')):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, 'rb') as stream:
                    digests[os.path.relpath(path, folder)] = hashlib.sha256(stream.read()).hexdigest()
        return digests

    def verified(self):
        return self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', self.path('data'))).stdout

    def test_a_whole_training(self):
        """Thirty follow the trainer, vote before they see how it went, and leave no trace in the log."""
        before, verified = self.folder_digest(), self.verified()
        showing = self.show()
        links = showing.links()
        self.assertEqual(TRAINEES, len(links['trainees']))
        trainer = showing.enter(links['trainer'])
        trainees = [showing.enter(link) for link in links['trainees']]
        self.assertEqual('Deltaker 1', trainees[0].session['label'])
        self.assertTrue(trainees[0].session['title'].startswith('Øvelse: '))
        for one in (trainer, *trainees):
            self.assertTrue(one.welcome['past'] and one.welcome['training'])
        # A link lets one in, once.
        again, _ = showing.http('POST', '/api/v1/sessions', {'code': links['trainer'].split('#')[1]}, token=None)
        self.assertEqual(401, again)

        self.follow_the_trainer(trainer, trainees)
        asked = self.ask_for_a_vote(trainer)
        for one in trainees:
            # Those asked before are told of first.
            while (one.statuses[-1].get('exercise') or {}).get('at') != asked['at']:
                one.read_status()
            self.assertTrue(one.statuses[-1]['exercise']['open'])
            self.assertNotIn('theirs', one.statuses[-1]['exercise'])
            self.assertEqual(int(asked['at']) - 1, one.number)
        option = asked['terms']['options'][0]
        for number, one in enumerate(trainees):
            answer = self.cast(one, asked, option)
            self.assertIn('receipt', answer, (number, answer))
        revealed = trainer.move(reveal=True)
        while not revealed['exercise'].get('ours'):
            revealed = trainer.read_status()
        self.assertEqual(TRAINEES, revealed['exercise']['ours']['cast'])
        self.assertGreater(revealed['exercise']['theirs']['cast'], 0)
        for one in trainees:
            while 'theirs' not in (one.statuses[-1].get('exercise') or {}):
                one.read_status()
            self.assertEqual(revealed['exercise'], one.statuses[-1]['exercise'])
        for one in (trainer, *trainees):
            one.__exit__()
        self.assertEqual(0, showing.stop())
        self.assertEqual(before, self.folder_digest())
        self.assertEqual(verified, self.verified())

    def follow_the_trainer(self, trainer, trainees):
        """One cursor: wherever the trainer goes, all thirty stand there with the same on their screens."""
        def all_at(number):
            for one in trainees:
                while one.number < number or one.statuses[-1].get('playing', False):
                    one.read_status()
                self.assertEqual(number, one.number)
                self.assertEqual(trainees[0].entities, one.entities)

        at = trainer.move(seek='script:60')
        all_at(int(at['number']))
        at = trainer.move(step=5)
        all_at(int(at['number']))
        trainer.send({'play': 100, 'pauseMaxMs': 1})
        while trainer.number < int(at['number']) + 20:
            trainer.read_status()
        stopped = trainer.move(pause=True)
        while stopped.get('playing'):
            stopped = trainer.read_status()
        all_at(int(stopped['number']))

    def ask_for_a_vote(self, trainer):
        """Asks until it is a vote with one choice."""
        while True:
            status = trainer.move(ask=True)
            self.assertFalse(status.get('trouble'), status)
            exercise = status['exercise']
            if exercise.get('terms', {}).get('method') in ('VOTE_METHOD_FOR_AGAINST', 'VOTE_METHOD_ALTERNATIVE'):
                return exercise
            trainer.move(reveal=True)

    def cast(self, trainee, asked, option):
        trainee.socket.submit({'submit': {'commandId': 'answer', 'command': {
            'voteCast': {'vote': asked['vote'], 'ballot': {'choice': option}}}}})
        return trainee.socket.until(lambda got: next(iter(got.get('answers', [])), None))

    def test_playing_beside_a_running_server(self):
        """It plays by itself, to the public as well; the server goes on and its root stays what it was."""
        server = self.servers[0].start()
        root = self.verified()
        # Hours of the day are left, so that it plays on however late the gallery comes.
        showing = self.show('--speed', '100', '--from', 'script:100')
        status, reply = showing.http('POST', '/api/v1/tickets', {'workshop': ROOM}, token=None)
        self.assertEqual(200, status, reply)
        with PastSocket(showing, ROOM, reply['ticket'], path='') as gallery:
            self.assertEqual('AUDIENCE_PUBLIC', gallery.welcome['audience'])
            start = gallery.number
            while gallery.number < start + 3:
                gallery.read_status()
            gallery.send({'step': 1})
            self.assertEqual(4400, gallery.socket.closed_with())
        self.assertEqual(0, showing.stop())
        self.assertEqual(root, self.verified())
        self.assertEqual(0, server.stop())

    def test_wrong_use_is_said(self):
        """Each mistake is one sentence and exit code 2."""
        for wrong in (['--room', 'A/X'], ['--room', 'A'], ['--room', ROOM, '--web', self.path('none')], ['--room', ROOM, '--as', 'king'], ['--room', ROOM, '--seats', '0'],
                      ['--room', ROOM, '--speed', '101'], ['--room', ROOM, '--from', 'tull'],
                      ['--room', ROOM, '--listen', 'here']):
            with self.subTest(' '.join(wrong)):
                done = harness.run('tingbok-replay', 'play', '--data', self.path('data'), *wrong)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)


if __name__ == '__main__':
    unittest.main()
