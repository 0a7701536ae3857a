"""What the executable rulebook (tests/workshops/oracle.py) says to each line of a script, and which
answers the domain may give. A line the domain refuses on its own account is undone in the oracle.
"""
import collections
import json
import os
import sys
from fractions import Fraction

import arguments
import stricter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), 'workshops'))
import oracle  # noqa: E402

UNREADABLE = 'uleselig'
STOPS = 'stopper'
# How the oracle stops at what it says nothing about.
STOPPING = (KeyError, TypeError, IndexError, AssertionError, ZeroDivisionError, ValueError,
            AttributeError, StopIteration)

# allowed: answers the domain may give; theirs: the oracle's own; changed: the room may be another.
Verdict = collections.namedtuple('Verdict', 'allowed theirs changed')


def roster_of(header, lines):
    """Who is in which room: members, officers, and whoever acts in it."""
    roster = {}
    people = {person['id'] for person in header['people']}
    for room, config in header['rooms'].items():
        named = [config.get(office) for office in ('chair', 'deputy', 'secretary')]
        roster[room] = {person for person in named + config.get('facilitators', []) if person}
        for person in header['people']:
            everywhere = [room] if person.get('votes') else []
            if room in person.get('rooms', everywhere):
                roster[room].add(person['id'])
    for line in lines:
        if line['room'] in roster and line['id'] in people:
            roster[line['room']].add(line['id'])
    return roster


class Said(dict):
    """What a line says; what it does not say is empty."""

    EMPTY = {'whole': 0, 'count': 0, 'texts': [], 'counts': {}, 'tasks': {}}

    def __init__(self, said, types):
        dict.__init__(self, said)
        self.types = types

    def __missing__(self, name):
        return self.EMPTY.get(self.types.get(name), '')


class Rulebook:
    """The oracle, asked line by line. `roster` is the whole script's roster_of()."""

    def __init__(self, header, roster):
        self.header = header
        self.roster = roster
        self.done = []
        self.rejections = []
        self.seen = set()
        self.lines = 0
        self.duplicates = 0
        self.start()

    def start(self):
        self.oracle = oracle.Oracle(self.header)
        self.oracle.roster = self.roster

    def room(self, line):
        return self.oracle.rooms[line['room']]

    def apply(self, line):
        action, args = line['action'], line.get('args')
        args = {} if args is None else args
        getattr(self.oracle, 'do_' + action)(self.room(line), line, args)
        if action == 'realloc_request':
            # The oracle rounds a binary fraction, half to even; exact tenths, half up, are meant.
            request = self.room(line).realloc[args['req']]
            share = Fraction(1000 * args['amount'], self.room(line).alloc[args['from']])
            request['pct'] = float(Fraction((2 * share + 1) // 2, 10))
        elif action == 'vote_open' and args['method'] in ('for_mot', 'alternativ'):
            # The oracle forgets its own "for" and "mot" when it declares an alternative vote.
            vote = self.room(line).votes[args['vote']]
            vote['options'] = vote.get('options') or ['for', 'mot']
        elif action == 'convene':
            # The oracle does not read the form a meeting is convened in.
            room = self.room(line)
            room.convened_as = args.get('form') or getattr(room, 'convened_as', None)
        elif action == 'vote_close':
            # The oracle has a share of no votes reached.
            vote = self.room(line).votes[args['vote']]
            share = vote['kind'] == 'bindende' and vote.get('threshold')
            if share and not vote['result']['cast'] and vote['result']['outcome'] == 'vedtatt':
                vote['result']['outcome'] = 'forkastet'
        elif action == 'mark':
            # The oracle's moment would go on changing with the approvals in it.
            moments = self.oracle.moments
            moments[args['moment']] = json.loads(json.dumps(moments[args['moment']]))

    def undo(self):
        """Back to before the last line, by doing all earlier ones again."""
        self.start()
        for line in self.done:
            self.apply(line)

    def answer(self, line):
        if not arguments.is_readable(line):
            return Verdict({UNREADABLE}, UNREADABLE, False)
        self.lines += 1
        if 'idem' in line:
            key = (line['room'], line['id'], line['idem'])
            if key in self.seen:
                self.duplicates += 1
                return Verdict({'dup'}, 'dup', False)
            self.seen.add(key)
        verdict = self.judge(line)
        if not verdict.changed:
            only = min(verdict.allowed) if len(verdict.allowed) == 1 else None
            self.rejections.append([line['seq'], line['room'], line['id'], line['action'], only])
        return verdict

    def judge(self, line):
        if line['id'] not in self.oracle.people:
            return Verdict({'ikke_i_rommet'}, STOPS, False)
        broken = stricter.broken(self.oracle, self.room(line), line)
        try:
            self.apply(line)
        except oracle.Reject as no:
            return Verdict({no.code}, no.code, False)
        except STOPPING:
            self.undo()
            return self.judge_as_empty(line, broken)
        if broken:
            self.undo()
            return Verdict(broken, 'ok', False)
        self.done.append(line)
        return Verdict({'ok'}, 'ok', True)

    def judge_as_empty(self, line, broken):
        """A line at which the rulebook stops: it is asked again as if all that is missing were
        empty, which is how the domain reads it."""
        args = Said(line.get('args') or {}, arguments.ARGUMENTS[line['action']])
        said = Said({**line, 'args': args}, {})
        refused = set()
        try:
            self.apply(said)
            if not broken:
                self.done.append(said)
                return Verdict({'ok'}, STOPS, True)
        except oracle.Reject as no:
            refused = {no.code}
        except STOPPING:
            refused = stricter.MALFORMED
        self.undo()
        return Verdict(broken | refused, STOPS, False)

    def summary(self, room):
        """The room as it is now, as JSON text."""
        return json.dumps(self.oracle.summary(self.oracle.rooms[room]), ensure_ascii=False,
                          separators=(',', ':'))

    def outcome(self, answers):
        """The expected outcome. `answers` are the domain's, for the codes the rulebook leaves open;
        by seq."""
        expected = self.oracle.expected()
        rejections = [[*entry[:4], entry[4] or answers[entry[0]]] for entry in self.rejections]
        expected['rejections'] = rejections
        expected['counts'] = {'lines': self.lines, 'accepted': len(self.done),
                              'rejected': len(rejections), 'duplicates': self.duplicates}
        return json.loads(json.dumps(expected))
