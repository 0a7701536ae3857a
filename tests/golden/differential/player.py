"""tingbok-play-scripts, kept running: scripts in, what came of them out."""
import collections
import json
import os
import subprocess
import tempfile

# lines: (answer, summary or "=") of each; wrong: sentences; outcome: None where it got none; rebuilt:
# events whose rebuilt state was compared with the live one, and moments that were sought.
Played = collections.namedtuple('Played', 'lines wrong outcome rebuilt')


class Player:
    """Scripts are handed over by file; played() gives the results in the same order."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.TemporaryDirectory(prefix='tingbok-differential-')
        self.number = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, encoding='utf8')

    def hand_over(self, text):
        self.number += 1
        path = os.path.join(self.folder.name, f'{self.number % 8}.jsonl')
        with open(path, 'w', encoding='utf8') as out:
            out.write(text)
        self.process.stdin.write(path + '\n')
        self.process.stdin.flush()

    def played(self):
        lines, wrong, outcome, rebuilt = [], [], None, (0, 0)
        for text in self.process.stdout:
            kind, _, rest = text.rstrip('\n').partition('\t')
            if kind == 'line':
                lines.append(tuple(rest.split('\t', 1)))
            elif kind == 'wrong':
                wrong.append(rest)
            elif kind == 'outcome':
                outcome = json.loads(rest)
            elif kind == 'rebuilt':
                rebuilt = tuple(int(number) for number in rest.split('\t'))
            elif kind == 'end':
                return Played(lines, wrong, outcome, rebuilt)
        wrong.append(f'the player ended with {self.process.wait()}')
        self.close()
        self.start()
        return Played(lines, wrong, outcome, rebuilt)

    def play(self, text):
        self.hand_over(text)
        return self.played()

    def close(self):
        self.process.kill()  # It may be in the middle of writing what nobody reads any more.
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.folder.cleanup()
