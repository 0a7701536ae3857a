"""The rows of stricter.py about who chairs, who is disqualified, and what they may go on doing."""

READ_ONLY_ROLES = ('skjerm', 'revisor')
# core/domain/limits.hpp
DECLARATIONS_EACH_MAX = 5


def chair_handover(oracle, room, line, args):
    """To a stranger, or to somebody who only reads."""
    to = args.get('to')
    if to and to not in oracle.roster[room.id]:
        yield 'ukjent_referanse'
    elif to and oracle.people[to]['role'] in READ_ONLY_ROLES:
        yield 'ugyldig_argument'


def keeps_out(room, person):
    """In a formal meeting whoever is disqualified in the open item is not in its debate."""
    if room.mode == 'formelt' and room.open_item and person in room.recused.get(room.open_item, ()):
        yield 'inhabil'


def speak_request(oracle, room, line, args):
    yield from keeps_out(room, line['id'])


def speak_grant(oracle, room, line, args):
    yield from keeps_out(room, args.get('to'))


def proposal_edit(oracle, room, line, args):
    """A proposal of one's own in an item in which one is disqualified."""
    proposal = room.proposals.get(args.get('proposal'), {})
    if line['id'] in room.recused.get(proposal.get('item'), ()):
        yield 'inhabil'


def recusal_declare(oracle, room, line, args):
    """The same person in the same item, on and on."""
    item = room.items.get(args.get('item'), {})
    declared = [who for who, _ in item.get('habilitet', [])]
    if declared.count(line['id']) >= DECLARATIONS_EACH_MAX:
        yield 'rommet_er_fullt'


def agreement_version(oracle, room, line, args):
    """A version that would be the text of another agreement's: "2#1" of IA, "1" of IA#2."""
    texts = [f'{doc}#{version}' for doc, agreement in room.agreements.items()
             for version in agreement['versions']]
    if f'{args.get("doc")}#{args.get("version")}' in texts:
        yield 'finnes_alt'


ROWS = {row.__name__: row for row in (chair_handover, speak_request, speak_grant, proposal_edit,
                                      recusal_declare, agreement_version)}


def broken(oracle, room, line):
    row = ROWS.get(line['action'])
    return row(oracle, room, line, line.get('args') or {}) if row else ()
