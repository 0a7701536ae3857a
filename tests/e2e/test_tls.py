"""TLS by the server itself, with a certificate made by the test."""
import http.client
import json
import ssl
import subprocess
import unittest
import warnings

import harness
import ws


class Tls(harness.WithFolder):
    def certificate(self, name='tls'):
        """A self-made certificate for 127.0.0.1 and its key; their paths."""
        paths = self.path(f'{name}.crt'), self.path(f'{name}.key')
        done = subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
             '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext',
             'subjectAltName=IP:127.0.0.1', '-out', paths[0], '-keyout', paths[1]],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(0, done.returncode, done.stderr)
        return paths

    def setUp(self):
        super().setUp()
        self.crt, self.key = self.certificate()
        self.made = self.server('--tls-cert', self.crt, '--tls-key', self.key)
        self.trust = ssl.create_default_context(cafile=self.crt)

    def https(self, method, path, body=None, token=''):
        """As Server.http, over TLS that trusts the test's certificate."""
        connection = http.client.HTTPSConnection('127.0.0.1', self.made.port, timeout=30,
                                                 context=self.trust)
        try:
            headers = {'Authorization': 'Bearer ' + (token or self.made.secret())}
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            self.headers = dict(answer.getheaders())
            return answer.status, json.loads(answer.read() or 'null')
        finally:
            connection.close()

    def test_http_and_websocket(self):
        """HTTPS answers, tells browsers to stay with it, and a WebSocket runs a workshop over it."""
        self.assertTrue(self.made.url.startswith('https://'))
        self.assertEqual(201, self.https('POST', '/api/v1/programmes', harness.small_programme())[0])
        self.assertIn('max-age', self.headers['Strict-Transport-Security'])
        token = self.https('POST', '/api/v1/programmes/P/tokens', {'people': ['LEDER']})[1]
        token = token['tokens'][0]['token']
        for turn in range(3):
            ticket = self.https('POST', '/api/v1/tickets', {'workshop': 'P/R'}, token)[1]['ticket']
            with ws.Socket(self.made.port) as chair:
                chair.socket = self.trust.wrap_socket(chair.socket, server_hostname='127.0.0.1')
                chair.upgrade('/ws/P/R')
                chair.submit({'hello': {'ticket': ticket}})
                self.assertTrue(chair.until(lambda f: f.get('welcome')))
                done = ws.answer(chair, f'n{turn}', {'say': {}, 'text': 'a' * 15_000})
                self.assertIn('commandId', done)
        self.assertEqual(0, self.made.stop())

    def test_many_connections_and_a_stop(self):
        """Connections that go from the accepting thread to their room's: all served, all closed at the stop."""
        self.assertEqual(201, self.https('POST', '/api/v1/programmes', harness.small_programme())[0])
        token = self.https('POST', '/api/v1/programmes/P/tokens', {'people': ['M1']})[1]
        token = token['tokens'][0]['token']
        opened = []
        for _ in range(20):
            ticket = self.https('POST', '/api/v1/tickets', {'workshop': 'P/R'}, token)[1]['ticket']
            one = ws.Socket(self.made.port)
            one.socket = self.trust.wrap_socket(one.socket, server_hostname='127.0.0.1')
            one.upgrade('/ws/P/R')
            one.submit({'hello': {'ticket': ticket}})
            self.assertTrue(one.until(lambda f: f.get('welcome')))
            self.addCleanup(one.socket.close)
            opened.append(one)
        self.made.process.terminate()
        self.assertEqual([1001] * 20, [one.closed_with() for one in opened])
        self.assertEqual(0, self.made.process.wait(30))

    def test_plain_http_and_old_tls(self):
        """Plain HTTP on the TLS port and TLS 1.1 get nothing; the server goes on."""
        with ws.Socket(self.made.port) as plain:
            plain.send(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
            self.assertEqual(0, plain.answer_head()[0])
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():  # Python, too, says that it is old.
            warnings.simplefilter('ignore')
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with ws.Socket(self.made.port) as socket, self.assertRaises((ssl.SSLError, OSError)):
            old.wrap_socket(socket.socket).close()
        self.assertEqual(200, self.https('GET', '/api/v1/server')[0])

    def test_wrong_files(self):
        """A certificate without its key, a file that is none, another's key: exit 2, and it says which."""
        _, other = self.certificate('other')
        for args, word in ((['--tls-cert', self.crt], 'tls_key'),
                           (['--tls-cert', self.key, '--tls-key', self.key], 'tls.key'),
                           (['--tls-cert', self.crt, '--tls-key', other], 'other.key')):
            done = harness.run('tingbok-server', 'serve', '--data', self.path('wrong'), '--listen',
                               '127.0.0.1:0', *args)
            self.assertEqual(2, done.returncode, done.stderr)
            self.assertIn(word, done.stderr)


if __name__ == '__main__':
    unittest.main()
