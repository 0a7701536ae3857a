"""Random meetings: the domain's answers and states against the executable rulebook (oracle.py).

tingbok-golden-tests draws commands from the schema, plays them, and writes down each answer and the
room's summary after it. Here the oracle is asked the same. They must agree, but for what
docs/decisions/0002-what-the-rulebook-leaves-open.md lists.
"""
import collections
import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = os.environ.get('TINGBOK_SOURCE_DIR',
                      os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'workshops'))
import oracle  # noqa: E402

BIN = os.environ.get('TINGBOK_BIN_DIR', os.path.join(ROOT, 'build', 'release', 'bin'))

# What the rulebook lets through and the domain does not, by action: the answers it may give instead.
MALFORMED = {'ukjent_referanse', 'ugyldig_argument', 'for_stort'}
STRICTER = collections.defaultdict(set, {
    'convene': {'ikke_moteledelse'},
    'timer_end': {'ikke_moteledelse'},
    'speak_end': {'ikke_til_stede', 'kan_ikke_skrive'},
    'mark': {'kan_ikke_skrive'},
    'proposal_merge': {'kan_ikke_skrive', 'finnes_alt'},
    'priority_set': {'kan_ikke_skrive'},
    'note_cluster': {'kan_ikke_skrive'},
    'matrix_place': {'kan_ikke_skrive'},
    'vote_open': {'hemmelig_ikke_stottet'},
    'position_submit': {'kan_ikke_skrive'},
    'realloc_request': {'kan_ikke_skrive'},
    'realloc_approve': {'ikke_moteledelse'},
    'realloc_refuse': {'ikke_moteledelse'},
    'agreement_version': {'kan_ikke_skrive'},
    'agreement_approve': {'ikke_moteledelse'},
    'measure_add': {'kan_ikke_skrive'},
})
READS_ONLY = {'SKJ', 'REV'}


def agree(line, theirs):
    """Whether the domain's answer is the rulebook's, or one it may give instead."""
    ours = line['answer']
    if theirs == ours:
        return True
    if theirs == 'stops':  # The rulebook does not say; nothing may be accepted.
        return ours != 'ok'
    if theirs != 'ok':
        return False
    return (ours in MALFORMED or ours in STRICTER[line['action']]
            or (line['id'] in READS_ONLY and ours == 'kan_ikke_skrive'))


class Meeting:
    """One meeting, played by the oracle; what the domain refuses is undone here too."""

    def __init__(self, header):
        self.oracle = oracle.Oracle(header)

    def room(self):
        return self.oracle.rooms['K1']

    def answer(self, line):
        before = copy.deepcopy(self.room())
        try:
            getattr(self.oracle, 'do_' + line['action'])(self.room(), line, line['args'])
            theirs = 'ok'
        except oracle.Reject as no:
            theirs = no.code
        except (KeyError, TypeError, IndexError, AssertionError, ZeroDivisionError, ValueError):
            theirs = 'stops'
        if theirs != 'ok' or line['answer'] != 'ok':
            self.oracle.rooms['K1'] = before
        return theirs

    def state(self):
        return json.loads(json.dumps(self.oracle.summary(self.room())))


class RandomMeetings(unittest.TestCase):
    def play(self, path):
        counts = collections.Counter()
        meeting = None
        with open(path, encoding='utf8') as lines:
            for text in lines:
                line = json.loads(text)
                if line['action'] == 'header':
                    meeting = Meeting(line)
                    number = line['meeting']
                    continue
                theirs = meeting.answer(line)
                where = f"meeting {number} at {line['seq']}: {line['id']} {line['action']} " \
                        f"{json.dumps(line['args'], ensure_ascii=False)}"
                self.assertTrue(agree(line, theirs),
                                f"{where}: {line['answer']} {line.get('detail')}, oracle: {theirs}")
                self.assertEqual(meeting.state(), line['state'], where)
                counts[line['answer']] += 1
                counts['accepted ' + line['action']] += line['answer'] == 'ok'
        return counts

    def test_answers_and_states_are_the_rulebooks(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'meetings.jsonl')
            subprocess.run([os.path.join(BIN, 'tingbok-golden-tests'), '[meetings]'], check=True,
                           env=dict(os.environ, TINGBOK_MEETINGS=path), stdout=subprocess.DEVNULL)
            counts = self.play(path)
        # The comparison would prove little if nothing were accepted, or nothing refused.
        self.assertGreater(counts['ok'], 4000)
        self.assertGreater(counts['accepted vote_declare'], 20)
        self.assertGreater(len([word for word in counts if not word.startswith('accepted')]), 25)


if __name__ == '__main__':
    unittest.main()
