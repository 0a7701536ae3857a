"""SIGKILL of the server at random moments while script A plays: the players come back by themselves,
and nothing acknowledged is lost or doubled.

TINGBOK_KILLS sets how many (default 50, under `make soak` 200), TINGBOK_SEED the moments."""
import os
import random
import time
import unittest

import harness
import rounds

KILLS = int(os.environ.get('TINGBOK_KILLS', '200' if harness.FULL else '50'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))


class Kill(rounds.Rounds):
    def test_server_killed_while_the_script_plays(self):
        """Every round ends with the records and the outcome of a play that nothing disturbed."""
        duration = self.undisturbed_seconds()
        self.strike(f'kills, seed {SEED}', KILLS, rounds.TimedKill(random.Random(SEED), duration / 3))


if __name__ == '__main__':
    unittest.main()
