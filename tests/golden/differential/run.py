"""Differential runs: random scripts, played by the domain and by the executable rulebook.

    python3 run.py [--from SEED] [--count N] [--jobs N] [--player PROGRAM] [--out FOLDER]
    python3 run.py --check SCRIPT.jsonl

Exit 0: they agree. 1: they do not; the first disagreement of each worker is shrunk, printed and
written to FOLDER as a script of the same format, which --check plays again. Also 1: 2,000 scripts
or more did not meet every action accepted and every refusal the rulebook knows.
"""
import argparse
import collections
import json
import multiprocessing
import os
import sys
import time
import traceback

import coverage
import disagree
import generate
import rulebook
import shrink
from player import Player

ROOT = os.environ.get('TINGBOK_SOURCE_DIR', os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))))
BIN = os.environ.get('TINGBOK_BIN_DIR', os.path.join(ROOT, 'build', 'release', 'bin'))
PROGRESS_EVERY_SECONDS = 20


def found_in(player, header, lines):
    """The disagreement a script as a file has it shows, or None."""
    played = player.play(generate.text_of(header, lines))
    verdicts, summaries, book = disagree.judged(header, lines)
    return disagree.first_disagreement(lines, verdicts, summaries, book, played)


def with_expectations(header, lines):
    """The lines, each with the one answer that is right, where there is one."""
    out = []
    for line, verdict in zip(lines, disagree.judged(header, lines)[0]):
        only = min(verdict.allowed) if len(verdict.allowed) == 1 else 'ok'
        expected = only not in ('ok', rulebook.UNREADABLE)
        out.append({**line, 'expect': only} if expected else line)
    return out


def report(player, header, lines, found, folder):
    """Shrinks, writes and describes a disagreement."""
    def shows(tried_header, tried_lines):
        again = found_in(player, tried_header, tried_lines)
        return again is not None and again.about == found.about

    seed = header['seed']
    if not shows(header, shrink.renumbered(lines)):
        return f'seed {seed}: {found.detail}\n(it does not show again when played alone)'
    header, lines = shrink.shrunk(header, lines, shows)
    lines = with_expectations(header, lines)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f'seed-{seed}.jsonl')
    text = generate.text_of(header, lines)
    with open(path, 'w', encoding='utf8') as out:
        out.write(text)
    detail = found_in(player, header, lines).detail
    return f'seed {seed}: {detail}\nshrunk to {len(lines)} lines, in {path}:\n{text}'


class Tally:
    """What was seen, so that it can be told whether the runs prove anything."""

    def __init__(self):
        self.scripts = 0
        self.lines = 0
        # Events that were rebuilt to the hash the live room had, and moments sought in the past.
        self.events = 0
        self.sought = 0
        # (action, what the rulebook said, whether the domain accepted) -> times.
        self.seen = collections.Counter()

    def note(self, lines, verdicts, played):
        self.scripts += 1
        self.lines += len(lines)
        self.events += played.rebuilt[0]
        self.sought += played.rebuilt[1]
        for line, verdict, (answer, _) in zip(lines, verdicts, played.lines):
            self.seen[line['action'], verdict.theirs, answer == 'ok'] += 1

    def add(self, other):
        self.scripts += other.scripts
        self.lines += other.lines
        self.events += other.events
        self.sought += other.sought
        self.seen.update(other.seen)

    def rebuilt(self):
        return (f'{self.events} events rebuilt to the hash the live room had, '
                f'{self.sought} moments sought in the past')


def work(player_program, folder, seeds, results):
    """One worker: scripts are made while the player plays the one before."""
    tally, told, waiting = Tally(), time.monotonic(), None
    with Player(player_program) as player:
        for seed in [*seeds, None]:
            script = None if seed is None else generate.Script(seed).make()
            played = player.played() if waiting else None
            if script:
                player.hand_over(generate.text_of(script.header, script.lines))
            if waiting:
                found = disagree.first_disagreement(waiting.lines, waiting.verdicts,
                                                   waiting.summaries, waiting.book, played)
                if found is not None:
                    if script:
                        player.played()
                    results.put(report(player, waiting.header, waiting.lines, found, folder))
                    break
                tally.note(waiting.lines, waiting.verdicts, played)
            waiting = script
            if time.monotonic() - told > PROGRESS_EVERY_SECONDS:
                told = time.monotonic()
                results.put(tally)
                tally = Tally()
    results.put(tally)


def work_to_the_end(*what):
    """Whatever happens, the one who waits is told."""
    results = what[-1]
    try:
        work(*what)
    except Exception:
        results.put('a worker failed:\n' + traceback.format_exc())
    finally:
        results.put(None)


def run(first, count, jobs, player, folder, progress=None):
    """(tally, descriptions of disagreements). Each worker stops at its first."""
    context = multiprocessing.get_context('fork')
    results = context.Queue()
    workers = [context.Process(target=work_to_the_end, args=(player, folder, range(first + i, first + count,
                                                                        jobs), results))
               for i in range(jobs)]
    for worker in workers:
        worker.start()
    tally, disagreements, running = Tally(), [], len(workers)
    while running:
        result = results.get()
        if result is None:
            running -= 1
        elif isinstance(result, Tally):
            tally.add(result)
            if progress:
                progress(tally)
        else:
            disagreements.append(result)
    for worker in workers:
        worker.join()
    return tally, disagreements


def check(path, program):
    with open(path, encoding='utf8') as text:
        header, *lines = [json.loads(line) for line in text if line.strip()]
    with Player(program) as player:
        found = found_in(player, header, lines)
    print(found.detail if found else 'they agree')
    return 1 if found else 0


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--from', dest='first', type=int, default=1, metavar='SEED')
    options.add_argument('--count', type=int, default=2000, metavar='N')
    options.add_argument('--jobs', type=int, default=os.cpu_count(), metavar='N')
    options.add_argument('--player', default=os.path.join(BIN, 'tingbok-play-scripts'))
    options.add_argument('--out', default=os.path.join(ROOT, 'build', 'disagreements'))
    options.add_argument('--check', metavar='SCRIPT')
    given = options.parse_args()
    if given.check:
        return check(given.check, given.player)
    start = time.monotonic()

    def progress(tally):
        print(f'{tally.scripts} scripts, {tally.lines} lines, '
              f'{time.monotonic() - start:.0f} s', flush=True)

    tally, disagreements = run(given.first, given.count, given.jobs, given.player, given.out,
                               progress)
    for one in [tally.rebuilt(), *coverage.described(tally), *coverage.missing(tally)]:
        print(one)
    for one in disagreements:
        print(one)
    return 1 if disagreements or (given.count >= 2000 and list(coverage.missing(tally))) else 0


if __name__ == '__main__':
    sys.exit(main())
