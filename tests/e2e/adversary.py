"""What somebody can do with copies of a data folder to find out who voted what.

Evidence is taken from the files themselves: the write-ahead log is read write by write, so that what
came to the disk together is known to belong together, and every file is searched as bytes. Each
attack guesses a side (0 or 1) for each ballot. Where an attack could be tuned, it is tuned on the
votes with even numbers, with the truth in hand, and judged on the others; so trying thousands of
bits costs nothing in significance."""
import math
import os
import struct

BLOCK = 32768


def wal_batches(data):
    """The payloads of RocksDB's write-ahead log."""
    position, parts = 0, []
    while position + 7 <= len(data):
        if BLOCK - position % BLOCK < 7:
            position += BLOCK - position % BLOCK
            continue
        _, length, kind = struct.unpack_from('<IHB', data, position)
        header = 11 if kind > 4 else 7
        kind = kind - 4 if kind > 4 else kind
        if not 1 <= kind <= 4:
            return
        payload = data[position + header:position + header + length]
        position += header + length
        parts = parts + [payload] if kind in (3, 4) else [payload]
        if kind in (1, 4):
            yield b''.join(parts)


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def puts(batch):
    """(column family, key, value) of each entry that a write puts."""
    def text(at):
        length, at = varint(batch, at)
        return batch[at:at + length], at + length
    at = 12
    while at < len(batch):
        kind, at, family = batch[at], at + 1, 0
        if kind in (0x4, 0x5, 0xE):
            family, at = varint(batch, at)
        if kind == 0xD:
            continue
        key, at = text(at)
        if kind in (0x1, 0x5, 0xE, 0xF):
            value, at = text(at)
            if kind in (0x1, 0x5):
                yield family, key, value


def fields(message):
    """(number, value) of each field of a protobuf message."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        if tag & 7 == 0:
            value, at = varint(message, at)
        else:
            assert tag & 7 == 2, tag
            length, at = varint(message, at)
            value, at = message[at:at + length], at + length
        yield tag >> 3, value


def cores(value):
    at = 1
    while at < len(value):
        length, at = varint(value, at)
        yield value[at:at + length]
        at += length


def cast_in(core):
    """(vote, voter, time) where the record is a BallotCast."""
    known = dict(fields(core))
    event = dict(fields(known.get(20, b'')))
    if 91 not in event:
        return None
    return dict(fields(event[91]))[1].decode(), known[3].decode(), known[2]


def is_record(family, key):
    return family != 0 and key.startswith(b'P/R\0') and len(key) == 12


class Copy:
    """One copy of the data folder."""

    def __init__(self, folder):
        self.files = {}
        for where, _, names in os.walk(folder):
            for name in names:
                with open(os.path.join(where, name), 'rb') as stream:
                    self.files[os.path.join(where, name)] = stream.read()

    def ballots(self, vote):
        """What the disk got with each ballot: {voter: evidence}, in the order of casting."""
        found = {}
        wals = sorted(name for name in self.files if name.endswith('.log') and '/log/' in name)
        for name in wals:
            for batch in wal_batches(self.files[name]):
                self._add(batch, vote, found)
        return found

    def _add(self, batch, vote, found):
        entries = list(puts(batch))
        casts = []
        for family, key, value in entries:
            if not is_record(family, key) or value[:1] != b'\x01':
                continue
            for core in cores(value):
                try:
                    cast = cast_in(core)
                except (AssertionError, IndexError, KeyError):
                    break  # A personal part, which lies under the same key.
                if cast and cast[0] == vote:
                    casts.append((cast[1], cast[2], core))
        boxes = [(key, value) for family, key, value in entries
                 if family == 0 and key.startswith(b'P/R\0' + vote.encode() + b'\0')]
        for place, (voter, time_ms, core) in enumerate(casts):
            answers = [key + value for _, key, value in entries
                       if key.startswith(b'P/R\0' + voter.encode() + b'\0')]
            box = boxes[place] if place < len(boxes) else (b'', b'')
            found[voter] = {'core': core, 'answer': b''.join(answers), 'box key': box[0],
                            'box': box[1], 'write': batch if len(casts) == 1 else b'',
                            'time': time_ms, 'place': len(found)}

    def search(self, vote, voters, options):
        """Guesses from what stands near a voter's name, in any file."""
        score = dict.fromkeys(voters, 0)
        for data in self.files.values():
            at = data.find(vote.encode())
            while at >= 0:
                near = data[max(0, at - 250):at + 250]
                named = [voter for voter in voters if voter.encode() in near]
                # Lists of everybody, such as the roll, tell nothing of anybody.
                if 0 < len(named) <= 2:
                    side = near.count(options[1].encode()) - near.count(options[0].encode())
                    for voter in named:
                        score[voter] += side
                at = data.find(vote.encode(), at + 1)
        return {voter: int(side > 0) for voter, side in score.items() if side}


class Case:
    """One vote seen in one copy: evidence, and the truth to judge by."""

    def __init__(self, copy, vote, truth, options, published=None):
        self.truth = truth
        self.evidence = copy.ballots(vote)
        self.searched = copy.search(vote, list(truth), options)
        self.published = published


def score(pairs):
    """(hits, guesses, two-sided p of a fair coin being so far from one half)."""
    pairs = list(pairs)
    hits, total = sum(guess == truth for guess, truth in pairs), len(pairs)
    if not total:
        return 0, 0, 1.0
    away = abs(hits - total / 2)
    tail = sum(math.comb(total, k) for k in range(total + 1) if abs(k - total / 2) >= away - 1e-9)
    return hits, total, tail / 2 ** total


ORDERS = {
    'order of casting': lambda voter, seen: seen['place'],
    'order of the boxes\' names': lambda voter, seen: seen['box key'],
    'order of the boxes\' bytes': lambda voter, seen: seen['box'],
    'order of the voters\' names': lambda voter, seen: voter,
    'order of the records\' bytes': lambda voter, seen: seen['core'],
}


def by_order(cases, key):
    for case in cases:
        voters = sorted(case.evidence, key=lambda voter: key(voter, case.evidence[voter]))
        for voter, guess in zip(voters, case.published):
            yield guess, case.truth[voter]


def bits(seen):
    """Every bit of the evidence, counted from both ends, and of its lengths and times."""
    made = {}
    for name in ('core', 'answer', 'box key', 'box', 'write'):
        data = seen[name]
        for place, byte in enumerate(data[:1500]):
            made[name, 'from start', place] = byte
        for place, byte in enumerate(reversed(data[-600:])):
            made[name, 'from end', place] = byte
        for shift in (0, 8):
            made[name, 'length', shift] = len(data) >> shift & 255
    for shift in (0, 8):
        made['time', shift] = seen['time'] >> shift & 255
    made['place'] = seen['place'] & 255
    return made


def best_bit(cases):
    """Tuned on the votes with even numbers: (feature, bit, the side it stands for)."""
    agree, seen_in = {}, {}
    for case in cases[::2]:
        for voter, seen in case.evidence.items():
            sign = 1 if case.truth[voter] else -1
            for feature, byte in bits(seen).items():
                row = agree.setdefault(feature, [0] * 8)
                seen_in[feature] = seen_in.get(feature, 0) + 1
                for bit in range(8):
                    row[bit] += sign if byte >> bit & 1 else -sign
    best = max(((abs(row[bit]), feature, bit, row[bit] > 0) for feature, row in agree.items()
                for bit in range(8)), key=lambda one: one[0])
    return best[1:]


def by_bit(cases):
    feature, bit, same_side = best_bit(cases)
    for case in cases[1::2]:
        for voter, seen in case.evidence.items():
            byte = bits(seen).get(feature)
            if byte is not None:
                yield int((byte >> bit & 1) == same_side), case.truth[voter]


def attacks(cases):
    """{attack: (hits, guesses, p)} over many votes seen at the same stage."""
    results = {'search': score((guess, case.truth[voter]) for case in cases
                               for voter, guess in case.searched.items()),
               'any bit': score(by_bit(cases))}
    if all(case.published for case in cases):
        for name, key in ORDERS.items():
            results[name] = score(by_order(cases, key))
    return results
