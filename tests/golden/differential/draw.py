"""Drawing who acts and on what: fitting, or, now and then, not."""
import world as worlds

LEVELS = ('programstyret', 'stat', 'kommune')


class CannotNow(Exception):
    """Nothing fits at the moment: another action must be drawn."""


class Draw:
    """One line in the making. `lax` is how often each choice is made without looking at the rules:
    0 makes a line that is accepted."""

    def __init__(self, dice, script, room, lax):
        self.dice = dice
        self.script = script
        self.oracle = script.book.oracle
        self.room = room
        self.lax = lax
        self.idem = None

    def slips(self):
        return self.lax > 0 and self.dice.random() < self.lax

    def maybe(self, chance):
        return self.dice.random() < chance

    def among(self, fitting, any_of=()):
        """One of those that fit; where it slips, one of `any_of` too."""
        fitting = list(fitting)
        if self.slips():
            fitting = list(any_of) + fitting
        if not fitting:
            raise CannotNow
        return self.dice.choice(fitting)

    # Who.
    def everyone(self):
        return self.script.acting[self.room.id]

    def who(self, fits):
        if self.slips():
            return self.dice.choice(self.everyone())
        return self.among([p for p in self.everyone() if fits(p)], self.everyone())

    def role(self, person):
        return self.oracle.people[person]['role']

    def writes(self, person):
        return self.role(person) not in ('skjerm', 'revisor')

    def steerer(self):
        return self.who(lambda p: self.oracle.steers(self.room, p) and self.writes(p))

    def is_here(self, person):
        return self.writes(person) and (self.oracle.here(self.room, person)
                                        or self.role(person) == 'system')

    def present(self):
        return self.who(self.is_here)

    def writer(self):
        return self.who(lambda p: self.is_here(p)
                        and self.role(p) not in ('publikum', 'følgeforsker'))

    def member(self):
        return self.who(lambda p: self.oracle.here(self.room, p)
                        and self.oracle.is_member(self.room, p))

    def strangers(self):
        """People who are not on this room's roster, and one who is nowhere."""
        here = self.script.world.roster[self.room.id]
        return [p for p in self.oracle.people if p not in here] + ['INGEN']

    # On what.
    def old(self, things, wanted=lambda thing: True):
        """The id of something that is there."""
        if self.slips():
            return self.dice.choice([*things] * 3 + ['finnes-ikke'])
        return self.among(name for name in things if wanted(things[name]))

    def new(self, things, prefix):
        """An id that is free; where it slips, one that is taken."""
        if self.slips() and things:
            return self.dice.choice(list(things))
        return f'{prefix}{len(things) + 1}'

    def some(self, things, least=1, most=3):
        things = list(things)
        if len(things) < least:
            raise CannotNow
        return self.dice.sample(things, self.dice.randint(least, min(most, len(things))))

    def text(self):
        return f'{self.dice.choice(worlds.WORDS)} {self.dice.randint(1, 99)}'

    def adopted(self):
        """A room and a vote that adopted something there."""
        every = [(room.id, name) for room in self.oracle.rooms.values() for name in room.votes]
        if self.slips():
            return self.dice.choice(every * 2 + [('K9', 'V1'), (self.room.id, 'finnes-ikke')])
        return self.among((room, name) for room, name in every if self.has_adopted(room, name))

    def has_adopted(self, room, name):
        vote = self.oracle.rooms[room].votes[name]
        return vote['status'] == 'kunngjort' and vote['result']['outcome'] == 'vedtatt'
