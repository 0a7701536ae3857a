"""What a start had to mend is told to whoever runs the server."""
import os
import unittest

import harness


class Mended(harness.WithFolder):
    def test_a_start_says_what_it_mended(self):
        """A crash came while a damaged log was being replaced: it is put back, in words."""
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        self.assertEqual(0, server.stop())
        os.rename(self.path('data/log'), self.path('data/log.damaged-1'))
        server.start()
        self.assertIn('put back log.damaged-1', server.log())
        self.assertEqual(200, server.http('GET', '/api/v1/programmes/P')[0])


if __name__ == '__main__':
    unittest.main()
