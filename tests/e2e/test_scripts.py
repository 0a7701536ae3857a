"""The other workshop scripts over real sockets: eighteen rooms on four shards that roll up what
they came to (B), money and agreements on votes of other rooms (C), a network (E)."""
import csv
import io
import json
import threading
import unittest

import harness
import ws


class Scripts(harness.WithFolder):
    def replay(self, verb, *args):
        return harness.run('tingbok-replay', verb, '--data', self.path('data'), *args)

    def play(self, name, lines, *server_args):
        """Plays the script and compares both outcomes; the server goes on."""
        server = self.server(*server_args)
        played = self.assert_ok(server.client('play', harness.script(name)))
        self.assertIn(f'{lines} lines', played.stdout)
        self.assert_outcome(name, server.client('outcome', '--programme', name))
        return server

    def check_closed(self, name, server):
        """The log of the stopped server is whole and says the same."""
        self.assertEqual(0, server.stop(), server.log()[-2000:])
        self.assert_ok(self.replay('verify'))
        self.assert_outcome(name, self.replay('outcome', '--programme', name))

    def check_states(self, name, rooms):
        """Every line of every room has the state the oracle says."""
        wanted = {}
        for text in harness.oracle(harness.script(name), '--each').splitlines():
            entry = json.loads(text)
            wanted[entry['room'], entry['seq']] = entry['state']
        compared = 0
        for room in rooms:
            done = self.assert_ok(self.replay('state', '--room', f'{name}/{room}', '--each', '--json'))
            for text in done.stdout.splitlines():
                entry = json.loads(text)
                found = harness.differences(wanted[room, entry['seq']], entry['state'])
                self.assertEqual([], found[:10], f'{room} after line {entry["seq"]}')
                compared += 1
        self.assertEqual(len(wanted), compared)

    def test_eighteen_rooms_on_four_shards(self):
        server = self.play('B', 963, '--shards', '4')
        self.check_closed('B', server)
        with open(harness.script('B'), encoding='utf8') as stream:
            self.check_states('B', json.loads(stream.readline())['rooms'])

    def test_money_on_votes_of_other_rooms(self):
        server = self.play('C', 209, '--shards', '4')
        self.check_closed('C', server)
        self.check_states('C', ['PS', 'SM', 'BY'])
        self.check_reports()

    def check_reports(self):
        """Row 27: the reports of both areas are one table, every field in its column."""
        with open(harness.script('C'), encoding='utf8') as stream:
            said = [line for line in map(json.loads, stream) if line.get('action') == 'report']
        done = self.assert_ok(self.replay('reports', '--programme', 'C'))
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([(line['room'], line['id'], line['actor'], line['text']) for line in said],
                         [(row['room'], row['person'], row['name'], row['text']) for row in rows])
        self.assertTrue(all(row['time'].endswith('Z') and int(row['number']) > 0 for row in rows))
        self.assertEqual(2, self.replay('reports', '--programme', 'X').returncode)

    def test_a_network(self):
        server = self.play('E', 183)
        self.check_closed('E', server)
        self.check_states('E', ['NS1', 'NS2', 'HS', 'INI'])

    def test_a_room_gets_no_byte_of_another(self):
        """What is written in K05 never comes to a connection in K04, though both are live."""
        with open(harness.script('B'), encoding='utf8') as stream:
            lines = [json.loads(line) for line in stream]
        server = self.server('--shards', '4')
        player = server.player(harness.script('B'))
        harness.wait_until('the programme is there', lambda: server.http(
            'GET', '/api/v1/programmes/B/lines', token=server.secret())[0] == 200)
        received = []
        with ws.join(server, 'B/K04', 'K04-SEK') as listening:
            def listen():
                while message := listening.receive():
                    received.append(message[1])
            reader = threading.Thread(target=listen)
            reader.start()
            self.assertEqual(0, player.wait(harness.PATIENCE_S))
            self.assertEqual(0, server.stop())
            reader.join(harness.PATIENCE_S)
            self.assertFalse(reader.is_alive())
        got = b''.join(received).decode()
        notes = {room: [line['args']['note'] for line in lines
                        if line.get('action') == 'note_add' and line['room'] == room]
                 for room in ('K04', 'K05')}
        self.assertGreater(len(notes['K05']), 0)
        for note in notes['K04']:
            self.assertIn(f'"{note}"', got)
        for note in notes['K05']:
            self.assertNotIn(f'"{note}"', got)
        self.assertNotIn('B/K05', got)


if __name__ == '__main__':
    unittest.main()
