"""A WebSocket client that can also do everything wrong, for tests. Standard library only.

It speaks RFC 6455 by hand, so that a test can send any handshake and any frame it likes."""
import base64
import json
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def handshake(path, headers=None, leave_out=(), method='GET', version='HTTP/1.1', extra=''):
    """The bytes of an upgrade request. `headers` replaces, `leave_out` drops, `extra` adds lines."""
    fields = {
        'Host': '127.0.0.1',
        'Upgrade': 'websocket',
        'Connection': 'Upgrade',
        'Sec-WebSocket-Key': base64.b64encode(os.urandom(16)).decode(),
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': 'tingbok.v1.json',
    }
    fields.update(headers or {})
    lines = [f'{method} {path} {version}']
    lines += [f'{name}: {value}' for name, value in fields.items() if name not in leave_out]
    return ('\r\n'.join(lines) + '\r\n' + extra + '\r\n').encode('latin1')


def frame(opcode, payload, fin=True, masked=True, length=None):
    """One frame. `length` lies about the payload's size."""
    size = len(payload) if length is None else length
    head = bytes([(0x80 if fin else 0) | opcode])
    mark = 0x80 if masked else 0
    if size < 126:
        head += bytes([mark | size])
    elif size < 1 << 16:
        head += bytes([mark | 126]) + struct.pack('!H', size)
    else:
        head += bytes([mark | 127]) + struct.pack('!Q', size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))


class Socket:
    """One TCP connection to a server; a WebSocket after upgrade()."""

    def __init__(self, port, seconds=30):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=seconds)
        self.buffer = b''
        self.close_code = None
        self.close_reason = ''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        piece = self.socket.recv(65536)
        self.buffer += piece
        return bool(piece)

    def _take(self, count):
        while len(self.buffer) < count:
            if not self._more():
                raise ConnectionError('closed')
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def answer_head(self):
        """(status, header lines) of an HTTP answer; status 0 where the server only closed."""
        try:
            while b'\r\n\r\n' not in self.buffer:
                if not self._more():
                    return 0, []
        except ConnectionError:
            return 0, []
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        lines = head.decode('latin1').split('\r\n')
        return int(lines[0].split()[1]), lines[1:]

    def upgrade(self, path, **how):
        self.send(handshake(path, **how))
        status, lines = self.answer_head()
        if status != 101:
            raise AssertionError(f'no upgrade: {status} {lines}')
        return lines

    def receive(self):
        """The next whole message (opcode, payload); answers pings; None after a close or the end."""
        message, kind = b'', None
        while True:
            try:
                first, second = self._take(2)
                size = second & 0x7F
                if size == 126:
                    size = struct.unpack('!H', self._take(2))[0]
                elif size == 127:
                    size = struct.unpack('!Q', self._take(8))[0]
                payload = self._take(size)
            except ConnectionError:
                return None
            opcode = first & 0x0F
            if opcode == CLOSE:
                if len(payload) >= 2:
                    self.close_code = struct.unpack('!H', payload[:2])[0]
                    self.close_reason = payload[2:].decode('utf8')
                return None
            if opcode == PING:
                self.send(frame(PONG, payload))
                continue
            if opcode == PONG:
                continue
            kind = kind or opcode
            message += payload
            if first & 0x80:
                return kind, message

    # One ClientFrame or ServerFrame as JSON.

    def submit(self, body):
        self.send(frame(TEXT, json.dumps(body).encode()))

    def next_frame(self):
        """The next ServerFrame as a dict; None after the close."""
        got = self.receive()
        return None if got is None else json.loads(got[1])

    def until(self, wanted):
        """Reads ServerFrames until one for which `wanted` gives something; returns that, or None."""
        while True:
            got = self.next_frame()
            if got is None:
                return None
            found = wanted(got)
            if found:
                return found

    def closed_with(self):
        """Reads on to the end and returns the close code (None: closed without one)."""
        while self.receive() is not None:
            pass
        return self.close_code


def join(server, workshop, person, simulates=False):
    """A connection that has been welcomed and has its snapshot, on the JSON subprotocol."""
    programme = workshop.split('/')[0]
    # First, since a server may wait but shortly for the hello.
    ticket = server.ticket(workshop, server.token(programme, person, simulates))
    opened = Socket(server.port)
    opened.upgrade(f'/ws/{workshop}')
    opened.submit({'hello': {'ticket': ticket}})
    opened.welcome = opened.until(lambda f: f.get('welcome'))
    assert opened.welcome, f'no welcome: closed with {opened.close_code} {opened.close_reason}'
    return opened


def answer(opened, command_id, command, **more):
    """Submits a command and returns its Answer as a dict; None if the connection closed instead."""
    opened.submit({'submit': {'commandId': command_id, 'command': command, **more}})

    def mine(got):
        return next((a for a in got.get('answers', []) if a['commandId'] == command_id), None)
    return opened.until(mine)
