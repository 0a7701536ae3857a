"""A server that shows two histories of one room, one to whoever asks where it stands and another to whoever
asks for a proof: both signed, both of one size."""
import http.server
import shutil
import threading
import unittest
import urllib.error
import urllib.request

import harness
import ws

ROOM = '/api/v1/workshops/P/R'


def forwarder(choose):
    """A server that hands each GET on to the URL that choose(path) names."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                with urllib.request.urlopen(choose(self.path) + self.path, timeout=30) as answer:
                    status, body, kind = answer.status, answer.read(), answer.headers['Content-Type']
            except urllib.error.HTTPError as error:
                status, body, kind = error.code, error.read(), error.headers['Content-Type']
            self.send_response(status)
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass
    return http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)


class TwoHistories(harness.WithFolder):
    def says(self, server, person, command):
        with ws.join(server, 'P/R', person) as socket:
            ws.answer(socket, command, {'join': {'how': 'PLACE_HALL'}})

    def verify(self, url):
        return harness.run('tingbok-replay', 'verify', '--url', url, '--room', 'P/R',
                           '--checkpoint', self.path('kept.txt'))

    def test_the_proof_must_lead_to_what_was_stated(self):
        """Two copies went different ways after a checkpoint that was kept."""
        one = self.server('--secrets', self.path('secrets'))
        self.assertEqual(201, one.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        status, kept = one.http('GET', ROOM + '/checkpoint', token=None)
        self.assertEqual(200, status, kept)
        with open(self.path('kept.txt'), 'w', encoding='utf8') as stream:
            stream.write(kept)
        self.assertEqual(0, one.stop())
        shutil.copytree(self.path('data'), self.path('other'))
        one.start()
        other = self.server('--secrets', self.path('secrets'), data='other')
        self.says(one, 'M1', 'c1')
        self.says(other, 'LEDER', 'c2')
        for server in (one, other):
            self.assert_ok(self.verify(server.url))
        proxy = forwarder(lambda path: (other if '/proof/' in path else one).url)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        self.addCleanup(proxy.server_close)
        self.addCleanup(proxy.shutdown)
        done = self.verify(f'http://127.0.0.1:{proxy.server_address[1]}')
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        self.assertIn('another history', done.stdout)


if __name__ == '__main__':
    unittest.main()
