"""Differential runs: random scripts over the whole action set, law-abiding, law-breaking and
malformed, played by the domain and by the executable rulebook (tests/workshops/oracle.py). They
agree on every answer, every state and the outcome, and the log alone leads to the same state hash
after every event, but for what docs/decisions/0002-what-the-rulebook-leaves-open.md lists.

2,000 scripts; a tenth of them under a sanitizer. `make soak` runs differential/run.py on 100,000.
"""
import os
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, 'differential'))
import coverage  # noqa: E402
import generate  # noqa: E402
import rulebook  # noqa: E402
import run  # noqa: E402
import shrink  # noqa: E402

SCRIPTS = 2000
SCRIPTS_SANITIZED = 200
# A script is written to build/disagreements where the two do not agree.
OUT = os.path.join(run.ROOT, 'build', 'disagreements')


def scripts():
    return SCRIPTS_SANITIZED if os.environ.get('TINGBOK_SANITIZE') else SCRIPTS


class DifferentialRuns(unittest.TestCase):
    def test_the_domain_and_the_rulebook_agree(self):
        start = time.monotonic()
        player = os.path.join(run.BIN, 'tingbok-play-scripts')
        tally, disagreements = run.run(1, scripts(), 2, player, OUT)
        print(f'{tally.scripts} scripts, {tally.lines} lines, {time.monotonic() - start:.0f} s')
        self.assertEqual(disagreements, [], '\n'.join(disagreements))
        self.assertEqual(tally.scripts, scripts())
        print(tally.rebuilt())
        print('\n'.join(coverage.described(tally)))
        # The comparison would prove little if some action were never accepted, or some refusal of
        # the rulebook never met.
        if scripts() >= SCRIPTS:
            self.assertEqual(list(coverage.missing(tally)), [])
        accepted = sum(times for (_, _, ours), times in tally.seen.items() if ours)
        self.assertGreater(accepted, tally.lines // 2)
        # What is accepted makes an event, and each was compared.
        self.assertGreaterEqual(tally.events, accepted)
        self.assertGreaterEqual(tally.sought, scripts())


class Generator(unittest.TestCase):
    def test_the_same_seed_makes_the_same_script(self):
        one, other = (generate.Script(7).make() for _ in range(2))
        self.assertEqual(generate.text_of(one.header, one.lines),
                         generate.text_of(other.header, other.lines))

    def test_undoing_a_line_leaves_the_rulebook_as_it_was(self):
        script = generate.Script(3).make()
        before = [script.book.summary(room) for room in script.acting]
        script.book.undo()
        self.assertEqual([script.book.summary(room) for room in script.acting], before)

    def test_the_table_of_arguments_has_every_action(self):
        self.assertEqual(coverage.known_actions(), set(rulebook.arguments.ARGUMENTS))


class Shrinking(unittest.TestCase):
    """A disagreement that is made up: a room in which a support follows a withdrawal."""

    def shows(self, header, lines):
        actions = [line['action'] for line in lines if line['room'] == 'K1']
        if not {'K1'} <= set(header['rooms']) or 'proposal_withdraw' not in actions:
            return False
        return 'support' in actions[actions.index('proposal_withdraw'):]

    def test_what_does_not_matter_is_left_out(self):
        script = next(made for made in map(lambda seed: generate.Script(seed).make(), range(500))
                      if self.shows(made.header, made.lines))
        header, lines = shrink.shrunk(script.header, script.lines, self.shows)
        self.assertEqual([line['action'] for line in lines], ['proposal_withdraw', 'support'])
        self.assertEqual([line['seq'] for line in lines], [1, 2])
        self.assertEqual(lines[1]['args'], {})
        self.assertEqual(header['people'], [])
        self.assertEqual(list(header['rooms']), ['K1'])


if __name__ == '__main__':
    unittest.main()
