#!/usr/bin/env python3
"""Checks a Tingbok bundle offline: python3 verify.py FILE [--checkpoint FILE] [--receipt FILE] [--key FILE]

An independent reading of docs/bundle-format.md and docs/log-format.md: it has no line in common with the server and
needs only Python. It reads every byte and names the first thing wrong. It does not fold rooms or count votes again, as
tingbok-replay does; that the state hashes are those that were signed follows from the tree in which every core stands.
Exit codes: 0 whole, 1 something is wrong, 2 wrong use or unreadable note, receipt or key, 72 unreadable bundle."""
import argparse, base64, functools, hashlib, json, mmap, re, sys, types  # noqa: E401
RECORD_MAX, ANSWER_MAX, TEXT_MAX, MANIFEST_MAX, SCHEMA_MAX = 1 << 20, 64 << 10, 64 << 10, 16 << 20, 4 << 20
STREAMS_MAX, SEAL_BYTES = 20_000, 65

class Wrong(Exception):
    """What is wrong, as one sentence without its full stop."""

class Malformed(Wrong):
    """A note, receipt or key that is none at all."""

def demand(holds, otherwise):
    if not holds:
        raise otherwise if isinstance(otherwise, Wrong) else Wrong(otherwise)

def sha256(data):
    return hashlib.sha256(data).digest()

def header_of(name, size):
    """The one way to write a member's header."""
    head = b''.join([name.ljust(100, b'\0'), b'0000444\0', b'0000000\0' * 2, b'%011o\0' % size, b'0' * 11 + b'\0',
                     b' ' * 8, b'0', bytes(100), b'ustar\x0000', bytes(64), b'0000000\0' * 2, bytes(167)])
    return head[:148] + b'%06o\0 ' % sum(head) + head[156:]

class Container:
    """Members one after the other; the data is bytes or a mapped file."""
    def __init__(self, data):
        self.data, self.at = data, 0

    def peek(self):
        """The name and size of the member that comes now."""
        head = self.data[self.at:self.at + 512]
        demand(len(head) == 512, f'the bundle is cut off: there is no whole member at byte {self.at}')
        name, digits = head[:100].split(b'\0')[0], head[124:135]
        demand(re.fullmatch(rb'[0-7]{11}', digits) and 0 < len(name) < 100 and head == header_of(name, int(digits, 8)),
               f'the header at byte {self.at} is not written as a bundle\'s headers are')
        return name.decode('latin-1'), int(digits, 8)

    def take(self, wanted, bound=None):
        """The bytes of the member that must come now; without a bound: where they begin and end."""
        name, size = self.peek()
        demand(name == wanted, f'the bundle has {name} where {wanted} should be')
        demand(bound is None or size <= bound, f'{name} is larger than it can be')
        begin, end = self.at + 512, self.at + 512 + size
        padding = self.data[end:end + -size % 512]
        demand(end + len(padding) <= len(self.data) and len(padding) == -size % 512,
               f'the bundle is cut off within {name}')
        demand(not any(padding), f'after {name} stand bytes that are not zero')
        self.at = end + len(padding)
        return (begin, end) if bound is None else self.data[begin:end]

    def end(self):
        rest = self.data[self.at:self.at + 1025]
        demand(len(rest) >= 1024, 'the bundle is cut off at its end')
        demand(rest == bytes(1024), f'the bundle does not end with 1024 zeros at byte {self.at}')

def read_manifest(data):
    """The manifest, which can be written in one way only."""
    try:
        text = data.decode('ascii')
        manifest = json.loads(text)
        version, kinds = manifest['format'], {'name': str, 'records': int, 'root': str, 'state_hash': str}
        streams = [{name: kind(one[name]) for name, kind in kinds.items()} for one in manifest['streams']]
        written = {'format': 1, 'kind': 'tingbok-bundle', 'programme': str(manifest['programme']),
                   'epoch': str(manifest['epoch']), 'streams': streams}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Wrong(f'the manifest cannot be read: {error}') from None
    demand(version == 1, f'the bundle has format {version}, this program knows format 1')
    demand(json.dumps(written, indent=1) + '\n' == text, 'the manifest is not written as manifests are')
    names = [one['name'] for one in streams]
    demand(0 < len(names) <= STREAMS_MAX and names[0] == written['programme'],
           f'the manifest does not name 1 to {STREAMS_MAX} streams, the programme\'s own first')
    for before, name in zip(names, names[1:]):
        demand(before < name, f'the manifest has {name} out of order')
        demand(name.startswith(names[0] + '/'), f'the manifest has {name}, which is not of its programme')
    for one in streams:
        demand(one['records'] > 0 and re.fullmatch('[0-9a-f]{64}', one['root'])
               and re.fullmatch('([0-9a-f]{64})?', one['state_hash']),
               f'the manifest names {one["name"]} without records or with a hash that is none')
    return written

def varint(data, at):
    value = 0
    for shift in range(0, 77, 7):
        demand(at < len(data) and shift < 70, 'does not parse')
        value, at = value | (data[at] & 127) << shift, at + 1
        if data[at - 1] < 128:
            return value & (1 << 64) - 1, at

def fields(data):
    """(number, value) of each field: an int, or bytes. To the last byte."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, wire = tag >> 3, tag & 7
        demand(number > 0 and wire in (0, 1, 2, 5), 'does not parse')
        if wire == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if wire == 2 else (8 if wire == 1 else 4, at)
            demand(at + length <= len(data), 'does not parse')
            value, at = data[at:at + length], at + length
        yield number, value

def message(data, shape):
    """The fields that `shape` names as {number: (name, kind)}, each at most once unless it is a list."""
    found, seen = {name: kind() for name, kind in shape.values()}, set()
    for number, value in fields(data):
        if number in shape:
            name, kind = shape[number]
            demand(isinstance(value, bytes if kind is list else kind) and (kind is list or number not in seen),
                   'does not parse as what it should be')
            found[name] = found[name] + [value] if kind is list else value
            seen.add(number)
    found['has'] = seen
    return found

CORE = {1: ('number', int), 2: ('time', int), 3: ('actor', bytes), 5: ('command', bytes), 7: ('digest', bytes),
        8: ('state', bytes), 10: ('facts', list), 20: ('event', bytes), 21: ('programme', bytes),
        22: ('refusal', bytes), 23: ('checkpoint', bytes)}
FACT = {1: ('room', bytes), 2: ('number', int), 3: ('leaf', bytes)}
ANSWER = {1: ('receipt', bytes), 2: ('refused', bytes)}
RECEIPT = {1: ('number', int), 2: ('first', int), 3: ('time', int), 4: ('leaf', bytes), 5: ('state', bytes)}
REFUSED = {1: ('code', int), 4: ('number', int)}
REFUSAL = {2: ('code', int), 3: ('at', int), 4: ('repeat', int)}
NOTED = {1: ('note', bytes), 2: ('size', int)}
BODIES = {'programme': 21, 'room': 20, 'refusals': 22, 'checkpoints': 23}

def inside(data, *path):
    """The bytes at a path of field numbers; None where there is nothing."""
    for step in path:
        data = next((value for number, value in fields(data) if number == step), None)
        if not isinstance(data, bytes):
            return None
    return data

def node(left, right):
    return sha256(b'\1' + left + right)

def roots_at(leaves, sizes):
    """The root over the first n leaves, for each n of the set `sizes`."""
    roots, peaks = {0: sha256(b'')}, []
    for count, leaf in enumerate(leaves, 1):
        peaks.append((1, leaf))
        while len(peaks) > 1 and peaks[-1][0] == peaks[-2][0]:
            (width, right), (_, left) = peaks.pop(), peaks.pop()
            peaks.append((2 * width, node(left, right)))
        if count in sizes:
            roots[count] = functools.reduce(lambda right, peak: node(peak[1], right), peaks[-2::-1], peaks[-1][1])
    return roots

def root_from_path(index, size, leaf, path):
    """RFC 9162 section 2.1.3.2; None where the path does not fit."""
    last, root = size - 1, leaf
    for step in path:
        if last <= 0:
            return None
        if index & 1 or index == last:
            root = node(step, root)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            root = node(root, step)
        index, last = index >> 1, last >> 1
    return root if last == 0 and index == 0 else None

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_1 = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)

def add_points(a, b):
    """Extended coordinates X, Y, Z, T."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        result = add_points(result, point) if scalar & 1 else result
        point, scalar = add_points(point, point), scalar >> 1
    return result

def point_of(data):
    """The point that 32 bytes stand for; None where they stand for none, or a number is not reduced."""
    y = int.from_bytes(data, 'little')
    odd, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and odd) or y >= P:
        return None
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P

BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, 'little'))

@functools.lru_cache(maxsize=4096)
def signed_by(public, text, signature):
    key, commitment = point_of(public), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], 'little')
    if len(signature) != 64 or scalar >= ORDER or not key or not commitment or times(8, key)[0] == 0:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), 'little') % ORDER
    left, right = times(scalar, BASE), add_points(commitment, times(challenge, key))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))

def unbase64(text):
    """Standard Base64, written in the one way there is; None otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
        return data if base64.b64encode(data) == text.encode() else None
    except ValueError:
        return None

def read_key(text):
    """(name, id, public key) of NAME+ID+BASE64."""
    name, _, rest = text.strip().partition('+')
    key_id, _, data = rest.partition('+')
    raw = unbase64(data) if name.isprintable() and re.fullmatch('[0-9a-f]{8}', key_id) else None
    demand(raw and len(raw) == 33 and raw[0] == 1 and name
           and sha256(name.encode() + b'\n' + raw)[:4].hex() == key_id, Malformed(f'the key {text.strip()[:80]} is none'))
    return name, bytes.fromhex(key_id), raw[1:]

class Note:
    """A checkpoint as a signed note: origin, size, root, neighbours. `where` begins what is said of it."""
    def __init__(self, data, where):
        self.where = where
        text, blank, signatures = data.rpartition(b'\n\n')
        self.text, none = text + b'\n', Malformed(f'{where} is not a signed checkpoint')
        try:
            lines = self.text.decode('utf8').split('\n')
            signers = [re.fullmatch('\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)', line)
                       for line in signatures.decode('utf8').split('\n')[:-1]]
        except ValueError:
            raise none from None
        demand(blank and data.endswith(b'\n') and signers and all(signers) and len(lines) > 3, none)
        self.signers = [(found[1], unbase64(found[2]) or b'') for found in signers]
        self.origin, self.heads = lines[0], {}
        for label, _, line in [('', '', lines[1] + ' ' + lines[2])] + [line.partition(' ') for line in lines[3:-1]]:
            if label in ('', 'refusals', 'programme'):
                found = re.fullmatch('(0|[1-9][0-9]{0,18}) ([A-Za-z0-9+/=]+)', line)
                root = unbase64(found[2]) if found else None
                demand(root and len(root) == 32 and label not in self.heads, none)
                self.heads[label] = int(found[1]), root
        place = re.fullmatch('tingbok/(.+)/([0-9a-f]{16})', self.origin)
        demand(place, f'{where} is of another log: {self.origin[:80]}')
        self.room, self.first = place[1], place[2]

    def check_signature(self, keys):
        known = [(key, data) for name, data in self.signers for key in keys if (name, data[:4]) == key[:2]]
        demand(known, f'{self.where} is signed by {self.signers[0][0]}, which is not a key that is known')
        for key, data in known:
            demand(signed_by(key[2], self.text, data[4:]),
                   f'{self.where} bears the name of the key {key[0]}, but not its signature: it is forged')

class Receipt:
    """A ReceiptProof as protobuf JSON: an acknowledgement, and that it stands in a signed tree."""
    def __init__(self, text, where):
        try:
            proof = json.loads(text)
            given, at = proof['receipt'], proof['inclusion']
            self.number, self.time, size = int(given['number']), int(given.get('timeMs', 0)), int(at['size'])
            self.leaf, path = unbase64(given['leafHash']), [unbase64(step) for step in at.get('path', [])]
            self.where, self.room, self.state = where, str(at['workshop']), unbase64(given['stateHash'])
            same = int(at['number']) == self.number > 0 and self.number <= size and at['leafHash'] == given['leafHash']
            core, checkpoint = unbase64(at.get('core', '')), str(at['checkpoint']).encode()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Malformed(f'{where} is not a receipt with its proof: {error}') from None
        demand(same and None not in (self.leaf, self.state, core) and all(path)
               and (not core or sha256(b'\0' + core) == self.leaf),
               f'{where} proves another record than the one it acknowledges')
        self.note = Note(checkpoint, f'the checkpoint in {where}')
        demand(self.note.room == self.room, f'{where} proves a record of {self.room} with another log\'s checkpoint')
        demand(self.note.heads[''] == (size, root_from_path(self.number - 1, size, self.leaf, path)),
               f'the path in {where} does not lead to the root of its checkpoint')

    def check(self, leaf, core):
        demand((leaf, core['state'], core['time']) == (self.leaf, self.state, self.time),
               f'is not the record that {self.where} acknowledges')

class Bundle:
    def __init__(self, data, receipts=()):
        self.data, members = data, Container(data)
        members.take('README.txt', TEXT_MAX)
        self.manifest = read_manifest(members.take('manifest.json', MANIFEST_MAX))
        members.take('schema.binpb', SCHEMA_MAX)
        self.keys, self.notes = [], {}
        if members.peek()[0] == 'keys.txt':
            *lines, last = members.take('keys.txt', TEXT_MAX).decode('utf8', 'replace').split('\n')
            demand(lines and not last, 'keys.txt is not one key a line')
            self.keys = [read_key(line) for line in lines]
        entries = self.manifest['streams']
        for name, entry in ((f'notes/{place:06}.txt', entry) for place, entry in enumerate(entries, 1)):
            if members.peek()[0] == name:
                self.notes[entry['name']] = members.take(name, TEXT_MAX)
        spans = [members.take(f'streams/{place:06}.records') for place in range(1, len(entries) + 1)]
        self.seal_at = members.at
        self.seal = members.take('SEAL', SEAL_BYTES)
        members.end()
        demand(bool(self.keys) == bool(self.notes), 'the bundle has keys without notes, or notes without keys')
        self.rooms, self.streams, self.facts, self.wanted = set(), {}, [], []
        self.acknowledged = {(receipt.room, receipt.number): receipt for receipt in receipts}
        for entry, span in zip(entries, spans):
            name, kind, base = entry['name'], *self.kind_of(entry['name'])
            self.streams[name] = types.SimpleNamespace(
                name=name, count=entry['records'], root=entry['root'], state=entry['state_hash'], kind=kind, base=base,
                span=span, leaves=[], erased=0, at=0, time=-2**63, last=None, waiting={}, answered=set(), repeats=[])
            self.read(self.streams[name])

    def kind_of(self, name):
        base, _, end = name.rpartition('/')
        if name == self.manifest['programme']:
            return 'programme', name
        if name in self.rooms:
            return 'room', name
        demand(end in ('refusals', 'checkpoints') and base in self.rooms,
               f'{name} belongs to no programme of this log')
        return end, base

    def records(self, stream):
        at, end = stream.span
        while at < end:
            parts, stream.at = [], stream.at + 1
            for bound in (RECORD_MAX, RECORD_MAX, ANSWER_MAX):
                length = int.from_bytes(self.data[at:at + 4], 'big')
                demand(at + 4 + length <= end, 'is cut off')
                demand(length <= bound, 'has a part that is larger than a record\'s can be')
                parts.append(self.data[at + 4:at + 4 + length])
                at += 4 + length
            yield parts

    def read(self, stream):
        try:
            for number, parts in enumerate(self.records(stream), 1):
                self.check_record(stream, number, *parts)
        except Wrong as wrong:
            raise Wrong(f'record {stream.at} of {stream.name} {wrong}') from None
        count = len(stream.leaves)
        demand(count == stream.count, f'{stream.name} has {count} records, but the manifest says {stream.count}')
        state = stream.last['state'].hex() if stream.kind == 'room' else ''
        demand(state == stream.state, f'{stream.name} ends in another state than the manifest says')
        for first in stream.waiting.values():
            raise Wrong(f'record {first} of {stream.name} has no kept answer, so the command could take effect twice')

    def check_record(self, stream, number, data, personal, answer):
        core, leaf = message(data, CORE), sha256(b'\0' + data)
        time = core['time'] - (core['time'] >> 63 << 64)
        demand(core['number'] == number, f'says it is number {core["number"]}')
        demand(time >= stream.time, 'is earlier than the one before it')
        demand(personal == b'' or sha256(personal) == core['digest'],
               'has a personal part that is not the one its core names')
        demand(len(core['digest']) in (0, 32) and len(core['state']) == (32 if stream.kind == 'room' else 0)
               and core['has'] & {20, 21, 22, 23} == {BODIES[stream.kind]}, f'is no record of {stream.kind}')
        all(fields(personal))
        stream.erased += bool(core['digest'] and not personal)
        stream.time, stream.last = time, core
        stream.leaves.append(leaf)
        if (stream.name, number) in self.acknowledged:
            self.acknowledged[stream.name, number].check(leaf, core)
        for fact in core['facts']:
            fact = message(fact, FACT)
            room = fact['room'].decode('utf8', 'replace')
            self.facts.append((f'record {number} of {stream.name}', room, fact['number'], fact['leaf']))
        getattr(self, 'check_' + stream.kind)(stream, core, leaf, message(answer, ANSWER) if answer else None)

    def check_programme(self, stream, core, _leaf, answer):
        created, room = inside(core['programme'], 1), inside(core['programme'], 2, 1, 1)
        demand(answer is None, 'has a kept answer that is not its own')
        demand(inside(created, 1) == stream.name.encode() if core['number'] == 1 and created else
               core['number'] > 1 and created is None, 'is not the creation of this programme, or is another one')
        if room is not None:
            name = f'{stream.name}/{room.decode("utf8", "replace")}'
            demand(any(one['name'] == name for one in self.manifest['streams']),
                   f'adds the room {name}, of which there is no event')
            self.rooms.add(name)

    def check_room(self, stream, core, leaf, answer):
        number, key = core['number'], (core['actor'], core['command'])
        if number == 1:
            made = (inside(core['event'], 3, 1) or b'') + b'/' + (inside(core['event'], 3, 2, 1) or b'')
            demand(made == stream.name.encode(), 'is not the creation of this room')
        if not core['command']:
            return demand(answer is None, 'has a kept answer that is not its own')
        demand(key not in stream.answered, 'is of a command that had its answer already')
        first = stream.waiting.setdefault(key, number)
        if answer is None:
            return
        receipt = message(answer['receipt'], RECEIPT)
        demand((receipt['number'], receipt['first']) == (number, first), 'has a kept answer that is not its own')
        demand((receipt['leaf'], receipt['state']) == (leaf, core['state']), 'has a kept answer with other hashes')
        demand(receipt['time'] == core['time'], 'has a kept answer of another time')
        stream.answered.add(key)
        del stream.waiting[key]

    def check_refusals(self, stream, core, _leaf, answer):
        refusal, key = message(core['refusal'], REFUSAL), (core['actor'], core['command'])
        have = self.streams[stream.base].count
        demand(refusal['at'] <= have, f'was given at event {refusal["at"]} of the room, which has {have}')
        if refusal['repeat']:
            stream.repeats.append((core['number'], key))
            return demand(answer is None, 'has a kept answer that is not its own')
        demand(answer, 'has no kept answer, so the command could take effect twice')
        refused = message(answer['refused'], REFUSED)
        demand((refused['number'], refused['code']) == (core['number'], refusal['code'])
               and not any(key in one.answered for one in (stream, self.streams[stream.base])),
               'has a kept answer that is not its own')
        stream.answered.add(key)

    def check_checkpoints(self, stream, core, _leaf, answer):
        noted = message(core['checkpoint'], NOTED)
        note = Note(noted['note'], f'the checkpoint in record {core["number"]} of {stream.name}')
        demand(answer is None and note.heads[''][0] == noted['size'] and note.room == stream.base,
               'is not a checkpoint of its room')
        self.wanted.append(note)

    def check_trees(self, notes):
        """Every root that anybody says, against the leaves; then who signed."""
        said = [(name, stream.count, bytes.fromhex(stream.root), None) for name, stream in self.streams.items()]
        for note in notes:
            demand(note.room in self.rooms, f'{note.where} is of {note.room}, which is not in the bundle')
            demand(self.streams[note.room].leaves[0].hex()[:16] == note.first,
                   f'{note.where} is of another log: {note.room} begins otherwise')
            places = {'': note.room, 'refusals': note.room + '/refusals', 'programme': note.room.split('/')[0]}
            said += [(places[label], *head, note.where) for label, head in note.heads.items()]
        sizes = {}
        for name, size, _, _ in said:
            sizes.setdefault(name, set()).add(size)
        leaves = {name: self.streams[name].leaves if name in self.streams else [] for name in sizes}
        roots = {name: roots_at(leaves[name], sizes[name]) for name in sizes}
        for name, size, root, where in said:
            demand(size <= len(leaves[name]),
                   f'{where} is of {size} records of {name}, which has {len(leaves[name])}: its end is gone')
            demand(roots[name][size] == root, f'{name} has another root than its records lead to' if where is None else
                   f'the first {size} records of {name} are not those of {where}: history was rewritten')

    def check_rest(self):
        for where, room, number, leaf in self.facts:
            leaves = self.streams[room].leaves if room in self.streams else []
            demand(not number or leaves[number - 1:number] == [leaf],
                   f'{where} rests on event {number} of {room}, which is not there or is another')
        for stream in self.streams.values():
            for number, key in stream.repeats:
                demand(any(key in one.answered for one in (stream, self.streams[stream.base])),
                       f'record {number} of {stream.name} has no kept answer, so the command could take effect twice')
            signed = self.streams.get(stream.name + '/checkpoints')
            note = message(signed.last['checkpoint'], NOTED)['note'] if signed else None
            demand(self.notes.get(stream.name) == note,
                   f'the note of {stream.name} is not the last one among its checkpoints')

def check(data, held=(), receipts=(), keys=()):
    """Raises Wrong, or returns the streams. Notes, receipts and keys held elsewhere; no keys: the bundle's own."""
    bundle, held = Bundle(data, receipts), [*held, *(receipt.note for receipt in receipts)]
    bundle.check_trees(held + bundle.wanted)
    bundle.check_rest()
    for note in held + bundle.wanted:
        note.check_signature(keys or bundle.keys)
    for room in bundle.rooms if keys else ():
        demand(any(note.room == room for note in bundle.wanted), f'nothing of {room} is signed')
    for one in receipts:
        demand(one.number <= bundle.streams[one.room].count, f'the record of {one.where} is gone')
    demand(bundle.seal == hashlib.sha256(memoryview(data)[:bundle.seal_at]).hexdigest().encode() + b'\n',
           'the seal is not that of the bytes before it: the bundle was changed')
    return bundle.streams.values()

def main():
    arguments = argparse.ArgumentParser(description='Checks a Tingbok bundle, offline.')
    arguments.add_argument('bundle')
    for flag, what in (('--checkpoint', 'a signed note held elsewhere'), ('--key', 'the keys that must have signed'),
                       ('--receipt', 'a receipt and its proof, as JSON')):
        arguments.add_argument(flag, action='append', default=[], metavar='FILE', help=f'{what}; may come again')
    chosen, code = arguments.parse_args(), 2
    try:
        held = [[kind(open(path, 'rb').read(), path) for path in paths]
                for kind, paths in ((Note, chosen.checkpoint), (Receipt, chosen.receipt))]
        keys = [read_key(line) for path in chosen.key for line in open(path, encoding='utf8').read().splitlines()]
        code = 72
        with open(chosen.bundle, 'rb') as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b''
        for stream in check(data, *held, keys):
            erased = f', {stream.erased} personal parts erased' if stream.erased else ''
            print(f'whole  {stream.name}  {stream.count} records, root {stream.root[:16]}…{erased}')
    except (OSError, ValueError) as error:
        return print(f'verify.py: a file cannot be read: {error}', file=sys.stderr) or code
    except Wrong as wrong:
        if code == 2 and isinstance(wrong, Malformed):
            return print(f'verify.py: {wrong}', file=sys.stderr) or 2
        return print(f'WRONG  {wrong}\nThe bundle is NOT whole.') or 1
    return print('The bundle is whole.') or 0

if __name__ == '__main__':
    sys.exit(main())
