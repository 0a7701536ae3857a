"""The rows of stricter.py about votes that decide, doors they close, and what rests on them."""

ARGUMENT = 'ugyldig_argument'
NOT_FORMAL = 'bindende_krever_formelt_mote'
BY_LAW = 'lovfestet'
SEAT_TAKEN = 'plassen_er_fylt'
IN_PROGRESS = 'votering_pagar'
REMOTE = 'lukket_mote_kan_ikke_vaere_fjernmote'
SMALL_FRAME = 'utilstrekkelig_ramme'
DEBATE_OVER = 'ordskiftet_avsluttet'
DISQUALIFIED = 'inhabil'

STATUTORY = ('kommuneloven', 'ipr')
# A meeting closed under it cannot be a remote one.
SECOND_PARAGRAPH = '§ 11-5 andre ledd'


def is_remote(oracle, room):
    """Founded or convened as a remote meeting, or with a member on a screen."""
    return 'fjernmøte' in (room.form, getattr(room, 'convened_as', None)) or any(
        how == 'fjern' and oracle.is_member(room, person) for person, how in room.present.items())


def binding(oracle, room, args, roll):
    """What a binding vote needs beside formal mode, and what kommuneloven fixes."""
    if room.status != 'åpent':
        yield NOT_FORMAL
    if not roll:
        yield ARGUMENT
    if SECOND_PARAGRAPH in args.get('closes_doors', '') and is_remote(oracle, room):
        yield REMOTE
    if room.ruleset in STATUTORY:
        part, whole = args.get('threshold', (1, 1))
        if 2 * part < whole:
            yield BY_LAW
        if args.get('method') == 'for_mot' and len(args.get('options', [])) > 2:
            yield BY_LAW


def votes_of_others(oracle, room, roll):
    """Two votes from one seat; under kommuneloven, a vote of somebody who has none."""
    if any(deputy in roll and holder in roll for deputy, holder in room.seat_of.items()):
        yield SEAT_TAKEN
    if room.ruleset in STATUTORY and not all(oracle.is_member(room, one) for one in roll):
        yield BY_LAW


def vote_open(oracle, room, line, args):
    roll = oracle.electorate(room, args)[0]
    if args.get('kind') == 'bindende':
        yield from binding(oracle, room, args, roll)
    if args.get('kind') in ('bindende', 'valg'):
        yield from votes_of_others(oracle, room, roll)


def vote_declare(oracle, room, line, args):
    """Doors that a vote closes while somebody is on a screen."""
    vote = room.votes.get(args.get('vote'), {})
    closes = vote.get('closes_doors') or ''
    adopted = vote.get('kind') == 'bindende' and vote.get('result', {}).get('outcome') == 'vedtatt'
    if SECOND_PARAGRAPH in closes and adopted and is_remote(oracle, room):
        yield REMOTE


def ties_at_lots(oracle, room, vote, ballots):
    """Between whom each lot is drawn; None where none would be."""
    for drawn in range(len(vote['lots'])):
        counted = {**vote, 'ballots': ballots, 'lots': vote['lots'][:drawn]}
        try:
            yield oracle.tally(room, counted, {}).get('among')
        except AssertionError:  # An earlier lot is for a list that does not tie.
            yield None


def vote_correct(oracle, room, line, args):
    """After a lot, where others would tie than those it was drawn between."""
    vote = room.votes.get(args.get('vote'))
    if vote is None or not vote.get('lots'):
        return
    corrected = {**vote['ballots'], args.get('member'): args.get('to')}
    before, after = (list(ties_at_lots(oracle, room, vote, ballots))
                     for ballots in (vote['ballots'], corrected))
    if before != after:
        yield ARGUMENT


def used_in(room, cell):
    """What the measures of a frame cost."""
    return sum(one['cost'] for one in room.homework.values() if one.get('cell') == cell)


def realloc_approve(oracle, room, line, args):
    """A move that would take what measures cost."""
    request = room.realloc.get(args.get('req'))
    if request is None or set(request['ok']) | {args.get('level')} != set(request['need']):
        return
    source = request['from']
    if request['amount'] > room.alloc.get(source, 0) - used_in(room, source):
        yield SMALL_FRAME


def alloc_apply(oracle, room, line, args):
    """Frames set anew that would hold less than their measures cost."""
    sums = room.votes.get(args.get('vote'), {}).get('result', {}).get('sum', {})
    points, total = sum(sums.values()), args.get('total', 0)
    cells = {one.get('cell') for one in room.homework.values()} - {None}
    if points and any(used_in(room, cell) * points > sums.get(cell, 0) * total for cell in cells):
        yield SMALL_FRAME


def proposal_merge(oracle, room, line, args):
    """What is merged is a new proposal."""
    if line['id'] in room.recused.get(room.open_item, set()):
        yield DISQUALIFIED
    if room.mode == 'formelt' and room.open_item in room.debate_closed:
        yield DEBATE_OVER


def mode_set(oracle, room, line, args):
    """Out of the formal meeting while a binding vote is open."""
    if args.get('mode') != room.mode and any(
            vote['status'] == 'åpen' and vote['kind'] == 'bindende'
            for vote in room.votes.values()):
        yield IN_PROGRESS


def join(oracle, room, line, args):
    """A member on a screen where the doors are closed as they cannot be at a remote meeting."""
    person = oracle.people[line['id']]
    member = person.get('votes') and room.id in person.get('rooms', [room.id])
    if args.get('how') == 'fjern' and member and SECOND_PARAGRAPH in room.doors:
        yield REMOTE


def doors_close_check(oracle, room, line, args):
    """A meeting that was convened as a remote one."""
    if SECOND_PARAGRAPH in args.get('hjemmel', '') and is_remote(oracle, room):
        yield REMOTE


ROWS = {row.__name__: row for row in (
    vote_open, vote_declare, vote_correct, realloc_approve, alloc_apply, proposal_merge, mode_set,
    join, doors_close_check)}


def broken(oracle, room, line):
    args = {name: value for name, value in (line.get('args') or {}).items() if value is not None}
    row = ROWS.get(line['action'])
    return row(oracle, room, line, args) if row else ()
