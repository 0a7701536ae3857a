"""A programme moves house: exported beside the server that runs it, checked twice, imported elsewhere, and a
server there goes on with it as if nothing had happened."""
import json
import os
import shutil
import subprocess
import sys
import time
import unittest

import harness

VERIFIER = os.path.join(harness.ROOT, 'replay', 'verifier', 'verify.py')


class Bundle(harness.WithFolder):
    def replay(self, *args):
        return harness.run('tingbok-replay', *args)

    def exported(self, server, name, script):
        """Plays the script and exports its programme while the server runs."""
        self.assert_ok(server.client('play', harness.script(script)))
        out = self.path(name)
        self.assert_ok(self.replay('export', '--data', server.data, '--programme', script, '--out', out))
        self.assert_ok(self.replay('verify', out))
        done = subprocess.run([sys.executable, VERIFIER, out], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return out

    def hashes(self, *args):
        told = json.loads(self.assert_ok(self.replay('verify', '--json', *args)).stdout)
        return {one['stream']: (one['records'], one['root'], one.get('state_hash'))
                for one in told['streams'] if one['records'] and not one['stream'].endswith('/checkpoints')}

    def test_an_imported_programme_goes_on(self):
        """Played to the end already, it has nothing left to play; then a room is added."""
        server = self.server()
        bundle = self.exported(server, 'E.bundle', 'E')
        self.assertEqual(0, server.stop())
        self.assert_ok(self.replay('import', bundle, '--data', self.path('moved')))
        before = self.hashes('--data', self.path('moved'))
        self.assertEqual(self.hashes(bundle), before)

        moved = self.server(data='moved')
        self.assert_outcome('E', moved.client('outcome', '--programme', 'E'))
        self.assert_ok(moved.client('play', harness.script('E'), '--resume'))
        self.assert_outcome('E', moved.client('outcome', '--programme', 'E'))
        self.assertEqual(before, self.hashes('--data', self.path('moved')))
        room = dict(harness.small_programme()['rooms'][0], room='NY', chair='SEK', secretary='SEK')
        status, said = moved.http('POST', '/api/v1/programmes/E/rooms', {'room': room})
        self.assertEqual(201, status, said)
        self.assertEqual(0, moved.stop())
        after = self.hashes('--data', self.path('moved'))
        self.assertIn('E/NY', after)
        self.assertEqual({name: one for name, one in before.items() if name != 'E'},
                         {name: after[name] for name in before if name != 'E'})

    def test_commands_keep_their_answers(self):
        """Sent again to the copy, a command gets the first server's receipt or refusal, and has no second effect."""
        def submit(server, action, key):
            return server.client('submit', '--room', 'P/R', '--person', 'M1', '--action', action,
                                 '--command-id', key)

        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        first = {key: json.loads(submit(server, '{"join":{}}', key).stdout) for key in ('j', 'k')}
        self.assertIn('receipt', first['j'])
        self.assertIn('refused', first['k'])
        out = self.path('P.bundle')
        self.assert_ok(self.replay('export', '--data', server.data, '--programme', 'P', '--out', out))
        self.assertEqual(0, server.stop())
        self.assert_ok(self.replay('import', out, '--data', self.path('moved')))
        before = self.hashes('--data', self.path('moved'))
        moved = self.server(data='moved')
        for key, answer in first.items():
            again = json.loads(submit(moved, '{"join":{}}', key).stdout)
            self.assertTrue(again.pop('repeatedAnswer'))
            self.assertEqual(answer, again)
        self.assertEqual(before, self.hashes('--data', self.path('moved')))
        self.assert_ok(submit(moved, '{"leave":{}}', 'l'))
        self.assertEqual(0, moved.stop())

    def test_an_import_into_a_servers_folder(self):
        """Not while the server has it; afterwards beside what is there."""
        server = self.server()
        bundle = self.exported(server, 'C.bundle', 'C')
        other = self.server(data='other')
        self.assert_ok(other.client('play', harness.script('E')))
        self.assertEqual(71, self.replay('import', bundle, '--data', other.data).returncode)
        self.assertEqual(0, other.stop())
        done = self.replay('import', bundle, '--data', server.data)
        self.assertEqual(71, done.returncode, done.stderr)
        self.assert_ok(self.replay('import', bundle, '--data', other.data))
        other.start()
        for name in ('C', 'E'):
            self.assert_outcome(name, other.client('outcome', '--programme', name))
        self.assertEqual(0, other.stop())

    def test_an_import_that_is_killed(self):
        """At any moment: the programme is there whole or not at all, and the same import finishes it."""
        bundle = self.exported(self.server(), 'E.bundle', 'E')
        wanted = self.hashes(bundle)
        for delay in range(0, 60, 6):
            data = self.path(f'killed{delay}')
            process = subprocess.Popen(
                [harness.binary('tingbok-replay'), 'import', bundle, '--data', data],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay / 1000)
            process.kill()
            process.wait()
            with self.subTest(delay=delay):
                listed = self.replay('list', '--data', data, '--json') if os.path.exists(data) else None
                if listed and listed.returncode == 0 and json.loads(listed.stdout)['programmes']:
                    self.assertEqual(wanted, self.hashes('--data', data))
                else:
                    self.assert_ok(self.replay('import', bundle, '--data', data))
                    self.assertEqual(wanted, self.hashes('--data', data))
            shutil.rmtree(data)


if __name__ == '__main__':
    unittest.main()
