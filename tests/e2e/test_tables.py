"""Three people at two tables, over real sockets: what is written at one table reaches no socket of the
other, nor the public's, before it is lifted, and all of them after; also who comes late or again."""
import itertools
import unittest

import harness
import ws

ROOM = 'P/R'
SECRETS = ('notat-fra-bord-en', 'notat-fra-bord-to')


def programme():
    made = harness.small_programme()
    for person in ('M2', 'M3'):
        made['people'].append({'person': person, 'label': f'Medlem {person}', 'votes': True,
                               'role': 'ROLE_COUNCILLOR', 'memberOf': ['R']})
    made['people'].append({'person': 'PUB', 'label': 'Publikum', 'role': 'ROLE_PUBLIC',
                           'guestIn': ['R']})
    return made


class Reader:
    """A person's socket, with all the bytes it was ever sent."""

    # Of all readers, so that no command id comes twice.
    commands = itertools.count()

    def __init__(self, server, person):
        self.person = person
        self.server = server
        self.heard = b''
        self.number = 0
        self.connect()

    def connect(self, hello=None):
        self.socket = ws.Socket(self.server.port)
        self.socket.upgrade(f'/ws/{ROOM}')
        ticket = self.server.ticket(ROOM, self.server.token('P', self.person))
        self.socket.submit({'hello': {'ticket': ticket, **(hello or {})}})
        self.welcome = self.read(lambda frame: frame.get('welcome'))
        self.number = max(self.number, int(self.welcome['head']))
        self.catch_up()

    def read(self, wanted):
        while True:
            got = self.socket.receive()
            assert got is not None, f'{self.person} was closed with {self.socket.close_code}'
            self.heard += got[1]
            frame = ws.json.loads(got[1])
            for patch in frame.get('patches', []):
                self.number = max(self.number, int(patch['number']))
            found = wanted(frame)
            if found:
                return found

    def asks(self, command):
        """Sends a command and returns its answer."""
        mine = f'command-{next(self.commands)}'
        self.socket.submit({'submit': {'commandId': mine, 'command': command}})
        return self.read(lambda frame: next(
            (a for a in frame.get('answers', []) if a['commandId'] == mine), None))

    def does(self, command):
        """Acts; a refusal fails."""
        answer = self.asks(command)
        assert 'receipt' in answer, (self.person, command, answer)

    def catch_up(self):
        """Has been sent all there is: a command of its own that changes nothing has its answer."""
        answer = self.asks({'phaseEnd': {'phase': '?'}})
        assert 'refused' in answer, (self.person, answer)

    def heard_of(self):
        return [text for text in SECRETS if text.encode() in self.heard]

    def close(self):
        self.socket.socket.close()


class Tables(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.at = self.server()
        status, reply = self.at.http('POST', '/api/v1/programmes', programme())
        self.assertEqual(201, status, reply)
        self.people = {}
        self.addCleanup(lambda: [one.close() for one in self.people.values()])
        for person in ('SEK', 'LEDER', 'M1', 'M2', 'M3', 'PUB'):
            self.people[person] = Reader(self.at, person)
        for person in ('SEK', 'M1', 'M2', 'M3'):
            self.people[person].does({'join': {}})
        self.does('SEK', {'tableSet': {'seats': {'table': 'T1', 'people': ['M1', 'M2']}}})
        self.does('SEK', {'tableSet': {'seats': {'table': 'T2', 'people': ['M3']}}})
        self.start('G', 'PHASE_KIND_GROUP')

    def does(self, person, command):
        self.people[person].does(command)

    def start(self, phase, kind):
        self.does('SEK', {'phaseStart': {'terms': {'phase': phase, 'kind': kind,
                                                   'separate': kind != 'PHASE_KIND_PLENARY'}}})

    def write(self):
        for person, note, text in (('M1', 'N1', SECRETS[0]), ('M3', 'N2', SECRETS[1])):
            self.does(person, {'text': text, 'noteAdd': {'board': 'Tavle', 'note': note}})

    def check(self, **heard):
        for person, wanted in heard.items():
            self.people[person].catch_up()
            self.assertEqual([SECRETS[i - 1] for i in wanted], self.people[person].heard_of(),
                             person)

    def test_a_note_stays_at_its_table_until_plenary(self):
        self.write()
        self.check(M1=[1], M2=[1], M3=[2], SEK=[], LEDER=[], PUB=[])
        with self.subTest('who comes late sits at the smallest table and reads there'):
            self.does('LEDER', {'join': {}})
            self.check(LEDER=[2], PUB=[], SEK=[])
        with self.subTest('who comes again reads at their table only'):
            for person, wanted in (('M2', [1]), ('M3', [2]), ('PUB', []), ('SEK', [])):
                self.people[person].close()
                self.people[person] = Reader(self.at, person)
                self.check(**{person: wanted})
        with self.subTest('nor does the past tell over HTTP'):
            for person, wanted in (('M2', [1]), ('M3', [2]), ('PUB', []), ('SEK', [])):
                status, state = self.at.http('GET', f'/api/v1/workshops/{ROOM}/state',
                                             token=self.at.token('P', person))
                self.assertEqual(200, status)
                told = ws.json.dumps(state)
                self.assertEqual([SECRETS[i - 1] for i in wanted],
                                 [text for text in SECRETS if text in told], person)
        with self.subTest('after a resume the lift reaches those who were away'):
            away = self.people['M3']
            away.catch_up()
            away.close()
            self.start('P', 'PHASE_KIND_PLENARY')
            away.connect({'epoch': away.welcome['epoch'], 'number': str(away.number)})
            self.assertTrue(away.welcome.get('resumed'), away.welcome)
            self.check(M3=[1, 2])
        self.check(M1=[1, 2], M2=[1, 2], SEK=[1, 2], LEDER=[1, 2], PUB=[1, 2])

    def test_after_a_restart_of_the_server_it_is_the_same(self):
        self.write()
        for one in self.people.values():
            one.close()
        self.at.kill()
        self.at.start()
        for person, wanted in (('M2', [1]), ('M3', [2]), ('PUB', []), ('SEK', [])):
            self.people[person] = Reader(self.at, person)
            self.check(**{person: wanted})
        self.start('P', 'PHASE_KIND_PLENARY')
        self.check(M2=[1, 2], M3=[1, 2], PUB=[1, 2], SEK=[1, 2])


if __name__ == '__main__':
    unittest.main()
