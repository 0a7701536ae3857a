"""The browser app's files as a browser gets them: types, caching, encodings, the app's own routes, headers."""
import gzip
import http.client
import os
import unittest

import harness

PAGE = '<!doctype html><title>Tingbok</title>'
SCRIPT = 'console.log("Tingbok");' * 40


class AppFiles(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.write('web/index.html', PAGE.encode())
        self.write('web/assets/app-1a2b3c.js', SCRIPT.encode())
        self.write('web/assets/app-1a2b3c.js.gz', gzip.compress(SCRIPT.encode()))
        self.write('web/assets/app-1a2b3c.js.br', b'brotli')
        self.write('web/.secret', b'hidden')
        self.write('secret.txt', b'outside')

    def write(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'wb') as stream:
            stream.write(content)

    def app(self):
        return self.server('--web', self.path('web'))

    def get(self, server, path, method='GET', **headers):
        """(status, headers with lower-case names, body)."""
        connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=30)
        try:
            connection.request(method, path, headers={k.replace('_', '-'): v
                                                      for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def test_the_app_and_its_own_routes(self):
        """/ and every path without a dot are the page; asked for again each time, 304 where it is the same."""
        server = self.app()
        for path in ('/', '/P/R', '/join', '/P/R/chair?x=1'):
            status, headers, body = self.get(server, path)
            self.assertEqual((200, PAGE.encode()), (status, body), path)
            self.assertEqual('text/html; charset=utf-8', headers['content-type'])
            self.assertEqual('no-cache', headers['cache-control'])
        status, again, body = self.get(server, '/', If_None_Match=headers['etag'])
        self.assertEqual((304, b''), (status, body))
        self.assertEqual(headers['etag'], again['etag'])

    def test_hashed_files_are_kept_for_ever(self):
        """A file with a hash in its name is immutable, and comes as small as the browser takes it."""
        server = self.app()
        path = '/assets/app-1a2b3c.js'
        status, headers, body = self.get(server, path)
        self.assertEqual((200, SCRIPT.encode()), (status, body))
        self.assertIn('immutable', headers['cache-control'])
        self.assertEqual('Accept-Encoding', headers['vary'])
        self.assertTrue(headers['content-type'].startswith('text/javascript'))
        _, zipped, body = self.get(server, path, Accept_Encoding='gzip;q=0.5, deflate')
        self.assertEqual('gzip', zipped['content-encoding'])
        self.assertEqual(SCRIPT.encode(), gzip.decompress(body))
        self.assertNotEqual(headers['etag'], zipped['etag'])
        _, brotli, body = self.get(server, path, Accept_Encoding='gzip, br')
        self.assertEqual(('br', b'brotli'), (brotli['content-encoding'], body))
        _, plain, body = self.get(server, path, Accept_Encoding='gzip;q=0, br;q=0')
        self.assertEqual(SCRIPT.encode(), body)

    def test_head(self):
        """HEAD says what GET would, without the body."""
        server = self.app()
        for path in ('/', '/assets/app-1a2b3c.js', '/healthz'):
            _, got, body = self.get(server, path)
            status, head, nothing = self.get(server, path, method='HEAD')
            self.assertEqual((200, b''), (status, nothing))
            self.assertEqual(str(len(body)), head['content-length'])
            self.assertEqual(got['content-type'], head['content-type'])

    def test_headers_of_the_page(self):
        """Nothing from elsewhere runs in the page, and nobody frames it."""
        _, headers, _ = self.get(self.app(), '/')
        self.assertEqual(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; form-action 'none'", headers['content-security-policy'])
        self.assertEqual('nosniff', headers['x-content-type-options'])
        self.assertEqual('no-referrer', headers['referrer-policy'])
        policy = dict(part.split('=') for part in headers['permissions-policy'].split(', '))
        self.assertIn('camera', policy)
        self.assertEqual({'()'}, set(policy.values()))
        self.assertNotIn('strict-transport-security', headers)

    def test_nothing_outside_the_folder(self):
        """No spelling of a path leaves the folder, and hidden files are not there."""
        server = self.app()
        for path in ('/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt',
                     '/.secret', '//secret.txt', '/assets/%00.js', '/secret.txt', '/missing.js'):
            status, _, body = self.get(server, path)
            self.assertNotIn(b'outside', body, path)
            self.assertNotIn(b'hidden', body, path)
            self.assertIn(status, (400, 404), path)
        status, headers, _ = self.get(server, '/', method='POST')
        self.assertEqual((405, 'GET, HEAD'), (status, headers['allow']))

    def test_paths_that_are_the_servers(self):
        """What is the server's own is never the page."""
        server = self.app()
        for path, wanted in (('/api', 404), ('/api/v1/nothing', 401), ('/ws', 404), ('/ws/P/R', 426),
                             ('/healthz', 200), ('/readyz', 200), ('/metrics', 200)):
            status, _, body = self.get(server, path)
            self.assertEqual(wanted, status, path)
            self.assertNotIn(PAGE.encode(), body, path)

    def test_without_files(self):
        """A server without the app says so in one sentence, and works."""
        os.mkdir(self.path('empty'))
        server = self.server('--web', self.path('empty'))
        status, headers, body = self.get(server, '/')
        self.assertEqual(200, status)
        self.assertIn(b'without its browser app', body)
        self.assertEqual(404, self.get(server, '/P/R')[0])
        self.assertEqual(200, self.get(server, '/healthz')[0])

    def test_a_folder_that_is_not_there(self):
        """A wrong --web is wrong use: exit 2, and the folder is named."""
        done = harness.run('tingbok-server', 'serve', '--data', self.path('data'), '--listen',
                           '127.0.0.1:0', '--web', self.path('nowhere'))
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn('nowhere', done.stderr)


if __name__ == '__main__':
    unittest.main()
