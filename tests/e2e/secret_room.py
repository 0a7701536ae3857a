"""A room with many voters and secret votes in it, for the tests that kill its server and those that
spy on its files."""
import json
import os
import urllib.error

import harness
import ws

WORKSHOP = 'P/R'
OPTIONS = ['Aust', 'Det vestlege alternativet']


def voters(count):
    return [f'Veljar{number:03}' for number in range(1, count + 1)]


def programme(count):
    """LEDER, who has the chair, and `count` voters."""
    made = harness.small_programme()
    made['rooms'][0].update(seats=count + 1)
    del made['rooms'][0]['secretary']
    made['people'] = [made['people'][0]] + [
        {'person': one, 'label': f'Medlem {one}', 'role': 'ROLE_COUNCILLOR', 'votes': True,
         'memberOf': ['R']} for one in voters(count)]
    return made


def opening(vote, secret=True):
    return {'voteOpen': {'terms': {'vote': vote, 'secret': secret, 'kind': 'VOTE_KIND_STRAW',
                                   'method': 'VOTE_METHOD_ALTERNATIVE', 'options': OPTIONS}}}


def casting(vote, choice):
    return {'voteCast': {'vote': vote, 'ballot': {'choice': choice}}}


def closing(vote):
    return {'voteClose': {'vote': vote, 'force': True}}


class SecretRoom:
    """Everyone's connection to one server, and commands that are sent until they are answered."""

    def __init__(self, server, count, fresh=True):
        self.server = server
        self.people = ['LEDER'] + voters(count)
        if fresh:
            status, reply = server.http('POST', '/api/v1/programmes', programme(count))
            assert status == 201, (status, reply)
        self.tokens = {}
        self.sockets = {}
        if fresh:
            for person in self.people:
                self.does(person, {'join': {}})

    def socket(self, person):
        """Throws OSError or AssertionError where the server is away."""
        if person not in self.sockets:
            if person not in self.tokens:
                self.tokens[person] = self.server.token('P', person)
            opened = ws.Socket(self.server.port)
            opened.upgrade(f'/ws/{WORKSHOP}')
            opened.submit({'hello': {'ticket': self.server.ticket(WORKSHOP, self.tokens[person])}})
            self.sockets[person] = opened
        return self.sockets[person]

    def away(self):
        """The server has gone: so have all connections."""
        for opened in self.sockets.values():
            opened.socket.close()
        self.sockets.clear()

    def ask(self, person, command, command_id):
        """The answer; None where the server went away before it came."""
        try:
            return ws.answer(self.socket(person), command_id, command)
        except (OSError, AssertionError, urllib.error.URLError, json.JSONDecodeError):
            return None

    def does(self, person, command, command_id=None):
        """As ask(), of a command that is accepted."""
        got = self.ask(person, command, command_id or os.urandom(8).hex())
        assert got and 'receipt' in got, (person, command, got)
        return got

    def vote(self, name):
        """The vote as everybody can read it."""
        status, state = self.server.http('GET', f'/api/v1/workshops/{WORKSHOP}/state')
        assert status == 200, state
        return next(e['vote'] for e in state['entities'] if e.get('vote', {}).get('id') == name)
