"""Takes a bundle apart and puts it together again, honestly sealed whatever was done to it: what
somebody who rewrites history would do. It knows the format; it reads with Python's own tarfile."""
import base64
import hashlib
import io
import json
import tarfile


def sha256(data):
    return hashlib.sha256(data).digest()


def tree(leaves):
    """RFC 6962, straight from its definition."""
    if not leaves:
        return sha256(b'')
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b'\1' + tree(leaves[:split]) + tree(leaves[split:]))


def path(index, leaves):
    """The inclusion path of RFC 9162, straight from its definition."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return path(index, leaves[:split]) + [tree(leaves[split:])]
    return path(index - split, leaves[split:]) + [tree(leaves[:split])]


def leaf(core):
    return sha256(b'\0' + core)


# Protocol Buffers: a message as a list of [field number, int or bytes].

def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def parse(data):
    fields, at = [], 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            fields.append([tag >> 3, number()])
        else:
            assert tag & 7 == 2, 'the records of these tests have no fixed-width fields'
            length = number()
            fields.append([tag >> 3, bytes(data[at:at + length])])
            at += length
    return fields


def serialise(fields):
    out = b''
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            out += varint(number << 3 | 2) + varint(len(value)) + value
    return out


def get(data, number):
    return next((value for field, value in parse(data) if field == number), None)


def put(data, number, value):
    """The message with that field changed, which must be there."""
    fields = parse(data)
    assert number in [field for field, _ in fields]
    return serialise([[field, value if field == number else old] for field, old in fields])


class Bundle:
    """What a bundle holds; streams are lists of [core, personal, answer]."""

    def __init__(self, data):
        self.texts, self.streams = {}, {}
        with tarfile.open(fileobj=io.BytesIO(data), mode='r:') as tar:
            members = {member.name: tar.extractfile(member).read() for member in tar}
        self.manifest = json.loads(members['manifest.json'])
        for place, stream in enumerate(self.manifest['streams'], 1):
            self.streams[stream['name']] = list(self.split(members.pop(f'streams/{place:06}.records')))
            note = members.pop(f'notes/{place:06}.txt', None)
            if note is not None:
                self.texts['note ' + stream['name']] = note
        del members['SEAL'], members['manifest.json']
        self.texts.update(members)

    @staticmethod
    def split(data):
        at = 0
        while at < len(data):
            parts = []
            for _ in range(3):
                end = at + 4 + int.from_bytes(data[at:at + 4], 'big')
                parts.append(data[at + 4:end])
                at = end
            yield parts

    def leaves(self, stream):
        return [leaf(core) for core, _, _ in self.streams[stream]]

    def drop_checkpoints(self):
        """As if none had ever been signed."""
        for name in [name for name in self.streams if name.endswith('/checkpoints')]:
            del self.streams[name]
        self.texts = {name: text for name, text in self.texts.items()
                      if not name.startswith('note ') and name != 'keys.txt'}

    def renumber(self, stream):
        """Numbers without gaps, in rising time, and kept answers that say what then stands there."""
        waiting, time = {}, 0
        for number, record in enumerate(self.streams[stream], 1):
            time = max(time, get(record[0], 2) or 0)
            record[0] = put(put(record[0], 1, number), 2, time)
            key = get(record[0], 3), get(record[0], 5)
            first = waiting.setdefault(key, number)
            if record[2] and get(record[2], 1) is not None:
                receipt = get(record[2], 1)
                for field, value in ((1, number), (2, first), (3, time), (4, leaf(record[0]))):
                    receipt = put(receipt, field, value)
                record[2] = put(record[2], 1, receipt)

    def write(self, recount=True):
        """The bundle's bytes. `recount` false: the manifest stays as it was."""
        if recount:
            self.manifest['streams'] = [self.entry(name) for name in sorted(self.streams)]
        members = [('README.txt', self.texts['README.txt']),
                   ('manifest.json', (json.dumps(self.manifest, indent=1) + '\n').encode()),
                   ('schema.binpb', self.texts['schema.binpb'])]
        if 'keys.txt' in self.texts:
            members.append(('keys.txt', self.texts['keys.txt']))
        names = [stream['name'] for stream in self.manifest['streams']]
        for place, name in enumerate(names, 1):
            if 'note ' + name in self.texts:
                members.append((f'notes/{place:06}.txt', self.texts['note ' + name]))
        for place, name in enumerate(names, 1):
            members.append((f'streams/{place:06}.records',
                            b''.join(len(part).to_bytes(4, 'big') + part
                                     for record in self.streams[name] for part in record)))
        return seal(b''.join(member(name, data) for name, data in members))

    def entry(self, name):
        """What the manifest says of a stream."""
        last = self.streams[name][-1][0]
        state = get(last, 8) if get(last, 20) is not None else b''
        return {'name': name, 'records': len(self.streams[name]), 'root': tree(self.leaves(name)).hex(),
                'state_hash': state.hex()}

    def receipt(self, room, number):
        """A ReceiptProof of the record, as the last checkpoint of its room proves it."""
        note = self.texts['note ' + room].decode()
        size = int(note.split('\n')[1])
        core = self.streams[room][number - 1][0]
        words = [base64.b64encode(one).decode() for one in path(number - 1, self.leaves(room)[:size])]
        known = base64.b64encode(leaf(core)).decode()
        return json.dumps({
            'receipt': {'number': str(number), 'first': str(number), 'timeMs': str(get(core, 2)),
                        'leafHash': known, 'stateHash': base64.b64encode(get(core, 8)).decode()},
            'inclusion': {'workshop': room, 'number': str(number), 'size': str(size), 'leafHash': known,
                          'path': words, 'checkpoint': note,
                          'core': base64.b64encode(core).decode()}}).encode()


def member(name, data):
    """A member of the container: header, bytes, zeros."""
    head = bytearray(512)

    def text(at, what):
        head[at:at + len(what)] = what

    for at, what in ((0, name.encode()), (100, b'0000444'), (108, b'0000000'), (116, b'0000000'),
                     (124, b'%011o' % len(data)), (136, b'00000000000'), (148, b' ' * 8), (156, b'0'),
                     (257, b'ustar\x0000'), (329, b'0000000'), (337, b'0000000')):
        text(at, what)
    text(148, b'%06o\0 ' % sum(head))
    return bytes(head) + data + bytes(-len(data) % 512)


def seal(data):
    return data + member('SEAL', hashlib.sha256(data).hexdigest().encode() + b'\n') + bytes(1024)
