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
import ws  # noqa: E402

CRASHES = int(os.environ.get('TINGBOK_CRASHES', '10000' if harness.FULL else '60'))
CUTS = int(os.environ.get('TINGBOK_CUTS', '2000' if harness.FULL else '20'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
STORAGE = 75
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

class FailingDisk(harness.WithFolder):
    """A sync that fails stops the server with 75, whoever was waiting for it, or nobody."""

    def failing(self, rule, *args):
        """A running server with a programme, and what makes its next such call fail."""
        armed = self.path('armed')
        os.makedirs(self.path('data'))
        server = self.server(*args, env={
            'LD_PRELOAD': os.path.join(rounds.FAULTKIT, 'libfaultshim.so'), 'FAULT_ROOT': self.path('data'),
            'FAULT_RULES': f'{rule}:arm={armed}'})
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        time.sleep(0.3)  # Also what was to be written later is.
        return server, lambda: open(armed, 'w', encoding='utf8').close()

    def assert_stopped(self, server):
        self.assertEqual(STORAGE, server.process.wait(harness.PATIENCE_S), server.log()[-2000:])

    def test_while_a_programme_changes(self):
        """No room takes part: only an HTTP call learns of it, and the server stops all the same."""
        server, arm = self.failing('sync:*.log:EIO:count=1')
        arm()
        try:
            status, reply = server.http('POST', '/api/v1/programmes/P/links', {'person': 'M1'})
            self.assertEqual(503, status, reply)
        except OSError:
            pass  # It may have gone before it had answered.
        self.assert_stopped(server)

    def test_after_the_acknowledgement(self):
        """An anchor that lags: what was acknowledged was synced, and nobody waits for the anchor."""
        server, arm = self.failing('sync:anchor:EIO:count=1', '--anchor', 'lagging')
        arm()
        status, reply = server.http('POST', '/api/v1/programmes/P/links', {'person': 'M1'})
        self.assertEqual(200, status, reply)
        self.assert_stopped(server)

    def test_while_it_stops(self):
        """Its last words fail: it says so with its exit code."""
        server, arm = self.failing('sync:*:EIO')
        with ws.join(server, 'P/R', 'M1') as socket:  # Its room has a last checkpoint to write.
            self.assertIn('receipt', ws.answer(socket, 'c1', {'join': {'how': 'PLACE_HALL'}}))
            arm()
            self.assertEqual(STORAGE, server.stop(), server.log()[-2000:])


if __name__ == '__main__':
    unittest.main()
