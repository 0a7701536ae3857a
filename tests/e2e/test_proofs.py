"""Tamper evidence: what a server signs, hands out and proves, and what is found when somebody else's
hands were on the data."""
import base64
import hashlib
import json
import os
import shutil
import unittest

import harness
import ws

ROOM = '/api/v1/workshops/P/R'
DECLARED = [
    ('LEDER', {'meetingOpen': {}}),
    ('LEDER', {'modeSet': {'mode': 'MODE_FORMAL'}}),
    ('LEDER', {'agendaAdd': {'item': 'S1', 'title': 'Sak'}}),
    ('LEDER', {'itemOpen': {'item': 'S1'}}),
    ('LEDER', {'voteOpen': {'terms': {'vote': 'V', 'kind': 'VOTE_KIND_BINDING',
                                      'method': 'VOTE_METHOD_FOR_AGAINST'}}}),
    ('M1', {'voteCast': {'vote': 'V', 'ballot': {'choice': 'for'}}}),
    ('LEDER', {'voteClose': {'vote': 'V', 'force': True}}),
    ('LEDER', {'voteDeclare': {'vote': 'V'}}),
]


def node(left, right):
    return hashlib.sha256(b'\x01' + left + right).digest()


def root_from(index, size, leaf, path):
    """RFC 9162 § 2.1.3.2, written down apart from the program's own."""
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if at % 2 == 1 or at == last:
            found = node(sibling, found)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            found = node(found, sibling)
        at, last = at // 2, last // 2
    return found if last == 0 else None


class Note:
    """A checkpoint, taken apart without a look at its signature."""

    def __init__(self, text):
        body, signatures = text.split('\n\n')
        self.origin, size, root, *self.extensions = body.split('\n')
        self.size = int(size)
        self.root = base64.b64decode(root, validate=True)
        self.signatures = signatures.split('\n')[:-1]


class Proofs(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.made = self.found()

    def found(self, data='data', secrets='data.secrets'):
        server = self.server('--secrets', self.path(secrets), data=data)
        status, reply = server.http('POST', '/api/v1/programmes', harness.small_programme())
        self.assertEqual(201, status, reply)
        return server

    def act(self, server, actions, prefix='c'):
        """Each action by its person, accepted; the number of the last event."""
        people, number = {}, 0
        for count, (person, action) in enumerate([('LEDER', {'join': {'how': 'PLACE_HALL'}}),
                                                  ('M1', {'join': {'how': 'PLACE_HALL'}}), *actions]):
            if person not in people:
                people[person] = ws.join(server, 'P/R', person)
            done = ws.answer(people[person], f'{prefix}{count}', action)
            if 'join' not in action:
                self.assertIn('receipt', done, (action, done))
            number = int(done.get('receipt', {}).get('number', number))
        for socket in people.values():
            socket.socket.close()
        return number

    def text(self, path, token=None, server=None):
        status, reply = (server or self.made).http('GET', path, token=token)
        self.assertEqual(200, status, reply)
        return reply

    def keep(self, name, text):
        with open(self.path(name), 'w', encoding='utf8') as stream:
            stream.write(text)
        return self.path(name)

    def keep_checkpoint(self, name='kept.txt', server=None):
        return self.keep(name, self.text(ROOM + '/checkpoint', server=server))

    def key(self, server=None):
        return self.text('/api/v1/log-key', server=server).strip()

    def verify(self, *args, data='data'):
        more = ['--data', self.path(data)] if data else []
        return harness.run('tingbok-replay', 'verify', *more, *args)

    def assert_wrong(self, done, *words):
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        said = done.stdout + done.stderr
        for word in words:
            self.assertIn(word, said)

    def test_a_declared_result_is_signed_stored_and_proven(self):
        """The checkpoint is there at once; every event is proven by it; verify and the kept receipt agree."""
        number = self.act(self.made, DECLARED)
        server = self.made

        def stored():
            listed = harness.run('tingbok-replay', 'list', '--json', '--data', self.path('data'))
            return json.loads(listed.stdout)['programmes'][0]['rooms'][0]['checkpoints']

        harness.wait_until('the checkpoint of the result', stored)
        note = Note(self.text(ROOM + '/checkpoint'))
        self.assertGreaterEqual(note.size, number)
        self.assertTrue(note.origin.startswith('tingbok/P/R/'))
        self.assertEqual(['refusals', 'programme'], [line.split(' ')[0] for line in note.extensions])
        self.assertEqual([self.key().split('+')[0]], [line.split(' ')[1] for line in note.signatures])
        for event in range(1, note.size + 1):
            proof = self.text(f'{ROOM}/proof/inclusion?number={event}&size={note.size}', token='')
            core = base64.b64decode(proof['core'])
            leaf = hashlib.sha256(b'\x00' + core).digest()
            self.assertEqual(leaf, base64.b64decode(proof['leafHash']))
            path = [base64.b64decode(hash_) for hash_ in proof.get('path', [])]
            self.assertEqual(note.root, root_from(event - 1, note.size, leaf, path))
        receipt = self.path('receipt.json')
        self.assert_ok(harness.run('tingbok-client', 'receipt', '--url', server.url, '--room', 'P/R',
                                   '--number', number, '--key', self.key(), '--out', receipt))
        key = self.key()
        kept = self.keep_checkpoint()
        self.assert_ok(self.verify('--url', server.url, '--room', 'P/R', '--checkpoint', kept, data=None))
        self.assertEqual(0, server.stop())
        self.assert_ok(self.verify('--receipt', receipt, '--key', key, data=None))
        self.assert_ok(self.verify('--receipt', receipt))
        whole = self.assert_ok(self.verify('--checkpoint', kept, '--json'))
        streams = {stream['stream']: stream for stream in json.loads(whole.stdout)['streams']}
        # One more at the stop only where something happened after the result was declared.
        self.assertGreaterEqual(streams['P/R/checkpoints']['records'], 1)

    def test_what_happened_is_signed_after_a_while_and_at_the_stop(self):
        """Without any vote: a checkpoint comes by itself, and the last one covers everything."""
        self.act(self.made, [('LEDER', {'meetingOpen': {}})])
        harness.wait_until('a checkpoint', lambda: os.path.exists(self.path('data')) and 'P/R/checkpoints' in
                           harness.run('tingbok-replay', 'verify', '--data', self.path('data')).stdout)
        head = Note(self.text(ROOM + '/checkpoint')).size
        self.assertEqual(0, self.made.stop())
        self.made.start()
        stored = Note(self.text(f'{ROOM}/checkpoint?size={head}'))
        self.assertEqual(head, stored.size)
        self.assertTrue(stored.extensions, 'the stored one states its neighbours')

    def test_who_gets_what(self):
        """The public proves events of a public room, but reads only the cores that are for it."""
        self.act(self.made, DECLARED)
        head = Note(self.text(ROOM + '/checkpoint')).size
        seen = {}
        for event in range(1, head + 1):
            whole = self.text(f'{ROOM}/proof/inclusion?number={event}', token='')
            public = self.text(f'{ROOM}/proof/inclusion?number={event}')
            self.assertEqual(whole['leafHash'], public['leafHash'])
            if 'core' in public:
                self.assertEqual(whole['core'], public['core'])
            seen[event] = 'core' in public
        events = harness.run('tingbok-replay', 'events', '--room', 'P/R', '--json', '--data', self.path('data'))
        kinds = {int(line['number']): json.dumps(line) for line in map(json.loads, events.stdout.splitlines())}
        cast = [number for number, line in kinds.items() if 'allotCast' in line or 'allot_cast' in line]
        self.assertTrue(cast, kinds)
        self.assertFalse(any(seen[number] for number in cast))
        self.assertTrue(seen[1] and any(not one for one in seen.values()))
        for path, status in (('/proof/inclusion?number=0', 404), ('/proof/inclusion?number=99999', 404),
                             ('/proof/inclusion', 400), ('/proof/inclusion?number=x', 400),
                             ('/checkpoint?size=99999', 404), ('/proof/consistency?from=99999', 404),
                             ('/receipt?number=1', 404), ('/proof/elsewhere', 401)):
            with self.subTest(path):
                self.assertEqual(status, self.made.http('GET', ROOM + path, token=None)[0])
        self.assertEqual(404, self.made.http('GET', '/api/v1/workshops/P/X/checkpoint', token=None)[0])

    def test_a_room_that_is_not_public(self):
        """Nobody in particular gets no proof of it; its members do."""
        closed = harness.small_programme()
        closed['id'] = 'Q'
        closed['rooms'][0]['public'] = False
        self.assertEqual(201, self.made.http('POST', '/api/v1/programmes', closed)[0])
        path = '/api/v1/workshops/Q/R/checkpoint'
        self.assertEqual(403, self.made.http('GET', path, token=None)[0])
        self.assertEqual(200, self.made.http('GET', path, token=self.made.token('Q', 'M1'))[0])
        self.assertEqual(403, self.made.http('GET', path, token=self.made.token('P', 'M1'))[0])

    def test_a_history_that_was_rewritten_and_signed_anew(self):
        """Somebody with the data and the key makes another history: a kept checkpoint gives it away."""
        server = self.made
        self.assertEqual(0, server.stop())
        shutil.copytree(self.path('data'), self.path('other'))
        server.start()
        self.act(server, DECLARED)
        kept = self.keep_checkpoint()
        key = self.key()
        receipt = self.path('receipt.json')
        self.assert_ok(harness.run('tingbok-client', 'receipt', '--url', server.url, '--room', 'P/R',
                                   '--number', Note(self.text(ROOM + '/checkpoint')).size,
                                   '--out', receipt))
        self.assertEqual(0, server.stop())
        forger = self.server('--secrets', self.path('data.secrets'), data='other')
        self.assertEqual(key, self.key(forger))
        cut = self.verify('--url', forger.url, '--room', 'P/R', '--checkpoint', kept, data=None)
        self.assert_wrong(cut, 'its tail was cut')
        self.act(forger, DECLARED, prefix='other')
        self.act(forger, [('LEDER', {'breakStart': {'minutes': 5}})], prefix='more')
        rewritten = self.verify('--url', forger.url, '--room', 'P/R', '--checkpoint', kept, data=None)
        self.assert_wrong(rewritten, 'the history was rewritten')
        self.assertEqual(0, forger.stop())
        self.assert_ok(self.verify(data='other'))  # By itself it is whole: that is the point.
        self.assert_wrong(self.verify('--checkpoint', kept, data='other'), 'the history was rewritten')
        self.assert_wrong(self.verify('--receipt', receipt, data='other'), 'acknowledges another event')
        self.assert_ok(self.verify('--checkpoint', kept))

    def test_a_tail_that_was_cut(self):
        """An older copy put in the place of the data: everything agrees, but the checkpoint is ahead."""
        server = self.made
        self.assertEqual(0, server.stop())
        shutil.copytree(self.path('data'), self.path('older'))
        server.start()
        self.act(server, DECLARED)
        kept = self.keep_checkpoint()
        self.assertEqual(0, server.stop())
        self.assert_ok(self.verify(data='older'))
        self.assert_wrong(self.verify('--checkpoint', kept, data='older'), 'its tail was cut')

    def test_what_is_forged_or_of_another_log(self):
        """Each is named: an altered note, another key's, another log's, and what is no note at all."""
        self.act(self.made, DECLARED)
        kept = self.keep_checkpoint()
        with open(kept, encoding='utf8') as stream:
            text = stream.read()
        size = Note(text).size
        other = self.found('other', 'other.secrets')
        theirs = self.keep_checkpoint('theirs.txt', server=other)
        their_key = self.key(other)
        forged = self.keep('forged.txt', text.replace(f'\n{size}\n', f'\n{size - 1}\n'))
        nothing = self.keep('nothing.txt', 'nothing\n')
        self.assertEqual(0, other.stop())
        self.assertEqual(0, self.made.stop())
        self.assert_wrong(self.verify('--checkpoint', forged), 'forged.txt', 'forged')
        self.assert_wrong(self.verify('--checkpoint', theirs), 'not the key that is known')
        self.assert_wrong(self.verify('--checkpoint', theirs, '--key', their_key,
                                      '--key', self.path('data/log.vkey')), 'another log')
        no_note = self.verify('--checkpoint', nothing)
        self.assertEqual(2, no_note.returncode, no_note.stdout)
        self.assertIn('is not a signed checkpoint', no_note.stderr)
        # All that are given are looked at, and one wrong one is enough.
        self.assert_wrong(self.verify('--checkpoint', kept, '--checkpoint', forged),
                          'whole  ' + kept, 'WRONG  ' + forged)
        # The stored ones too: by another key they are not believed.
        shutil.copy(self.path('other/log.vkey'), self.path('data/log.vkey'))
        self.assert_wrong(self.verify(), 'record 1 of P/R/checkpoints', 'not the key that is known')
        os.remove(self.path('data/log.vkey'))
        self.assert_wrong(self.verify(), 'there is no log.vkey')

    def test_a_lost_key(self):
        """A new key is made; what the old one signed is still checked, and both are published."""
        self.act(self.made, DECLARED)
        old = self.key()
        kept = self.keep_checkpoint()
        with open(kept, encoding='utf8') as stream:
            size = Note(stream.read()).size
        self.assertEqual(0, self.made.stop())
        os.remove(self.path('data.secrets/log.key'))
        self.made.start()
        self.assertNotEqual(old, self.key())
        again = self.text(f'{ROOM}/checkpoint?size={size}')
        self.assertEqual([self.key().split('+')[0]], [line.split(' ')[1] for line in Note(again).signatures])
        self.assertEqual(0, self.made.stop())
        with open(self.path('data/log.vkey'), encoding='utf8') as stream:
            self.assertEqual(old, stream.readline().strip())
        self.assert_ok(self.verify('--checkpoint', kept))

    def test_wrong_use_is_said(self):
        """Each mistake is a sentence and its exit code."""
        url = self.made.url
        kept = self.keep_checkpoint()
        self.assertEqual(0, self.made.stop())
        for args, code, word in ((['--key', 'nonsense'], 2, 'NAME+ID+BASE64'),
                                 (['--checkpoint', self.path('nowhere')], 2, 'cannot read'),
                                 (['--receipt', kept], 2, 'is not a receipt'),
                                 (['--url', url, '--checkpoint', kept], 2, '--room'),
                                 (['--url', url, '--room', 'P/R'], 2, '--checkpoint'),
                                 (['--url', url, '--room', 'P/R', '--checkpoint', kept], 3, 'the server')):
            with self.subTest(' '.join(args)):
                done = self.verify(*args)
                self.assertEqual(code, done.returncode, done.stdout + done.stderr)
                self.assertIn(word, done.stderr)

    def test_the_private_key_is_not_in_the_data(self):
        """It lies in the secrets folder, for its owner alone."""
        self.act(self.made, DECLARED)
        self.assertEqual(0, self.made.stop())
        path = self.path('data.secrets/log.key')
        self.assertEqual(0o600, os.stat(path).st_mode & 0o777)
        with open(path, encoding='utf8') as stream:
            secret = stream.read().strip().split('+', 4)[4]  # PRIVATE+KEY+NAME+ID+BASE64, which may hold a +.
        raw = base64.b64decode(secret)[1:]
        for folder, _, names in os.walk(self.path('data')):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as stream:
                    stored = stream.read()
                self.assertNotIn(raw, stored, name)
                self.assertNotIn(secret.encode(), stored, name)


if __name__ == '__main__':
    unittest.main()
