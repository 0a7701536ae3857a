"""Whether what the domain made of a script is what the rulebook makes of it."""
import collections
import json

import rulebook

# at: seq, or None for the whole script. about: short and without numbers or names, so that two
# scripts can be said to show the same disagreement.
Disagreement = collections.namedtuple('Disagreement', 'at about detail')


def same_json(theirs, ours):
    """Two JSON texts, in the same order of keys."""
    if theirs == ours:
        return True
    return json.loads(theirs, object_pairs_hook=list) == json.loads(ours, object_pairs_hook=list)


def differing(theirs, ours, path=''):
    """Paths at which two JSON values differ, whatever the order of keys."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in {**theirs, **ours}:
            if key not in theirs or key not in ours:
                yield f'{path}.{key}'
            else:
                yield from differing(theirs[key], ours[key], f'{path}.{key}')
    elif theirs != ours:
        yield path


def line_disagreement(line, verdict, summary, answer, state):
    if answer not in verdict.allowed:
        wanted = ' or '.join(sorted(verdict.allowed))
        return Disagreement(line['seq'], (line['action'], verdict.theirs, answer),
                            f'the rulebook says {verdict.theirs}, so it should be {wanted}; '
                            f'the domain says {answer}: {json.dumps(line, ensure_ascii=False)}')
    if summary is not None and not same_json(summary, state):
        paths = sorted(differing(json.loads(summary), json.loads(state))) or ['the order of keys']
        return Disagreement(line['seq'], (line['action'], 'state', paths[0].split('.')[1]),
                            f'the states differ in {", ".join(paths)} after '
                            f'{json.dumps(line, ensure_ascii=False)}\n'
                            f'  theirs {summary}\n  ours   {state}')
    return None


def first_disagreement(lines, verdicts, summaries, book, played):
    """None where they agree."""
    for one in zip(lines, verdicts, summaries, played.lines):
        found = line_disagreement(*one[:3], *one[3])
        if found is not None:
            return found
    if played.wrong:
        return Disagreement(None, ('wrong', played.wrong[0].split(':')[0][:20]), played.wrong[0])
    if len(played.lines) != len(lines):
        return Disagreement(None, ('lines',), f'{len(played.lines)} of {len(lines)} were played')
    answers = {line['seq']: answer for line, (answer, _) in zip(lines, played.lines)}
    theirs = book.outcome(answers)
    paths = sorted(differing(theirs, played.outcome))
    if paths:
        return Disagreement(None, ('outcome', paths[0].split('.')[-1]),
                            f'the outcomes differ in {", ".join(paths)}')
    return None


def judged(header, lines):
    """The rulebook's verdicts on a script as a file has it: verdicts, summaries, the book."""
    book = rulebook.Rulebook(header, rulebook.roster_of(header, lines))
    verdicts, summaries = [], []
    for line in lines:
        verdict = book.answer(line)
        verdicts.append(verdict)
        summaries.append(book.summary(line['room']) if verdict.changed else None)
    return verdicts, summaries, book
