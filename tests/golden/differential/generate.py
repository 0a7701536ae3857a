"""Random scripts: the same seed, the same script. `python3 generate.py SEED` prints one.

A script is drawn line by line with the executable rulebook beside it, so that most lines of a
law-abiding one are accepted. Other scripts break rules and say malformed things. `expect` of each
line is what the domain must answer, where the rulebook and the table of what is stricter leave one
answer only.
"""
import copy
import json
import random
import sys

import arguments
import ballots
import meetings
import rulebook
import world as worlds
from draw import CannotNow, Draw

MAKERS = {**meetings.MAKERS, **ballots.MAKERS}
ACTIONS = list(MAKERS)
# What a script is mostly about, and how much oftener it does that.
MONEY = ('alloc_apply', 'realloc_request', 'realloc_approve', 'measure_add', 'agreement_version',
         'agreement_approve')
THEMES = {
    'anything': {},
    'money': {**dict.fromkeys(MONEY, 6), 'vote_open': 4, 'mode_set': 0.1},
    'votes': {'vote_open': 3, 'vote_correct': 2, 'mode_set': 0.2, 'observe': 2, 'item_open': 2},
    'floor': dict.fromkeys(('speak_request', 'speak_grant', 'speak_end', 'debate_close'), 3),
    'proposals': dict.fromkeys(('propose', 'proposal_edit', 'proposal_merge', 'priority_set',
                                'priority_move', 'support'), 3),
    'attendance': dict.fromkeys(('join', 'leave', 'disconnect', 'reconnect', 'chair_handover'), 3),
    'positions': {'position_submit': 5, 'meeting_close': 4},
}


def weights_of(theme):
    more = THEMES[theme]
    return [weight * more.get(action, 1) for action, (_, weight) in MAKERS.items()]


WEIGHTS = {theme: weights_of(theme) for theme in THEMES}
# How often a line is drawn without looking, or malformed; one of them for a whole script.
TEMPERS = ((0.0, 0.0), (0.05, 0.0), (0.2, 0.02), (0.45, 0.05), (0.3, 0.3))
# How often each choice of a line that is drawn without looking falls outside the rules.
LAX = (0.12, 0.25, 0.4)
# Attempts at one line before the script goes on with another room.
ATTEMPTS = 12


class Script:
    """A script in the making."""

    def __init__(self, seed, secrecy=0.03):
        self.dice = random.Random(seed * 2 + 1)
        self.world = worlds.make_world(seed)
        self.header = self.world.header
        self.theme = self.dice.choice([*THEMES, 'votes', 'money', 'money'])
        if self.theme in ('money', 'votes'):
            next(iter(self.header['rooms'].values()))['mode'] = 'formelt'
        self.acting = self.world.acting
        self.book = rulebook.Rulebook(self.header, self.world.roster)
        self.secrecy = secrecy
        self.lines = []
        self.verdicts = []
        self.summaries = []
        self.t = 0
        self.repeatable = []

    def add(self, room, who, action, args, text, idem=None):
        self.t += self.dice.choice((0, 1, 5, 30, 200))
        line = {'seq': len(self.lines) + 1, 't': self.t, 'room': room, 'id': who, 'action': action,
                'args': args}
        if text is not None:
            line['text'] = text
        if idem is None and self.dice.random() < 0.06:
            idem = f'i{self.dice.randint(1, 3)}'
        if idem is not None:
            line['idem'] = idem
            self.repeatable.append(line)
        self.take(line)

    def take(self, line):
        verdict = self.book.answer(line)
        if len(verdict.allowed) == 1 and rulebook.UNREADABLE not in verdict.allowed:
            expect = min(verdict.allowed)
            if expect != 'ok':
                line['expect'] = expect
        self.lines.append(line)
        self.verdicts.append(verdict)
        self.summaries.append(self.book.summary(line['room']) if verdict.changed else None)

    def repeat(self):
        first = self.dice.choice(self.repeatable)
        self.add(first['room'], first['id'], first['action'], copy.deepcopy(first['args']),
                 first.get('text'), first['idem'])

    def draw(self, lax):
        """A line; None where nothing fits for now."""
        room = self.book.oracle.rooms[self.dice.choice(list(self.acting))]
        if lax and self.dice.random() < 0.3:
            action = self.dice.choice(MONEY if self.theme == 'money' else ACTIONS)
        else:
            action = self.urge(room) or self.dice.choices(ACTIONS, WEIGHTS[self.theme])[0]
        try:
            who, args, text = MAKERS[action][0](Draw(self.dice, self, room, lax))
        except CannotNow:
            return None
        return room.id, who, action, args, text

    def urge(self, room):
        """What frames, an open vote, or a closed one ask for next; None: nothing, or not now."""
        if room.alloc and self.theme == 'money' and self.dice.random() < 0.4:
            return self.dice.choice(('realloc_request',) * 3 + ('realloc_approve',) * 6
                                    + ('realloc_refuse', 'measure_add', 'agreement_approve'))
        if self.dice.random() < 0.4:
            return None
        for vote in reversed(room.votes.values()):
            if vote['status'] == 'åpen':
                done = all(p in vote['ballots'] for p in vote['roll'])
                return 'vote_close' if done or self.dice.random() < 0.05 else 'vote_cast'
            if ballots.awaits_lot(vote):
                return 'lot_draw'
            if vote['status'] == 'lukket':
                return self.dice.choice(('vote_declare', 'vote_declare', 'vote_correct', None))
        return None

    def step(self, breaking, malformed):
        dice = self.dice
        if self.repeatable and dice.random() < 0.02:
            return self.repeat()
        kind = dice.random()
        lax = dice.choice(LAX) if kind < breaking + malformed else 0
        for _ in range(ATTEMPTS):
            drawn = self.draw(lax)
            if drawn is not None:
                break
        else:
            return None
        if kind < malformed:
            drawn = malform(dice, *drawn)
        return self.add(*drawn)

    def begin(self):
        """Everyone who acts in a room does so at once, so that it is known who is on its roster."""
        for room, people in self.acting.items():
            self.add(room, 'SYS', 'agenda_add', {'item': 'S1', 'title': 'Åpning'}, None)
            self.add(room, 'SYS', 'meeting_open', {}, None)
            for person in people:
                deputy = self.book.oracle.people[person]['role'] == 'vara'
                guest = 'rooms' not in self.book.oracle.people[person]
                if guest or (not deputy and self.dice.random() < 0.85):
                    self.add(room, person, 'join', {}, None)

    def make(self):
        self.begin()
        breaking, malformed = self.dice.choice(TEMPERS)
        longer = 40 if self.theme == 'money' else 0
        for _ in range(self.dice.randint(40, 110) + longer):
            self.step(breaking, malformed)
        assert rulebook.roster_of(self.header, self.lines) == self.world.roster, 'a roster changed'
        return self


# --- Malformed lines.

ODD_VALUES = ('', 'x' * 65, 'x' * 1001, 'å' * 4001, -1, 0, 2 ** 40, 1.5, True, [], ['x'], {}, {'x': 1},
              {'x': True}, [1, 0], 'to\tord', 'blankt', 'medlemmer')


def malform(dice, room, who, action, args, text):
    """The line with one or two things wrong with it."""
    args = dict(args)
    for _ in range(dice.choice((1, 1, 2))):
        what = dice.random()
        if what < 0.1:
            text = dice.choice((None, '', 'å' * 4001, 'x' * 8000))
        elif what < 0.15:
            who = 'INGEN'
        elif what < 0.18:
            action = 'votering_start'
        elif what < 0.22:
            args['uventet'] = dice.choice(ODD_VALUES)
        elif args and what < 0.5:
            del args[dice.choice(list(args))]
        elif action in arguments.ARGUMENTS and arguments.ARGUMENTS[action]:
            args[dice.choice(list(arguments.ARGUMENTS[action]))] = dice.choice(ODD_VALUES)
    if says_nothing(action, args):
        return room, who, action, {}, text
    return room, who, action, args, text


# The rulebook takes an empty word and a 0 at face value here, the domain as not said.
AT_FACE_VALUE = {
    'propose': ('kind',), 'protocol_add': ('kind',), 'endorse': ('stance',),
    'vote_open': ('per_option_max', 'levels', 'round'), 'vote_correct': ('from',),
}


def says_nothing(action, args):
    return any(name in args and not args[name] for name in AT_FACE_VALUE.get(action, ()))


def text_of(header, lines):
    """The script as a file has it."""
    return ''.join(json.dumps(line, ensure_ascii=False) + '\n' for line in [header, *lines])


if __name__ == '__main__':
    made = Script(int(sys.argv[1])).make()
    sys.stdout.write(text_of(made.header, made.lines))
