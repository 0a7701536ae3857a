"""Bad input from every side: flags, folders, ports, handshakes, frames, tokens, arguments. Each is told
in clear words, nothing is lost, and the server goes on."""
import base64
import json
import os
import socket
import struct
import subprocess
import unittest

import harness
import ws

IN_USE, UNREADABLE = 71, 72
HELLO_MS = 400  # What the tests shorten the time for a first frame to.


class CommandLine(harness.WithFolder):
    def serve(self, *args, data=None, port=0):
        return harness.run('tingbok-server', 'serve', '--data', data or self.path('data'), '--listen',
                           f'127.0.0.1:{port}', '--ready-file', self.path('ready'), *args)

    def assert_refused(self, done, code, *words):
        self.assertEqual(code, done.returncode, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr + done.stdout)
        self.assertFalse(os.path.exists(self.path('ready')), 'it said that it was ready')

    def test_unknown_flag(self):
        """A flag that does not exist is named, for each binary."""
        with open(self.path('token'), 'w', encoding='utf8') as stream:
            stream.write('secret\n')
        for name, *args in (
                ('tingbok-server', 'serve', '--data', self.path('data'), '--listen', '127.0.0.1:0'),
                ('tingbok-client', 'outcome', '--programme', 'A', '--url', 'http://127.0.0.1:1',
                 '--admin-token-file', self.path('token')),
                ('tingbok-replay', 'list', '--data', self.path('data'))):
            with self.subTest(name):
                done = harness.run(name, *args, '--no-such-flag')
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertIn('no-such-flag', done.stderr + done.stdout)

    def test_help_names_every_verb(self):
        """--help exits 0 and is about the program."""
        for name, words in (('tingbok-server', ['serve']),
                            ('tingbok-client', ['play', 'outcome', 'watch', 'submit']),
                            ('tingbok-replay', ['list', 'events', 'state', 'diff', 'outcome',
                                                'verify'])):
            with self.subTest(name):
                done = self.assert_ok(harness.run(name, '--help'))
                for word in words:
                    self.assertIn(word, done.stdout)

    def test_data_folder_that_is_a_file(self):
        """A data folder that cannot be one: exit 72, and the path is named."""
        with open(self.path('file'), 'w', encoding='utf8') as stream:
            stream.write('not a folder')
        self.assert_refused(self.serve(data=self.path('file')), UNREADABLE, 'file')

    def test_unreadable_data_folder(self):
        """A folder without rights: exit 72 (root has every right, so this needs someone else)."""
        os.chmod(self.folder, 0o755)
        os.mkdir(self.path('locked'))
        os.chmod(self.path('locked'), 0)
        command = [harness.binary('tingbok-server'), 'serve', '--data', self.path('locked'),
                   '--listen', '127.0.0.1:0', '--ready-file', self.path('ready')]
        as_nobody = None
        if os.geteuid() == 0:
            if not os.access(harness.BIN, os.X_OK) or not self.nobody_can_run():
                self.skipTest('the binaries lie where nobody else may read them')
            as_nobody = 65534
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, user=as_nobody)
        self.assert_refused(done, UNREADABLE, 'locked')

    def nobody_can_run(self):
        try:
            done = subprocess.run([harness.binary('tingbok-server'), '--help'], user=65534,
                                  capture_output=True, timeout=60)
        except PermissionError:
            return False
        return done.returncode == 0

    def test_data_folder_in_use(self):
        """A second server on the same folder: exit 71, and the first goes on."""
        first = self.server()
        self.assert_refused(self.serve(), IN_USE, 'data')
        self.assertEqual(200, first.http('GET', '/healthz', token=None)[0])
        self.assertEqual(0, first.stop())

    def test_port_in_use(self):
        """A port somebody listens on: an error that names it, and the data folder is left free."""
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.serve(port=port)
            self.assertNotEqual(0, done.returncode)
            self.assertIn(str(port), done.stderr + done.stdout)
        self.server()

    def test_ready_file_that_cannot_be_written(self):
        """A start that breaks off while rooms are being loaded ends with its exit code, and whole."""
        first = self.server()
        first.http('POST', '/api/v1/programmes', harness.small_programme())
        self.assertEqual(0, first.stop())
        done = harness.run('tingbok-server', 'serve', '--data', self.path('data'), '--listen',
                           '127.0.0.1:0', '--ready-file', self.path('no/such/folder/ready'))
        self.assert_refused(done, UNREADABLE, 'ready')

    def test_malformed_config(self):
        """A configuration file with an unknown key or broken TOML is refused, with its name."""
        for text, word in (('no_such_key = 1\n', 'no_such_key'), ('[[[\n', 'config.toml')):
            with self.subTest(text):
                with open(self.path('config.toml'), 'w', encoding='utf8') as stream:
                    stream.write(text)
                done = self.serve('--config', self.path('config.toml'))
                self.assertNotEqual(0, done.returncode)
                self.assertIn(word, done.stderr + done.stdout)

    def test_client_without_server(self):
        """Nobody listens: exit 3. A missing script or token file: exit 2."""
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            url = f'http://127.0.0.1:{free.getsockname()[1]}'
        with open(self.path('token'), 'w', encoding='utf8') as stream:
            stream.write('secret\n')
        done = harness.run('tingbok-client', 'outcome', '--programme', 'A', '--url', url,
                           '--admin-token-file', self.path('token'))
        self.assertEqual(3, done.returncode, done.stderr)
        server = self.server()
        done = server.client('play', self.path('no-such-script.jsonl'))
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn('no-such-script', done.stderr)

    def test_script_that_is_none(self):
        """Lines that are no JSON, no header, an unknown action: exit 2, and the line is named."""
        server = self.server()
        with open(harness.script('A'), encoding='utf8') as stream:
            header, first = stream.readline(), stream.readline()
        unknown = dict(json.loads(first), action='levitate')
        for name, text in (('not-json', header + '{"seq": 1,\n'), ('headless', first),
                           ('empty', ''), ('unknown', header + json.dumps(unknown) + '\n')):
            with self.subTest(name):
                with open(self.path(name + '.jsonl'), 'w', encoding='utf8') as stream:
                    stream.write(text)
                done = server.client('play', self.path(name + '.jsonl'))
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertTrue(done.stderr.strip())


class Network(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.one = self.server()
        status, reply = self.one.http('POST', '/api/v1/programmes', harness.small_programme())
        self.assertEqual(201, status, reply)

    def assert_serves(self):
        """The server goes on: somebody joins and is answered."""
        with ws.join(self.one, 'P/R', 'LEDER') as opened:
            got = ws.answer(opened, os.urandom(8).hex(), {'text': 'Hei', 'say': {}})
            self.assertIsNotNone(got, opened.close_reason)

    def closes_with(self, code, *frames, hello=True):
        """Sends frames (after a good hello) and expects a close code; then the server still serves."""
        with ws.Socket(self.one.port) as opened:
            opened.upgrade('/ws/P/R')
            if hello:
                opened.submit({'hello': {'ticket': self.ticket()}})
                self.assertTrue(opened.until(lambda f: f.get('welcome')))
            for data in frames:
                opened.send(data)
            self.assertEqual(code, opened.closed_with(), opened.close_reason)
        self.assert_serves()

    def ticket(self, person='LEDER'):
        return self.one.ticket('P/R', self.one.token('P', person))

    def test_handshakes_that_are_refused(self):
        """Each variant of a bad upgrade gets its status and no socket."""
        key = base64.b64encode(os.urandom(16)).decode()
        cases = [
            ('no key', 400, dict(leave_out=('Sec-WebSocket-Key',))),
            ('empty key', 400, dict(headers={'Sec-WebSocket-Key': ''})),
            ('short key', 400, dict(headers={'Sec-WebSocket-Key': 'YWJj'})),
            ('key that is no base64', 400, dict(headers={'Sec-WebSocket-Key': '!' * 22 + '=='})),
            ('two keys', 400, dict(extra=f'Sec-WebSocket-Key: {key}\r\n')),
            ('no version', 426, dict(leave_out=('Sec-WebSocket-Version',))),
            ('old version', 426, dict(headers={'Sec-WebSocket-Version': '8'})),
            ('HTTP/1.0', 400, dict(version='HTTP/1.0')),
            ('POST', (400, 405), dict(method='POST')),
            ('foreign origin', 403, dict(headers={'Origin': 'https://evil.example'})),
            ('foreign subprotocol', 400, dict(headers={'Sec-WebSocket-Protocol': 'chat'})),
            ('no upgrade', (400, 404, 426), dict(leave_out=('Upgrade', 'Connection'))),
        ]
        for name, wanted, how in cases:
            with self.subTest(name), ws.Socket(self.one.port) as opened:
                opened.send(ws.handshake('/ws/P/R', **how))
                status, _ = opened.answer_head()
                self.assertIn(status, wanted if isinstance(wanted, tuple) else (wanted,))
        for path in ('/ws', '/ws/', '/ws/P', '/ws/P/R/X', '/ws/P/..', '/ws/P/%00', '/elsewhere.js'):
            with self.subTest(path), ws.Socket(self.one.port) as opened:
                opened.send(ws.handshake(path))
                self.assertIn(opened.answer_head()[0], (400, 404))
        self.assert_serves()

    def test_bytes_that_are_no_http(self):
        """Noise, an endless header and a half request: refused or closed, and the server goes on."""
        for data in (b'\x16\x03\x01\x02\x00' + os.urandom(200), b'GET / HTTP/1.1\r\nX: ' + b'a' * 200000,
                     b'\r\n\r\n\r\n', b'GET  \r\n\r\n'):
            with self.subTest(data[:12]), ws.Socket(self.one.port) as opened:
                try:
                    opened.send(data)
                except ConnectionError:
                    continue  # Closed while we still wrote: as good a no as any.
                self.assertIn(opened.answer_head()[0] // 100, (0, 4))
        self.assert_serves()

    def test_good_handshake(self):
        """The other way round: what is right is let in, with the subprotocol asked for."""
        with ws.Socket(self.one.port) as opened:
            lines = opened.upgrade('/ws/P/R', headers={
                'Origin': f'http://127.0.0.1:{self.one.port}', 'Host': f'127.0.0.1:{self.one.port}',
                'Sec-WebSocket-Protocol': 'chat, tingbok.v1.json'})
            self.assertIn('sec-websocket-protocol: tingbok.v1.json', [line.lower() for line in lines])

    def test_frames_that_break_the_protocol(self):
        """Malformed, oversized and misplaced frames each close that one connection with a code."""
        self.closes_with(4400, ws.frame(ws.TEXT, b'{"nonsense": 1}'))
        self.closes_with(4400, ws.frame(ws.TEXT, b'not json at all'))
        self.closes_with(4400, ws.frame(ws.TEXT, b'{}'))
        self.closes_with(1003, ws.frame(ws.BINARY, b'\x0a\x00'))
        self.closes_with(1007, ws.frame(ws.TEXT, b'{"submit": {"commandId": "\xff\xfe"}}'))
        self.closes_with(1009, ws.frame(ws.TEXT, b' ' * (64 * 1024 + 1)))
        self.closes_with(1002, ws.frame(ws.TEXT, b'{}', masked=False))
        self.closes_with(1002, ws.frame(0x3, b'reserved opcode'))
        self.closes_with(1002, ws.frame(ws.PING, b'x' * 126))
        # A close frame with half a code, and with codes that nobody may send.
        for reason in (b'\x03', struct.pack('!H', 999), struct.pack('!H', 1005)):
            self.closes_with(1002, ws.frame(ws.CLOSE, reason))
        # A length with the top bit set, of which nothing may be believed.
        header = bytes([0x81, 0xFF]) + struct.pack('!Q', 1 << 63) + b'abcd'
        self.closes_with_one_of((1002, 1009), header)

    def closes_with_one_of(self, codes, data):
        with ws.Socket(self.one.port) as opened:
            opened.upgrade('/ws/P/R')
            opened.submit({'hello': {'ticket': self.ticket()}})
            self.assertTrue(opened.until(lambda f: f.get('welcome')))
            opened.send(data)
            self.assertIn(opened.closed_with(), codes)
        self.assert_serves()

    def test_first_frames_without_a_right(self):
        """Wrong, spent, foreign and missing tickets: 4401."""
        spent = self.ticket()
        with ws.Socket(self.one.port) as opened:
            opened.upgrade('/ws/P/R')
            opened.submit({'hello': {'ticket': spent}})
            self.assertTrue(opened.until(lambda f: f.get('welcome')))
        access = self.one.token('P', 'LEDER')
        flipped = self.ticket()
        flipped = flipped[:-2] + ('A' if flipped[-2] != 'A' else 'B') + flipped[-1]
        for name, ticket in (('nonsense', 'tb1.nonsense'), ('empty', ''), ('spent', spent),
                             ('an access token', access), ('a flipped bit', flipped)):
            with self.subTest(name):
                first = json.dumps({'hello': {'ticket': ticket}}).encode()
                self.closes_with(4401, ws.frame(ws.TEXT, first), hello=False)
        with self.subTest('an action before hello'):
            first = json.dumps({'submit': {'commandId': 'x', 'command': {'say': {}}}}).encode()
            with ws.Socket(self.one.port) as opened:
                opened.upgrade('/ws/P/R')
                opened.send(ws.frame(ws.TEXT, first))
                self.assertIn(opened.closed_with(), (4400, 4401))

    def test_http_without_a_right(self):
        """No secret, a wrong one, a person's token where the administrator's is due: 401 or 403."""
        access = self.one.token('P', 'M1')
        for token in (None, 'wrong', access):
            for method, path, body in (('GET', '/api/v1/programmes', None),
                                       ('POST', '/api/v1/programmes', harness.small_programme()),
                                       ('POST', '/api/v1/programmes/P/tokens', {'people': ['LEDER']})):
                with self.subTest(f'{token} {method} {path}'):
                    status, reply = self.one.http(method, path, body, token=token)
                    self.assertIn(status, (401, 403))
                    self.assertTrue(reply['error']['sentence'])
        self.assert_serves()

    def test_unknown_workshops(self):
        """A room or programme that is not there: refused alike, over HTTP and on the socket."""
        access = self.one.token('P', 'LEDER')
        answers = []
        for workshop in ('P/NO', 'NO/R', 'NO/NO'):
            status, reply = self.one.http('POST', '/api/v1/tickets', {'workshop': workshop},
                                          token=access)
            self.assertIn(status, (403, 404))
            answers.append((status, reply['error']['code']))
        self.assertEqual(answers[1], answers[2], 'it tells which programmes exist')
        with ws.Socket(self.one.port) as opened:
            opened.send(ws.handshake('/ws/P/NO'))
            status, _ = opened.answer_head()
            if status == 101:
                opened.submit({'hello': {'ticket': self.ticket()}})
                self.assertIn(opened.closed_with(), (4401, 4404))
            else:
                self.assertEqual(404, status)

    def test_malformed_bodies(self):
        """Bodies that are not what the call takes: 4xx and a sentence; nothing is made."""
        bad = [b'', b'[]', b'{', b'{"id": "Q Q"}', b'{"id": "../../etc", "title": "x"}',
               json.dumps(dict(harness.small_programme(), id='Q', unknown=1)).encode(),
               b'{"id": "Q", "title": "' + b'x' * (8 << 20) + b'"}']
        for body in bad:
            with self.subTest(body[:40]):
                try:
                    status, _ = self.one.http('POST', '/api/v1/programmes', body)
                except (ConnectionError, OSError):
                    continue  # Too large: the server may close before it has read it all.
                self.assertEqual(4, status // 100)
        status, reply = self.one.http('POST', '/api/v1/programmes', harness.small_programme())
        self.assertEqual(409, status, reply)
        _, listed = self.one.http('GET', '/api/v1/programmes')
        self.assertEqual(['P'], [programme['id'] for programme in listed['programmes']
                                 if not programme['id'].startswith('ONCE')])

    def test_bodies_that_are_too_large(self):
        """A length over what the path takes: 413 before a byte of it is sent, whoever asks."""
        for path, token, length in (('/api/v1/sessions', None, (1 << 20) + 1),
                                    ('/api/v1/programmes/P/people', self.one.secret(), 2 << 20),
                                    ('/healthz', None, 16 << 20)):
            with self.subTest(path):
                head = f'POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n'
                if token:
                    head += f'Authorization: Bearer {token}\r\n'
                with socket.create_connection(('127.0.0.1', self.one.port), timeout=20) as stream:
                    stream.sendall((head + '\r\n').encode())
                    answer = stream.recv(4096).decode()
                self.assertIn(' 413 ', answer.split('\r\n')[0])
        self.assert_serves()

    def test_a_programme_is_made_once(self):
        """The same request again gets the first answer, after a restart too; another one gets 409."""
        wanted = dict(harness.small_programme(), id='ONCE', request='first')
        first = self.one.http('POST', '/api/v1/programmes', wanted)
        self.assertEqual(201, first[0], first)
        self.assertEqual(first, self.one.http('POST', '/api/v1/programmes', wanted))
        self.assertEqual(0, self.one.stop())
        self.one.start()
        self.assertEqual(first, self.one.http('POST', '/api/v1/programmes', wanted))
        for request in ('second', ''):
            status, reply = self.one.http('POST', '/api/v1/programmes', dict(wanted, request=request))
            self.assertEqual(409, status, reply)
        for length, status in ((64, 201), (65, 400)):
            wanted = dict(wanted, id=f'ONCE{length}', request='x' * length)
            self.assertEqual(status, self.one.http('POST', '/api/v1/programmes', wanted)[0])
        self.assert_serves()

    def test_malformed_arguments_are_refusals(self):
        """A command that is well-formed but cannot be: a refusal with a code; numbers do not move."""
        with ws.join(self.one, 'P/R', 'LEDER') as opened:
            ws.answer(opened, 'in', {'join': {}})
            before = self.head()
            for name, command, word in (
                    ('unknown proposal', {'support': {'proposal': 'NO'}}, None),
                    ('no action', {'text': 'only words'}, None),
                    ('an empty id', {'agendaAdd': {'item': '', 'title': 'x'}}, 'ugyldig_argument'),
                    ('a text too long', {'text': 'x' * 9000, 'say': {}}, 'for_stort')):
                with self.subTest(name):
                    got = ws.answer(opened, name, command)
                    self.assertIn('refused', got, got)
                    self.assertTrue(got['refused']['word'])
                    self.assertTrue(got['refused']['sentence'])
                    if word:
                        self.assertEqual(word, got['refused']['word'])
            self.assertEqual(before, self.head())
            again = ws.answer(opened, 'an empty id', {'agendaAdd': {'item': '', 'title': 'x'}})
            self.assertTrue(again.get('repeatedAnswer'), again)
        self.assert_serves()

    def head(self):
        status, state = self.one.http('GET', '/api/v1/workshops/P/R/state')
        self.assertEqual(200, status, state)
        return int(state['number'])

    def test_only_the_simulator_sets_lines(self):
        """script_line from anybody else is refused, in a programme that is not simulated."""
        with ws.join(self.one, 'P/R', 'LEDER') as opened:
            got = ws.answer(opened, 'x', {'say': {}}, scriptLine='7', scriptTime='1')
            self.assertEqual('ikke_herfra', got['refused']['word'])


class Patience(harness.WithFolder):
    def test_no_hello_within_time(self):
        """A socket that says nothing is closed with 4401; a handshake never finished is cut off."""
        config = self.path('config.toml')
        with open(config, 'w', encoding='utf8') as stream:
            stream.write(f'hello_timeout_ms = {HELLO_MS}\nhandshake_timeout_ms = {HELLO_MS}\n')
        server = self.server('--config', config)
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        with ws.Socket(server.port) as silent:
            silent.upgrade('/ws/P/R')
            self.assertEqual(4401, silent.closed_with())
        with ws.Socket(server.port) as slow:
            slow.send(b'GET /ws/P/R HTTP/1.1\r\nHost: 127')
            self.assertIn(slow.answer_head()[0], (0, 408))
        with ws.join(server, 'P/R', 'LEDER') as opened:
            self.assertTrue(opened.welcome)


if __name__ == '__main__':
    unittest.main()
