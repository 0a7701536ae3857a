"""Script A played through a proxy that cuts every connection after a random number of bytes, either
way: sockets, handshakes, tickets. The clients come back by themselves, and the log holds the same
records as when nobody was cut off.

As many runs as fit into 40 seconds, at least one (under `make soak` an hour's worth).
TINGBOK_CUT_RUNS sets how many instead, TINGBOK_SEED where the cuts fall."""
import json
import os
import time
import unittest

import cutting_proxy
import harness

RUNS = int(os.environ.get('TINGBOK_CUT_RUNS', '0'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
BUDGET_S = 3600 if harness.FULL else 40
UP_BYTES_MAX = 2_000  # A hello and about ten actions.
DOWN_BYTES_MAX = 100_000  # About half of what one client receives in the whole script.
# What differs between two plays that are the same: the random salt, and what is hashed over it.
SALTED = ('personalDigest', 'stateHash', 'leafHash')


class CutOff(harness.WithFolder):
    def test_cut_at_random_bytes(self):
        begun = time.monotonic()
        calm = self.server(data='calm')
        self.assert_ok(calm.client('play', harness.script('A')))
        self.assertEqual(0, calm.stop())
        self.undisturbed = self.records(calm.data)
        runs, cuts = 0, 0
        while runs < RUNS or (not RUNS and (not runs or time.monotonic() - begun < BUDGET_S)):
            runs += 1
            with self.subTest(f'TINGBOK_SEED={SEED + runs - 1} TINGBOK_CUT_RUNS=1'):
                cuts += self.one_run(f'cut{runs}', SEED + runs - 1)
        print(f'{cuts} cuts in {runs} runs, seed {SEED}', flush=True)
        self.assertGreater(cuts, 30 * runs, 'hardly anybody was cut off')

    def one_run(self, name, seed):
        """Plays the script through a cutting proxy; returns how often it cut."""
        server = self.server(data=name)
        proxy = cutting_proxy.CuttingProxy(server.port, seed, UP_BYTES_MAX, DOWN_BYTES_MAX).start()
        try:
            played = harness.run('tingbok-client', 'play', harness.script('A'), '--url', proxy.url,
                                 '--admin-token-file', server.token_file, '--give-up-after', 30)
        finally:
            proxy.stop()
        self.assert_ok(played)
        self.assertIn('Every line got the answer the script says.', played.stdout)
        self.assert_outcome('A', server.client('outcome', '--programme', 'A'))
        self.assertEqual(0, server.stop(), server.log()[-2000:])
        # Every state hash in the log is the one its events fold to.
        self.assert_ok(harness.run('tingbok-replay', 'verify', '--data', server.data))
        self.assertEqual(self.undisturbed, self.records(server.data))
        return proxy.cuts

    def records(self, data):
        """Every record of the room with all it says, but for the salts and what rests on them."""
        done = self.assert_ok(harness.run('tingbok-replay', 'events', '--data', data, '--room', 'A/A',
                                          '--json'))
        records = [json.loads(line) for line in done.stdout.splitlines()]
        for record in records:
            for salted in SALTED:
                record.pop(salted, None)
            # A moment names the position of its room by number and by hash.
            for fact in record.get('event', {}).get('momentMarked', {}).get('rooms', []):
                fact.pop('leafHash', None)
        return records


if __name__ == '__main__':
    unittest.main()
