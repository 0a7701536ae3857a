"""The demonstration of `make run`: prepared twice on the same data, and every seat can be taken."""
import json
import os
import signal
import subprocess
import unittest

import harness
import ws

DEMO = os.path.join(harness.ROOT, 'tools', 'demo', 'demo.json')


class Demonstration(harness.WithFolder):
    def run_demo(self, once):
        env = dict(os.environ, TINGBOK_BIN_DIR=harness.BIN, TINGBOK_DEMO_DATA=self.path('demo'),
                   TINGBOK_DEMO_SPEED='200')
        if once:
            env['TINGBOK_DEMO_ONCE'] = '1'
        return subprocess.Popen([os.path.join(harness.ROOT, 'tools', 'run-demo.sh'), '0'], env=env,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def url_of(self, demo):
        """Reads on until the script says that all is ready."""
        said = ''
        for line in demo.stdout:
            said += line
            if 'Open  http' in line:
                return line.split('Open')[1].strip()
        self.fail(f'the demonstration ended with {demo.wait()}:\n{said}')

    def test_every_seat_can_be_taken(self):
        """A fresh link per click, for each seat of both workshops; the day goes on while one looks."""
        first = self.run_demo(once=True)
        said, _ = first.communicate(timeout=harness.PATIENCE_S)
        self.assertEqual(0, first.returncode, said)
        demo = self.run_demo(once=False)
        try:
            self.use(self.url_of(demo))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=harness.PATIENCE_S)
        self.assertEqual(0, demo.returncode)

    def use(self, url):
        server = harness.Server(self.path('demo'))
        server.url, server.port = url, int(url.rsplit(':', 1)[1])
        status, shown = server.http('GET', '/api/v1/demo', token=None)
        with open(DEMO, encoding='utf8') as stream:
            self.assertEqual((200, json.load(stream)), (status, shown))
        for workshop in shown['workshops']:
            for seat in workshop['seats']:
                with self.subTest(workshop=workshop['workshop'], seat=seat['seat']):
                    self.take(server, workshop['workshop'], seat)
        head = int(server.http('GET', '/api/v1/workshops/A/A/state')[1]['number'])
        harness.wait_until('the day to go on', lambda: int(
            server.http('GET', '/api/v1/workshops/A/A/state')[1]['number']) > head)

    def take(self, server, workshop, seat):
        token, asked = None, {'workshop': workshop, 'seat': seat['seat']}
        if seat['seat'] == 'public':
            self.assertEqual(404, server.http('POST', '/api/v1/demo/links', asked, token=None)[0])
        else:
            codes = {server.http('POST', '/api/v1/demo/links', asked, token=None)[1]['code']
                     for _ in range(2)}
            self.assertEqual(2, len(codes))
            status, session = server.http('POST', '/api/v1/sessions', {'code': codes.pop()},
                                          token=None)
            self.assertEqual((200, seat['person']), (status, session['person']))
            self.assertIn(workshop, [room['workshop'] for room in session['rooms']])
            token = session['token']
        status, ticket = server.http('POST', '/api/v1/tickets', {'workshop': workshop}, token=token)
        self.assertEqual(200, status, ticket)
        with ws.Socket(server.port) as opened:
            opened.upgrade(f'/ws/{workshop}')
            opened.submit({'hello': {'ticket': ticket['ticket']}})
            self.assertTrue(opened.until(lambda f: f.get('welcome')), opened.close_reason)

    def test_there_is_none_without_the_flag(self):
        """A server of real workshops has no such doors."""
        server = self.server()
        self.assertEqual(404, server.http('GET', '/api/v1/demo', token=None)[0])
        self.assertEqual(404, server.http('POST', '/api/v1/demo/links', {}, token=None)[0])

    def test_a_file_that_is_none(self):
        """A demonstration that cannot be read: exit 2, and the file is named."""
        with open(self.path('bad.json'), 'w', encoding='utf8') as stream:
            stream.write('{"workshop": 1}')
        for name in ('bad.json', 'missing.json'):
            done = harness.run('tingbok-server', 'serve', '--data', self.path('data'), '--listen',
                               '127.0.0.1:0', '--demo', self.path(name))
            self.assertEqual(2, done.returncode, done.stderr)
            self.assertIn(name, done.stderr)


if __name__ == '__main__':
    unittest.main()
