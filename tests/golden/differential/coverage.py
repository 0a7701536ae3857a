"""Which refusals of which actions the executable rulebook knows, read from its source, and which of
them the runs have seen."""
import ast
import inspect

import arguments
import rulebook

# Refusals that depend on what another action leaves behind are met where that action runs.
HELPERS = ('need_steer', 'need_here', 'prop', 'check_ballot')
# What can never happen: the rulebook calls check_ballot for these with a choice only, and a vote
# that is not of one choice never has a text as its old value.
NEVER = {('vote_correct', code) for code in (
    'for_mange_prikker', 'for_mange_pa_samme', 'for_mange_valg', 'ufullstendig_rangering',
    'feil_poengsum')}


def codes_and_calls(function):
    codes, calls = set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                and node.func.id == 'Reject':
            codes.add(node.args[0].value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls.add(node.func.attr)
    return codes, calls


def known_refusals():
    """All (action, code) the rulebook can give."""
    tree = ast.parse(inspect.getsource(rulebook.oracle))
    functions = {node.name: codes_and_calls(node) for node in ast.walk(tree)
                 if isinstance(node, ast.FunctionDef)}
    pairs = set()
    for action in arguments.ARGUMENTS:
        codes, calls = functions['do_' + action]
        for helper in HELPERS:
            if helper in calls:
                codes = codes | functions[helper][0]
        pairs |= {(action, code) for code in codes}
    return pairs - NEVER


def known_actions():
    return {name[3:] for name in dir(rulebook.oracle.Oracle) if name.startswith('do_')}


def missing(tally):
    """Sentences about what the runs did not see."""
    for action in sorted(known_actions()):
        if not any(tally.seen[action, theirs, True] for theirs in ('ok', rulebook.STOPS)):
            yield f'{action} was never accepted'
    for action, code in sorted(known_refusals()):
        if not tally.seen[action, code, False]:
            yield f'{action} was never refused {code}'
    refused = {action for action, _, accepted in tally.seen if not accepted}
    for action in sorted(known_actions() - refused):
        yield f'{action} was never refused'


def described(tally):
    """One line an action: how often accepted, and how often refused with which answer."""
    for action in sorted(known_actions()):
        accepted = sum(count for (name, _, ours), count in tally.seen.items()
                       if name == action and ours)
        refused = {theirs: count for (name, theirs, ours), count in tally.seen.items()
                   if name == action and not ours}
        words = ', '.join(f'{word} {count}' for word, count in sorted(refused.items()))
        yield f'{action}: accepted {accepted}; {words}'
