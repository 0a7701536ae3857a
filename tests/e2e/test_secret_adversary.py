"""Goal: with copies of the whole data folder, taken at random moments while secret votes are open and
after each has closed, ballots are matched to voters no better than by chance, over 1,000 ballots.

Statistics. Each vote has as many ballots of one side as of the other, in an order drawn at random, so
that somebody who knows no more than the published ballots guesses each voter right with probability
1/2. An attack with n guesses then has Binomial(n, 1/2) hits, give or take the 1/(voters-1) that ballots of
one vote lean on each other. The test fails where the two-sided p of an attack is below 1e-5: for the
nine attacks, one false alarm in ten thousand runs; over 1,000 guesses it sees an attack that is right
in 57 % of the cases or more, over the 500 of the tuned attack, 60 %.

That it can fail is shown by leaks planted on purpose: open votes, where the search must find the
ballots; clients whose command ids tell their choice in one bit, which the search for bits must find;
and ballots published in the order of casting. Each must be caught with p below 1e-9.

TINGBOK_SEED sets the order of everything."""
import os
import random
import shutil
import time
import unittest

import adversary
import harness
import secret_room

SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
VOTERS = 40
VOTES = 25
PLANTED_VOTES = 4
CHANCE = 1e-5
CAUGHT = 1e-9


class SecretAdversary(harness.WithFolder):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.one = self.server()
        self.room = secret_room.SecretRoom(self.one, VOTERS)
        self.addCleanup(self.room.away)

    def copy(self):
        """A copy as it is at this moment, beside the running server."""
        folder = self.path('copy')
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.one.data, folder)
        copy = adversary.Copy(folder)
        shutil.rmtree(folder)
        return copy

    def hold(self, vote, secret=True, command_id=lambda side: os.urandom(8).hex()):
        """Holds a vote; returns what an adversary has of it while it is open, and at the end."""
        voters = secret_room.voters(VOTERS)
        self.chance.shuffle(voters)
        sides = [0, 1] * (VOTERS // 2)
        self.chance.shuffle(sides)
        truth = dict(zip(voters, sides))
        self.room.does('LEDER', secret_room.opening(vote, secret))
        copied_after = self.chance.randint(VOTERS // 2, VOTERS)
        for count, (voter, side) in enumerate(truth.items(), 1):
            self.room.does(voter, secret_room.casting(vote, secret_room.OPTIONS[side]),
                           command_id(side))
            if secret and self.chance.random() < 0.2:  # What is refused must tell nothing either.
                again = secret_room.casting(vote, secret_room.OPTIONS[side])
                self.room.ask(voter, again, os.urandom(8).hex())
            if count == copied_after:
                open_copy = self.copy()
        self.room.does('LEDER', secret_room.closing(vote))
        papers = self.room.vote(vote).get('secretBallots', [])
        published = [secret_room.OPTIONS.index(paper['choice']) for paper in papers]
        options = secret_room.OPTIONS
        return (adversary.Case(open_copy, vote, truth, options),
                adversary.Case(self.copy(), vote, truth, options, published))

    def report(self, stage, results):
        for name, (hits, total, p) in results.items():
            print(f'{stage}: {name}: {hits} of {total} right, p = {p:.2g}', flush=True)

    def test_a_thousand_ballots_are_matched_no_better_than_by_chance(self):
        while_open, closed = [], []
        for number in range(1, VOTES + 1):
            if number == VOTES // 2:  # So that there are several write-ahead logs.
                self.room.away()
                self.assertEqual(0, self.one.stop())
                self.one.start()
            first, last = self.hold(f'Votering{number:03}')
            self.assertEqual(VOTERS, len(last.published))
            self.assertEqual(VOTERS, len(last.evidence), 'the adversary does not find the ballots')
            self.assertEqual(1, len({len(one['box']) for one in last.evidence.values()}))
            while_open.append(first)
            closed.append(last)
        for stage, cases in (('open', while_open), ('closed', closed)):
            results = adversary.attacks(cases)
            self.report(f'seed {SEED}, {stage}', results)
            for name, (_, total, p) in results.items():
                self.assertGreater(p, CHANCE, f'{stage}: {name}, seed {SEED}')
                if stage == 'closed' and name.startswith('order'):
                    self.assertEqual(VOTES * VOTERS, total)

    def planted(self, **how):
        return zip(*(self.hold(f'Votering{number:03}', **how)
                     for number in range(1, PLANTED_VOTES + 1)))

    def test_a_planted_leak_in_the_records_is_caught(self):
        """The search finds the ballots of open votes."""
        for stage, cases in zip(('open', 'closed'), self.planted(secret=False)):
            results = adversary.attacks(list(cases))
            self.report(f'planted, {stage}', results)
            self.assertLess(results['search'][2], CAUGHT)

    def test_a_planted_leak_of_one_bit_is_caught(self):
        """A client whose command ids are even or odd with its choice."""
        def leaky(side):
            return os.urandom(8).hex() + str(2 * self.chance.randint(0, 4) + side)
        for stage, cases in zip(('open', 'closed'), self.planted(command_id=leaky)):
            results = adversary.attacks(list(cases))
            self.report(f'planted, {stage}', results)
            self.assertLess(results['any bit'][2], CAUGHT)

    def test_a_planted_order_is_caught(self):
        """Ballots published in the order of casting instead of that of their bytes."""
        _, closed = self.planted()
        for case in closed:
            case.published = [case.truth[voter] for voter in case.evidence]
        results = adversary.attacks(list(closed))
        self.assertLess(results['order of casting'][2], CAUGHT)


if __name__ == '__main__':
    unittest.main()
