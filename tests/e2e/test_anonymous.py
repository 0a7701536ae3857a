"""Whoever comes without a token takes nothing from those who have one: small bodies, workers of their own;
and whoever takes an answer slowly gets it, unless they take nothing."""
import os
import socket
import threading
import time
import unittest

import harness

WRITE_MS = 1000
FILE_BYTES = 24 << 20  # More than what the kernel keeps of a connection that nobody reads from.


class Anonymous(harness.WithFolder):
    def test_large_bodies_need_a_token(self):
        """8 KiB without a good one, 1 MiB with one; a made-up token is none."""
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        body = {'workshop': 'P/R' + 'x' * 9_000}
        self.assertEqual(413, server.http('POST', '/api/v1/tickets', body, token=None)[0])
        self.assertEqual(413, server.http('POST', '/api/v1/tickets', body, token='tb1.made-up')[0])
        self.assertEqual(404, server.http('POST', '/api/v1/tickets', body, token=server.token('P', 'M1'))[0])
        small = {'workshop': 'P/R'}
        self.assertEqual(200, server.http('POST', '/api/v1/tickets', small, token=None)[0])

    def test_many_reads_hold_up_nobody_else(self):
        """While anyone who likes reads as fast as the server answers, tickets come at once; too many
        at the same time are told to come again."""
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        path = '/api/v1/workshops/P/R/timeline'
        done, answers = threading.Event(), []

        def read():
            while not done.is_set():
                answers.append(server.http('GET', path, token=None)[0])
        readers = [threading.Thread(target=read) for _ in range(90)]
        for one in readers:
            one.start()
        token = server.token('P', 'M1')
        for _ in range(20):
            self.assertEqual(200, server.http('POST', '/api/v1/tickets', {'workshop': 'P/R'}, token=token)[0])
        done.set()
        for one in readers:
            one.join(harness.PATIENCE_S)
        self.assertLessEqual(set(answers), {200, 503})
        self.assertIn(200, answers)


class SlowReaders(harness.WithFolder):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path('web/assets'))
        with open(self.path('web/index.html'), 'w', encoding='utf8') as stream:
            stream.write('<!doctype html>')
        with open(self.path('web/assets/large.bin'), 'wb') as stream:
            stream.write(os.urandom(FILE_BYTES))
        self.made = self.server('--web', self.path('web'), '--write-timeout-ms', str(WRITE_MS))

    def ask(self):
        host, port = self.made.url.removeprefix('http://').split(':')
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        connection.settimeout(harness.PATIENCE_S)
        connection.connect((host, int(port)))
        connection.sendall(b'GET /assets/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        return connection

    @staticmethod
    def take(connection, pause=0.0):
        """All that comes, a megabyte at a time."""
        got, since = 0, 0
        while piece := connection.recv(256 << 10):
            got, since = got + len(piece), since + len(piece)
            if since > 1 << 20:
                since = 0
                time.sleep(pause)
        return got

    def test_an_answer_that_is_taken_slowly(self):
        """It takes several times as long as one write may, and comes whole."""
        with self.ask() as connection:
            begun = time.monotonic()
            got = self.take(connection, 5 * WRITE_MS / 1000 / (FILE_BYTES >> 20))
            self.assertGreater(got, FILE_BYTES)
            self.assertGreater(time.monotonic() - begun, 3 * WRITE_MS / 1000)

    def test_an_answer_that_is_not_taken(self):
        """The connection is dropped."""
        with self.ask() as connection:
            time.sleep(3 * WRITE_MS / 1000)
            try:
                self.assertLess(self.take(connection), FILE_BYTES)
            except ConnectionResetError:
                pass


if __name__ == '__main__':
    unittest.main()
