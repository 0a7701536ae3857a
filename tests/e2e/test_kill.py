"""SIGKILL of the server at random moments while script A plays: the players come back by themselves,
and nothing acknowledged is lost or doubled.

TINGBOK_KILLS sets how many (default 8, under `make soak` 50), TINGBOK_SEED the moments."""
import json
import os
import random
import time
import unittest

import harness

KILLS = int(os.environ.get('TINGBOK_KILLS', '50' if harness.FULL else '8'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
UNREACHABLE = 3


class Kill(harness.WithFolder):
    def test_server_killed_while_the_script_plays(self):
        """Rounds of playing, each killed several times, until all kills are spent."""
        chance = random.Random(SEED)
        duration = self.undisturbed_seconds()
        left, rounds = KILLS, 0
        while left > 0:
            rounds += 1
            spent = self.one_round(f'round{rounds}', chance, duration, left)
            left -= spent
            self.assertLess(rounds, 20 * KILLS, 'the player is always done before the kill')
        print(f'{KILLS} kills in {rounds} rounds, seed {SEED}')

    def undisturbed_seconds(self):
        server = self.server(data='undisturbed')
        begun = time.monotonic()
        self.assert_ok(server.client('play', harness.script('A')))
        seconds = time.monotonic() - begun
        self.assertEqual(0, server.stop())
        self.undisturbed = self.story(server)
        return seconds

    def one_round(self, name, chance, duration, kills_max):
        """Plays the script once, killing the server at most `kills_max` times; returns how often."""
        server = self.server(data=name)
        positions = self.path(name + '.positions')
        log = self.path(name + '.player')
        player = server.player(harness.script('A'), '--positions', positions, log=log)
        kills = 0
        while kills < kills_max:
            time.sleep(chance.uniform(0, duration / 3))
            if player.poll() is not None and player.returncode != UNREACHABLE:
                break
            server.kill()
            kills += 1
            time.sleep(chance.choice([0, 0, 0.05, 0.3]))
            server.start()
            if player.poll() is not None:
                # It gave up on the server, as it may; another one goes on where it stopped.
                self.assertEqual(UNREACHABLE, player.returncode, self.tail(log))
                player = server.player(harness.script('A'), '--resume', '--positions', positions,
                                       log=log)
        code = player.wait(harness.PATIENCE_S)
        self.assertEqual(0, code, f'seed {SEED}, {name}: {self.tail(log)}')
        self.check(server, name)
        return kills

    def check(self, server, name):
        """The same outcome, numbers without a gap, no line twice, and a log that verifies."""
        where = f'seed {SEED}, {name}'
        with self.subTest(where):
            self.assert_outcome('A', server.client('outcome', '--programme', 'A'))
            self.assertEqual(0, server.stop(), server.log()[-2000:])
            self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', server.data))
            self.assert_outcome('A', harness.run('tingbok-replay', 'outcome', '--data', server.data,
                                                 '--programme', 'A'))
            self.assertEqual(self.undisturbed, self.story(server))

    def story(self, server):
        """Every record of the room, but for its random salt and what is hashed over it."""
        done = self.assert_ok(harness.run('tingbok-replay', 'events', '--data', server.data, '--room',
                                          'A/A', '--json'))
        records = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(list(range(1, len(records) + 1)),
                         [int(record['number']) for record in records], 'a gap in the numbers')
        return [(record.get('actor'), record.get('commandId'), record.get('scriptLine'),
                 record.get('timeMs')) for record in records]

    def tail(self, path):
        with open(path, encoding='utf8', errors='replace') as stream:
            return stream.read()[-2000:]


if __name__ == '__main__':
    unittest.main()
