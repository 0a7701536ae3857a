"""Secret votes while the server is killed again and again: every acknowledged ballot is counted, once,
and nothing of an ended vote is left in the secrets folder.

TINGBOK_KILLS sets how many kills, TINGBOK_SEED where they fall."""
import collections
import json
import os
import random
import threading
import time
import unittest

import harness
import secret_room

KILLS = int(os.environ.get('TINGBOK_KILLS', '200' if harness.FULL else '24'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
VOTERS = 12
KILLS_A_VOTE = 6


SCRIPT = os.path.join(harness.ROOT, 'tests', 'golden', 'secret_votes')


class SecretScript(harness.WithFolder):
    def test_a_script_of_secret_votes_comes_to_what_the_rulebook_says(self):
        """Every method, through the real server with real keys."""
        server = self.server()
        played = self.assert_ok(server.client('play', SCRIPT + '.jsonl'))
        self.assertIn('Every line got the answer the script says.', played.stdout)
        outcome = self.assert_ok(server.client('outcome', '--programme', 'H'))
        with open(SCRIPT + '.expected.json', encoding='utf8') as stream:
            self.assertEqual([], harness.differences(json.load(stream), json.loads(outcome.stdout)))
        self.assertEqual(0, server.stop())
        self.assertEqual([], os.listdir(os.path.join(server.data + '.secrets', 'ballots')))
        self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', server.data))


class SecretKill(harness.WithFolder):
    def test_killed_in_the_middle_of_secret_votes(self):
        self.chance = random.Random(SEED)
        self.one = self.server()
        self.room = secret_room.SecretRoom(self.one, VOTERS)
        self.addCleanup(self.room.away)
        kills = votes = 0
        while kills < KILLS:
            votes += 1
            self.assertLess(votes, 10 * KILLS, 'nobody is killed any more')
            with self.subTest(f'vote {votes}, seed {SEED}'):
                kills += self.one_vote(f'V{votes}')
        print(f'{kills} kills in {votes} secret votes, seed {SEED}', flush=True)
        self.assertEqual(0, self.one.stop(), self.one.log()[-2000:])
        self.assertEqual([], self.keys())
        done = self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', self.one.data))
        self.assertIn(f'{votes} secret votes recounted', done.stdout)

    def keys(self):
        return os.listdir(os.path.join(self.one.data + '.secrets', 'ballots'))

    def one_vote(self, name):
        """Opens, casts and closes under kills; returns how many there were."""
        chosen = {one: self.chance.choice(secret_room.OPTIONS) for one in secret_room.voters(VOTERS)}
        self.kills = 0
        self.insist('LEDER', f'open {name}', secret_room.opening(name))
        self.assertEqual(1, len(self.keys()))
        for voter in self.chance.sample(sorted(chosen), VOTERS):
            self.insist(voter, f'cast {name}', secret_room.casting(name, chosen[voter]))
            if self.chance.random() < 0.3:
                again = self.room.ask(voter, secret_room.casting(name, secret_room.OPTIONS[0]),
                                      os.urandom(8).hex())
                self.assertEqual('allerede_stemt', again['refused']['word'])
        self.insist('LEDER', f'close {name}', secret_room.closing(name))
        vote = self.room.vote(name)
        published = [paper['choice'] for paper in vote['secretBallots']]
        self.assertEqual(collections.Counter(chosen.values()), collections.Counter(published))
        self.assertEqual(sorted(published, key=lambda c: (len(c), c)), published)
        harness.wait_until('the key is destroyed', lambda: not self.keys())
        return self.kills

    def insist(self, person, command_id, command):
        """Sends it until it is answered, with kills at random moments; it must be accepted."""
        while True:
            timer = None
            if self.kills < KILLS_A_VOTE and self.chance.random() < 0.5:
                timer = threading.Timer(self.chance.uniform(0, 0.012), self.one.process.kill)
                timer.start()
            got = self.room.ask(person, command, command_id)
            if timer:
                timer.join()
                self.kills += 1
                self.one.process.wait()
                self.room.away()
                self.one.start()
            if got is not None:
                self.assertIn('receipt', got)
                if timer:  # It was acknowledged before the kill: it must still be there.
                    again = self.room.ask(person, command, command_id)
                    self.assertTrue(again['repeatedAnswer'])
                    self.assertEqual(got['receipt'], again['receipt'])
                return


if __name__ == '__main__':
    unittest.main()
