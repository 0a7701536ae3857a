"""The server killed at random file operations, and the power cut at such moments, while script A plays:
nothing acknowledged is lost, doubled or gapped, and the server always starts again by itself.

TINGBOK_CRASHES and TINGBOK_CUTS set how many (CI 60 and 20; `make soak` 10,000 and 2,000),
TINGBOK_SEED the moments."""
import os
import random
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'e2e'))
import harness  # noqa: E402
import rounds  # noqa: E402

CRASHES = int(os.environ.get('TINGBOK_CRASHES', '10000' if harness.FULL else '60'))
CUTS = int(os.environ.get('TINGBOK_CUTS', '2000' if harness.FULL else '20'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
OPERATIONS_MAX = 600  # Past the start, and well before the end of a play.


class ServerFaults(rounds.Rounds):
    def setUp(self):
        super().setUp()
        self.undisturbed_seconds()

    def test_killed_at_file_operations(self):
        """R1: kill -9 at random file operations under load."""
        self.strike(f'crashes, seed {SEED}', CRASHES,
                    rounds.CrashAt(random.Random(SEED), OPERATIONS_MAX, {'FAULT_REALSYNC': '0'}))

    def test_power_cut_at_file_operations(self):
        """R2: the same, with what was not synced lost, torn or reordered."""
        self.strike(f'power cuts, seed {SEED}', CUTS,
                    rounds.PowerCut(random.Random(SEED), OPERATIONS_MAX, self.path('shadow')))


if __name__ == '__main__':
    unittest.main()
