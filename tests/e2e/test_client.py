"""tingbok-client against a real server: exit codes, repeats, resuming, one action, watching."""
import json
import os
import signal
import subprocess
import time
import unittest

import harness

ACCEPTED, UNEXPECTED, WRONG_USE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130


def small_script(changes=()):
    """Seven lines with a repeat of an accepted and of a refused command; `changes` are put on top."""
    with open(harness.script('A'), encoding='utf8') as stream:
        header = json.loads(stream.readline())
    header['scenario'] = 'T'
    join, note = {'how': 'sal'}, {'board': 'B1', 'note': 'N1', 'tag': 'idé'}
    rows = [('SEK', 'join', join, {}), ('R14', 'join', join, {}),
            ('R14', 'note_add', note, {'idem': 'k1', 'text': 'Sykkelvei'}),
            ('R14', 'note_add', note, {'idem': 'k1', 'text': 'Sykkelvei', 'expect': 'dup'}),
            ('R14', 'join', join, {'idem': 'k2', 'expect': 'allerede_til_stede'}),
            ('R14', 'join', join, {'idem': 'k2', 'expect': 'dup'}),
            ('R04', 'note_add', dict(note, note='N2'), {'expect': 'ikke_til_stede'})]
    lines = [header]
    for seq, (person, action, args, more) in enumerate(rows, 1):
        lines.append({'seq': seq, 't': seq * 10, 'room': 'A', 'id': person, 'actor': person,
                      'action': action, 'args': args, 'text': '', **more})
    for seq, change in dict(changes).items():
        lines[seq].update(change)
    return lines


class Client(harness.WithFolder):
    def write(self, name, lines):
        path = self.path(name)
        with open(path, 'w', encoding='utf8') as stream:
            stream.writelines(json.dumps(line, ensure_ascii=False) + '\n' for line in lines)
        return path

    def positions(self, name):
        with open(self.path(name), encoding='utf8') as stream:
            return json.load(stream)

    def code(self, expected, done):
        self.assertEqual(expected, done.returncode, f'{done.stdout[-2000:]}\n{done.stderr[-2000:]}')
        return done

    def test_repeats_get_the_first_answer_also_when_it_was_a_refusal(self):
        server = self.server()
        done = self.assert_ok(server.client('play', self.write('t.jsonl', small_script()),
                                            '--positions', self.path('p.json'),
                                            '--check-mirrors', 1))
        self.assertIn('7 lines: 3 accepted, 2 refused, 2 repeated', done.stdout)
        got = self.positions('p.json')
        self.assertEqual({**got['3'], 'repeat': True}, got['4'])
        self.assertEqual({'room': 'T/A', 'refused': 'allerede_til_stede'}, got['5'])
        self.assertEqual({**got['5'], 'repeat': True}, got['6'])
        self.assertEqual({'room': 'T/A', 'refused': 'ikke_til_stede'}, got['7'])

    def test_resume_goes_on_and_learns_the_positions_of_lines_played_before(self):
        server = self.server()
        lines = small_script()
        self.assert_ok(server.client('play', self.write('part.jsonl', lines[:6])))
        whole = self.write('whole.jsonl', lines)
        self.code(WRONG_USE, server.client('play', whole))
        done = self.assert_ok(server.client('play', whole, '--resume', '--positions',
                                            self.path('p.json')))
        self.assertIn('7 lines: 3 accepted, 2 refused, 2 repeated', done.stdout)
        self.assertEqual([str(seq) for seq in range(1, 8)], sorted(self.positions('p.json')))
        again = self.assert_ok(server.client('play', whole, '--resume'))
        self.assertIn('0 sent now', again.stdout)
        _, told = server.http('GET', '/api/v1/programmes/T/lines')
        refusals = told['rooms'][0]['refusals']
        self.assertEqual([4, 5, 6, 7], [int(entry['scriptLine']) for entry in refusals])

    def test_a_line_that_the_disk_has_no_space_for_is_played_later(self):
        """No line is passed over: the player waits, gives up by saying so, and --resume plays it."""
        server = self.server()
        lines = small_script()
        self.assert_ok(server.client('play', self.write('part.jsonl', lines[:2])))
        self.assertEqual(0, server.stop())
        whole = self.write('whole.jsonl', lines)
        server.args += ['--free-bytes-min', str(1 << 49)]
        server.start()
        done = self.code(UNREACHABLE, server.client('play', whole, '--resume', '--give-up-after', 2))
        self.assertIn('line 2 is not taken', done.stderr)
        self.assertEqual(0, server.stop())
        del server.args[-2:]
        server.start()
        done = self.assert_ok(server.client('play', whole, '--resume'))
        self.assertIn('7 lines: 3 accepted, 2 refused, 2 repeated; 6 sent now', done.stdout)

    def test_lines_that_get_another_answer_are_named(self):
        server = self.server()
        changes = {3: {'expect': 'liste_last'}, 7: {'expect': 'ikke_medlem'}}
        done = self.code(UNEXPECTED, server.client(
            'play', self.write('t.jsonl', small_script(changes))))
        self.assertIn('line 3 (note_add by R14 in A): expected the refusal liste_last', done.stdout)
        self.assertIn('line 7', done.stdout)
        self.assertIn('ikke_til_stede', done.stdout)
        self.code(UNEXPECTED, server.client('play', self.path('t.jsonl'), '--resume'))

    def test_wrong_use_changes_nothing(self):
        server = self.server()
        good = self.write('t.jsonl', small_script())
        broken = self.write('broken.jsonl', small_script({5: {'action': 'dance'}}))
        self.assertIn('dance', self.code(WRONG_USE, server.client('play', broken)).stderr)
        self.code(WRONG_USE, server.client('play', good, '--no-such-flag'))
        self.code(WRONG_USE, server.client('play', good, '--speed', '-1'))
        self.code(WRONG_USE, server.client('play', self.path('missing.jsonl')))
        with open(self.path('other.token'), 'w', encoding='utf8') as stream:
            stream.write('tb-wrong\n')
        self.code(WRONG_USE, harness.run('tingbok-client', 'play', good, '--url', server.url,
                                         '--admin-token-file', self.path('other.token')))
        self.assertEqual(404, server.http('GET', '/api/v1/programmes/T/lines')[0])

    def test_without_a_server_it_gives_up_in_the_stated_time(self):
        server = self.server()
        script = self.write('t.jsonl', small_script())
        self.assertEqual(0, server.stop())
        for verb in (['play', script, '--give-up-after', '1'], ['outcome', '--programme', 'T']):
            begun = time.monotonic()
            self.code(UNREACHABLE, server.client(*verb))
            self.assertLess(time.monotonic() - begun, 25)  # Unasked, it tries for 30 s.

    def test_speed_keeps_the_scripts_clock(self):
        server = self.server()
        begun = time.monotonic()
        self.assert_ok(server.client('play', self.write('t.jsonl', small_script()), '--speed', '30'))
        self.assertGreaterEqual(time.monotonic() - begun, 2)  # 60 s of script, 30 times as fast.

    def test_a_player_that_is_killed_or_interrupted_is_continued(self):
        server = self.server()
        played = 0
        for with_signal, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, INTERRUPTED)):
            player = server.player(harness.script('A'), '--resume', '--speed', '1000')
            enough = played + 20
            harness.wait_until('some lines more', lambda: self.last_line(server) > enough)
            time.sleep(0.5)
            player.send_signal(with_signal)
            self.assertEqual(code, player.wait(harness.PATIENCE_S))
            played = self.last_line(server)
        self.assertLess(played, 550)
        self.assert_ok(server.client('play', harness.script('A'), '--resume'))
        self.assert_outcome('A', server.client('outcome', '--programme', 'A'))

    def last_line(self, server):
        status, told = server.http('GET', '/api/v1/programmes/A/lines')
        if status != 200:
            return 0
        return max(int(room.get('lastLine', 0)) for room in told['rooms'])

    def test_submit_sends_one_action_and_says_what_came_of_it(self):
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes',
                                          harness.small_programme())[0])
        with open(self.path('m1.token'), 'w', encoding='utf8') as stream:
            stream.write(server.token('P', 'M1'))

        def submit(action, *args, room='P/R'):
            return harness.run('tingbok-client', 'submit', '--room', room, '--url', server.url,
                               '--token-file', self.path('m1.token'), '--action', action, *args)

        first = json.loads(self.code(ACCEPTED, submit('{"join":{}}', '--command-id', 'j')).stdout)
        again = json.loads(self.code(ACCEPTED, submit('{"join":{}}', '--command-id', 'j')).stdout)
        self.assertTrue(again['repeatedAnswer'])
        self.assertEqual(first['receipt'], again['receipt'])
        refused = json.loads(self.code(UNEXPECTED, submit('{"join":{}}')).stdout)
        self.assertEqual('allerede_til_stede', refused['refused']['word'])
        for action in ('{"jion":{}}', '{', '{"text":"hei"}'):
            self.code(WRONG_USE, submit(action))
        self.code(WRONG_USE, submit('{"leave":{}}', room='P/NONE'))
        self.code(WRONG_USE, submit('{"leave":{}}', room='P'))
        _, state = server.http('GET', '/api/v1/workshops/P/R/state')
        present = [e['attendance'] for e in state['entities'] if 'attendance' in e]
        self.assertEqual(['M1'], [entry['id'] for entry in present])

    def test_a_receipt_that_cannot_be_had_leaves_no_file(self):
        """No such event, no key, somebody else's key: each is said, and no file looks like a receipt."""
        server = self.server()
        server.http('POST', '/api/v1/programmes', harness.small_programme())
        own = server.http('GET', '/api/v1/log-key', token=None)[1].split('\n')[0]
        other = self.server(data='other').http('GET', '/api/v1/log-key', token=None)[1].split('\n')[0]
        done = self.code(ACCEPTED, server.client('submit', '--room', 'P/R', '--person', 'M1', '--action', '{"join":{}}'))
        mine = int(json.loads(done.stdout)['receipt']['number'])
        cases = ((WRONG_USE, 99, own, 'from 1 to'), (WRONG_USE, 1, own, 'no receipt'), (WRONG_USE, mine, 'tull', 'no key'),
                 (UNEXPECTED, mine, other, 'the receipt'))
        for code, number, key, word in cases:
            with self.subTest(word):
                done = self.code(code, server.client('receipt', '--room', 'P/R', '--number', number, '--key',
                                                     key, '--out', self.path('receipt.json')))
                self.assertIn(word, done.stderr)
                self.assertFalse(os.path.exists(self.path('receipt.json')))
        self.assert_ok(server.client('receipt', '--room', 'P/R', '--number', mine, '--key', own, '--out',
                                     self.path('receipt.json')))
        self.assert_ok(harness.run('tingbok-replay', 'verify', '--receipt', self.path('receipt.json'),
                                   '--key', own))

    def test_output_that_nobody_takes_is_an_error(self):
        """A full disk behind standard output: not a success with half of the answer."""
        server = self.server()
        server.http('POST', '/api/v1/programmes', harness.small_programme())
        for verb in (['outcome', '--programme', 'P'], ['watch', 'P/R', '--once']):
            with self.subTest(verb[0]), open('/dev/full', 'w', encoding='utf8') as full:
                done = subprocess.run(
                    [harness.binary('tingbok-client'), *verb, '--url', server.url, '--admin-token-file',
                     server.token_file], stdout=full, stderr=subprocess.PIPE, text=True,
                    timeout=harness.PATIENCE_S)
                self.assertEqual(WRONG_USE, done.returncode, done.stderr)
                self.assertIn('could not be written', done.stderr)

    def test_watch_on_a_pipe_prints_a_line_for_each_change(self):
        server = self.server()
        server.http('POST', '/api/v1/programmes', harness.small_programme())
        watcher = subprocess.Popen(
            [harness.binary('tingbok-client'), 'watch', 'P/R', '--url', server.url,
             '--admin-token-file', server.token_file, '--person', 'LEDER'],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self.assertIn('P/R at number', watcher.stdout.readline())
            while 'nobody' not in (line := watcher.stdout.readline()):
                if line.startswith('floor') or 'present' in line:
                    break
            self.code(ACCEPTED, server.client('submit', '--room', 'P/R', '--person', 'M1',
                                              '--action', '{"join":{}}'))
            seen = ''
            while 'Medlem 1 kom' not in seen:
                line = watcher.stdout.readline()
                self.assertTrue(line, f'the watcher ended: {seen}')
                seen += line
            watcher.send_signal(signal.SIGINT)
            self.assertEqual(0, watcher.wait(harness.PATIENCE_S))
        finally:
            watcher.kill()
            watcher.communicate()


if __name__ == '__main__':
    unittest.main()
