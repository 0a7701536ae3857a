"""Runs the real binaries with real sockets, for the tests beside this file. Standard library only.

Where the binaries are comes from TINGBOK_BIN_DIR (default build/release/bin). All servers listen on
127.0.0.1 and die with the test."""
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BIN = os.environ.get('TINGBOK_BIN_DIR') or os.path.join(ROOT, 'build', 'release', 'bin')
WORKSHOPS = os.path.join(ROOT, 'tests', 'workshops')
FULL = os.environ.get('TINGBOK_FULL') == '1'
SANITIZED = bool(os.environ.get('TINGBOK_SANITIZE'))
# Nothing here takes this long, unless it hangs.
PATIENCE_S = 300 if SANITIZED else 120

sys.path.insert(0, WORKSHOPS)
import compare  # noqa: E402  (tests/workshops/compare.py)


def binary(name):
    return os.path.join(BIN, name)


def script(name):
    """Path of a script by its letter: 'A' -> …/A_samfunnsdel.jsonl."""
    found = [f for f in os.listdir(WORKSHOPS) if f.startswith(name + '_') and f.endswith('.jsonl')]
    return os.path.join(WORKSHOPS, found[0])


def expected(name):
    with open(script(name).replace('.jsonl', '.expected.json'), encoding='utf8') as stream:
        return json.load(stream)


def differences(wanted, got):
    """The paths at which two JSON values differ, as compare.py lists them."""
    found = []
    compare.walk(wanted, got, '', found)
    return found


def run(name, *args, seconds=PATIENCE_S, env=None):
    """Runs a binary to its end; the result has returncode, stdout and stderr (text)."""
    return subprocess.run([binary(name), *map(str, args)], capture_output=True, text=True,
                          encoding='utf8', timeout=seconds, env=dict(os.environ, **(env or {})))


def oracle(*args):
    """What oracle.py prints."""
    done = subprocess.run([sys.executable, os.path.join(WORKSHOPS, 'oracle.py'), *map(str, args)],
                          capture_output=True, text=True, encoding='utf8', check=True)
    return done.stdout


def wait_until(what, condition, seconds=PATIENCE_S):
    """Waits for a condition; fails with `what` when it does not come. Returns what it returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise AssertionError(f'waited {seconds} s in vain: {what}')


def small_programme():
    """A real (not simulated) programme with one room and three people."""
    return {
        'id': 'P', 'title': 'Test',
        'rooms': [{'room': 'R', 'body': 'Utval', 'seats': 3, 'chair': 'LEDER', 'secretary': 'SEK',
                   'ruleset': 'kommuneloven', 'mode': 'MODE_WORKSHOP', 'public': True,
                   'form': 'MEETING_FORM_PHYSICAL'}],
        'people': [
            {'person': 'LEDER', 'label': 'Leder', 'role': 'ROLE_MAYOR', 'votes': True,
             'memberOf': ['R']},
            {'person': 'M1', 'label': 'Medlem 1', 'role': 'ROLE_COUNCILLOR', 'votes': True,
             'memberOf': ['R']},
            {'person': 'SEK', 'label': 'Sekretær', 'role': 'ROLE_SECRETARY', 'memberOf': ['R']},
        ],
    }


def free_port():
    """A port below those that the kernel hands out by itself, so that it is still free after a kill."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                continue


class Server:
    """One tingbok-server. start() again after kill() or stop() takes the same port and data."""

    def __init__(self, data, *args, env=None):
        self.data = data
        self.args = list(args)
        self.env = env or {}
        self.port = free_port()
        self.url = None
        self.process = None
        self.log_path = data.rstrip('/') + '.log'
        self.ready_path = data.rstrip('/') + '.ready'

    def command(self):
        return [binary('tingbok-server'), 'serve', '--data', self.data,
                '--listen', f'127.0.0.1:{self.port}', '--ready-file', self.ready_path, *self.args]

    def launch(self):
        """Starts the process without waiting for it to answer."""
        if os.path.exists(self.ready_path):
            os.remove(self.ready_path)
        with open(self.log_path, 'a', encoding='utf8') as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL,
                                            env=dict(os.environ, **self.env))
        return self

    def start(self):
        self.launch()

        def ready():
            if self.process.poll() is not None:
                raise AssertionError(
                    f'the server ended with {self.process.returncode}:\n{self.log()[-3000:]}')
            return os.path.exists(self.ready_path) and os.path.getsize(self.ready_path)

        wait_until('the ready file', ready)
        return self.take_url()

    def take_url(self):
        """Reads the ready file; the next start takes the same port."""
        with open(self.ready_path, encoding='utf8') as stream:
            self.url = stream.read().strip()
        self.port = int(self.url.rsplit(':', 1)[1])
        return self

    def log(self):
        with open(self.log_path, encoding='utf8', errors='replace') as stream:
            return stream.read()

    def kill(self):
        """SIGKILL: as if the machine had lost the process."""
        self.process.kill()
        self.process.wait()

    def stop(self, with_signal=signal.SIGTERM, seconds=PATIENCE_S):
        """Asks it to stop and returns its exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(seconds)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    @property
    def token_file(self):
        return os.path.join(self.data, 'admin.token')

    def secret(self):
        with open(self.token_file, encoding='utf8') as stream:
            return stream.read().strip()

    def http(self, method, path, body=None, token='', headers=None):
        """(status, parsed JSON or text). token '' is the administrator's secret, None is none."""
        sent = dict(headers or {})
        if token is not None:
            sent['Authorization'] = 'Bearer ' + (token or self.secret())
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.setdefault('Content-Type', 'application/json')
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, text = answer.status, answer.read().decode('utf8')
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode('utf8')
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def token(self, programme, person, simulates=False):
        """An access token."""
        status, reply = self.http('POST', f'/api/v1/programmes/{programme}/tokens',
                                  {'people': [person], 'simulates': simulates})
        assert status == 200, (status, reply)
        return reply['tokens'][0]['token']

    def ticket(self, workshop, access):
        """A single-use ticket for one socket."""
        status, reply = self.http('POST', '/api/v1/tickets', {'workshop': workshop}, token=access)
        assert status == 200, (status, reply)
        return reply['ticket']

    # The command-line client against this server.

    def client(self, verb, *args, **options):
        return run('tingbok-client', verb, *args, '--url', self.url,
                   '--admin-token-file', self.token_file, **options)

    def player(self, path, *args, log=None):
        """tingbok-client play, running beside the test."""
        out = open(log, 'a', encoding='utf8') if log else subprocess.DEVNULL
        try:
            return subprocess.Popen(
                [binary('tingbok-client'), 'play', path, '--url', self.url, '--admin-token-file',
                 self.token_file, *map(str, args)], stdout=out, stderr=out,
                stdin=subprocess.DEVNULL)
        finally:
            if log:
                out.close()


class WithFolder(unittest.TestCase):
    """A test with a temporary folder, whose servers are gone when it ends."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='tingbok-e2e-')
        self.servers = []
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        for server in self.servers:
            if server.alive():
                server.kill()
        if os.environ.get('TINGBOK_KEEP') == '1':
            print(f'kept {self.folder}', file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, *args, data='data', env=None, start=True):
        made = Server(self.path(data), *args, env=env)
        self.servers.append(made)
        return made.start() if start else made

    def assert_ok(self, done):
        """A finished process ended with 0."""
        self.assertEqual(0, done.returncode, f'{done.args}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}')
        return done

    def assert_outcome(self, name, done):
        """A finished `outcome` printed what the expected file of script `name` says."""
        self.assert_ok(done)
        found = differences(expected(name), json.loads(done.stdout))
        self.assertEqual([], found[:20], f'{len(found)} differences')
