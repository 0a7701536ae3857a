"""The past of a room over HTTP: by whom it is read, what is left out, and what a wrong question is told."""
import json
import os
import subprocess
import unittest
import urllib.request

import harness
import ws

ROOM = '/api/v1/workshops/P/R'


def programme():
    """small_programme() with a second room, which is not public and where M1 is no member."""
    made = harness.small_programme()
    made['rooms'].append(dict(made['rooms'][0], room='N', body='Nemnd', public=False))
    for person in made['people']:
        if person['person'] != 'M1':
            person['memberOf'] = ['R', 'N']
    return made


class Past(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.at = self.server()
        self.assertEqual(201, self.at.http('POST', '/api/v1/programmes', programme())[0])
        self.m1 = self.at.token('P', 'M1')
        with ws.join(self.at, 'P/R', 'LEDER') as chair, ws.join(self.at, 'P/R', 'M1') as member:
            self.does(chair, {'join': {}})
            self.does(member, {'join': {}})
            self.does(chair, {'meetingOpen': {}})
            self.does(member, {'noteAdd': {'note': 'N1', 'board': 'B'}, 'text': 'Buss'})
            terms = {'vote': 'V1', 'kind': 'VOTE_KIND_STRAW', 'method': 'VOTE_METHOD_FOR_AGAINST'}
            self.opened = self.does(chair, {'voteOpen': {'terms': terms}, 'text': 'Buss?'})
            ballot = {'vote': 'V1', 'ballot': {'choice': 'for'}}
            self.cast = self.does(member, {'voteCast': ballot})
            self.does(chair, {'voteClose': {'vote': 'V1', 'force': True}})
            self.does(chair, {'mark': {'moment': 'M-1', 'rooms': ['R']}, 'text': 'Etter voteringen'})
        self.head = self.get('state')['number']

    commands = 0

    def does(self, socket, command):
        """The number of the event it made."""
        self.commands += 1
        done = ws.answer(socket, f'c{self.commands}', command)
        self.assertIn('receipt', done, done)
        return int(done['receipt']['number'])

    def get(self, what, token='', status=200, room=ROOM):
        got, reply = self.at.http('GET', f'{room}/{what}', token=token)
        self.assertEqual(status, got, reply)
        return reply

    def entities(self, kind, at, token):
        state = self.get(f'state?at={at}', token)
        return [one[kind] for one in state['entities'] if kind in one]

    def test_a_vote_that_was_open_shows_no_result(self):
        """Its result is known today, and to the chair's side; then it was not."""
        for token in (None, self.m1, self.at.token('P', 'LEDER')):
            self.assertNotIn('result', self.entities('vote', self.cast, token)[0])
            self.assertIn('result', self.entities('vote', 'head', token)[0])
        self.assertEqual([], self.entities('ballot', self.cast, None))
        self.assertEqual('M1', self.entities('ballot', self.cast, self.m1)[0]['voter'])

    def test_as_protobuf(self):
        """Whoever asks for protobuf before JSON gets the same answer as protobuf; errors stay JSON."""
        for accept, is_protobuf in (('application/protobuf', True), ('text/html, application/protobuf;q=1', True),
                                    ('application/json, application/protobuf', False), ('*/*', False)):
            request = urllib.request.Request(f'{self.at.url}{ROOM}/state?at={self.cast}',
                                             headers={'Accept': accept, 'Authorization': f'Bearer {self.m1}'})
            with urllib.request.urlopen(request, timeout=30) as answer:
                kind, body = answer.headers['Content-Type'], answer.read()
            self.assertEqual('application/protobuf' if is_protobuf else 'application/json', kind, accept)
            if is_protobuf:
                proto = os.path.join(harness.ROOT, 'proto')
                body = subprocess.run(['protoc', f'-I{proto}', '--decode=tingbok.v1.RoomState', 'tingbok/v1/wire.proto'],
                                      input=body, capture_output=True, check=True).stdout.decode()
                self.assertIn(f'\nnumber: {self.cast}\n', body)
                self.assertEqual(len(self.get(f'state?at={self.cast}', self.m1)['entities']),
                                 body.count('\nentities {'))
            else:
                self.assertEqual(str(self.cast), json.loads(body)['number'])
        got, reply = self.at.http('GET', f'{ROOM}/state?at=never', headers={'Accept': 'application/protobuf'})
        self.assertEqual((400, 'invalid'), (got, reply['error']['code']))

    def test_by_whom_it_is_read(self):
        """A public room by anyone, as the public; another one by its people."""
        state = self.get('state', None)
        self.assertEqual('AUDIENCE_PUBLIC', state['audience'])
        self.assertEqual((self.head, self.head), (state['number'], state['head']))
        self.assertEqual(44, len(state['viewHash']))
        other = '/api/v1/workshops/P/N'
        self.get('state', None, 401, other)
        self.get('state', self.m1, 403, other)
        self.get('state', self.at.token('P', 'LEDER'), 200, other)
        self.get('state', None, 401, '/api/v1/workshops/P/X')
        self.get('state', '', 404, '/api/v1/workshops/P/X')
        self.get('state', 'tb1.bad', 401)
        self.get('refusals', None, 401)

    def test_positions(self):
        """All forms; a moment is none for the public, which may not see it."""
        first = self.get('state?at=1')
        self.assertEqual('1', first['number'])
        self.assertEqual(self.head, self.get('state?at=99999')['number'])
        self.assertEqual(self.head, self.get('state?at=2999-01-01T00:00:00Z')['number'])
        before = str(int(self.head) - 1)
        # However the plus of an offset is written.
        for plus in ('+', '%2B', '%20'):
            self.assertEqual(self.head, self.get(f'state?at=2999-01-01T01:00:00{plus}01:00')['number'])
        self.assertEqual(before, self.get('state?at=M-1')['number'])
        self.assertEqual(before, self.get('state?at=Etter%20voteringen', self.m1)['number'])
        self.assertEqual(self.get('state?at=nothing', None, 400), self.get('state?at=M-1', None, 400))
        for wrong in ('2000-01-01T00:00:00Z', 'script:1'):
            error = self.get(f'state?at={wrong}', '', 404)['error']
            self.assertEqual('no_such_position', error['code'])

    def test_a_difference(self):
        """What came between, whichever way round it is asked for."""
        found = self.get(f'diff?from={self.opened}&to={self.cast}', self.m1)
        self.assertEqual([str(self.opened), str(self.cast)], [found['from'], found['to']])
        kinds = {next(k for k in ('ballot', 'turnout') if k in c['after']) for c in found['changes']}
        self.assertEqual({'ballot', 'turnout'}, kinds)
        self.assertEqual(found, self.get(f'diff?from={self.cast}&to={self.opened}', self.m1))
        self.get('diff', '', 400)

    def test_events(self):
        """By pages; who cast a ballot or wrote an anonymous note is told to nobody who may not see it."""
        events = []
        page = {'next': '1'}
        while 'next' in page:
            page = self.get(f"events?from={page['next']}&limit=7", None)
            events += page['events']
        self.assertEqual(list(range(1, int(self.head) + 1)), [int(e['number']) for e in events])
        cast = events[self.cast - 1]
        self.assertEqual(('ballot_cast', False), (cast['kind'], 'actor' in cast))
        note = next(e for e in events if e.get('kind') == 'note_added')
        self.assertNotIn('actor', note)
        self.assertEqual('LEDER', events[self.opened - 1]['actor'])
        self.assertNotIn('kind', events[-1])  # The moment, which the public does not see.
        self.assertTrue(all('event' not in e for e in events))
        own = self.get(f'events?from={self.cast}&limit=1', self.m1)['events'][0]
        self.assertEqual('M1', own['actor'])
        self.assertIn('event', self.get(f'events?from={self.cast}&limit=1')['events'][0])
        self.assertEqual({'workshop': 'P/R', 'head': self.head},
                         self.get(f'events?from={int(self.head) + 1}'))
        for wrong in ('limit=0', 'limit=1001', 'limit=x', 'from=x'):
            self.get(f'events?{wrong}', '', 400)

    def test_the_shape_of_the_day(self):
        """Every event is in one stretch; the marks are those one may see."""
        line = self.get('timeline?stretches=5')
        self.assertLessEqual(len(line['stretches']), 5)
        self.assertEqual(int(self.head), sum(s.get('events', 0) for s in line['stretches']))
        kinds = [mark['kind'].removeprefix('TIMELINE_MARK_KIND_') for mark in line['marks']]
        self.assertEqual({'OPENED', 'VOTE_OPENED', 'VOTE_CLOSED', 'MOMENT'}, set(kinds))
        public = [mark['kind'] for mark in self.get('timeline', None)['marks']]
        self.assertNotIn('TIMELINE_MARK_KIND_MOMENT', public)
        self.assertIn('TIMELINE_MARK_KIND_VOTE_CLOSED', public)
        self.get('timeline?stretches=501', '', 400)


if __name__ == '__main__':
    unittest.main()
