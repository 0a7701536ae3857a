"""Damage to the log's files is never silent: after any flipped bit, deleted, truncated or emptied file the log either
holds every record or refuses with a sentence. (Strict anchor; docs/log-format.md § recovery.)

TINGBOK_FLIPS sets the number of flips in the tables, TINGBOK_SEED which bits. A run tries some bytes of the small log,
others each time; TINGBOK_FULL=1 all of them."""
import collections
import os
import random
import shutil
import threading
import time
import unittest

import logkit

FLIPS = int(os.environ.get('TINGBOK_FLIPS', '2000' if logkit.SOAK else '80'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
STRIDE = 1 if logkit.SOAK else 7  # bytes from one flip to the next in the small log
SMALL, LARGE = 2, 150  # rounds
# RocksDB's tables end with a footer; its logs are blocks of records with headers.
FOOTER_BYTES, HEADER_BYTES, BLOCK_BYTES = 53, 7, 32768


class Damage(logkit.LogCase):
    def setUp(self):
        super().setUp()
        self.source = self.path('source')
        self.local = threading.local()
        self.names = iter(range(1000))
        self.outcomes = collections.Counter()

    def files(self):
        found = []
        for folder, _, names in os.walk(self.source):
            found += [os.path.relpath(os.path.join(folder, name), self.source) for name in names]
        return sorted(found)

    def judge(self, what, rounds, damage, verb='verify'):
        """Applies `damage` to a copy; returns why the outcome breaks the promise, or None."""
        if not hasattr(self.local, 'folder'):
            self.local.folder = self.path('copy', next(self.names))
        copy = self.local.folder
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.source, copy)
        damage(copy)
        run = logkit.writer(verb, copy)
        if run.whole and run.last == rounds:
            self.outcomes['mended' if 'notice' in run.text else 'harmless'] += 1
            return None
        if run.code in logkit.REFUSED and len(run.text) > 20:
            self.outcomes['detected'] += 1
            return None
        return f'{what}, {verb}: exit {run.code}: {run.text[-200:] or "nothing said"}'

    def flip_all(self, rounds, places, verbs=None):
        """Flips the bits one by one; `verbs`: each with these, else a reader every fourth time."""
        def flip(job):
            (name, offset, bit), verb = job

            def damage(copy):
                with open(os.path.join(copy, name), 'r+b') as file:
                    file.seek(offset)
                    byte = file.read(1)[0]
                    file.seek(offset)
                    file.write(bytes([byte ^ 1 << bit]))
            return self.judge(f'{name} byte {offset} bit {bit}', rounds, damage, verb)
        jobs = [(place, verb) for place in places
                for verb in verbs or ('follow' if place[1] % 4 == 0 else 'verify',)]
        broken = logkit.side_by_side(flip, jobs)
        self.assert_none(broken, f'seed {SEED}, {len(jobs)} flips: {dict(self.outcomes)}')

    def test_bytes_of_a_small_log(self):
        """One bit of bytes all through the write-ahead log, the anchor's slots and what names the files."""
        self.assertEqual(logkit.writer('append', self.source, SMALL).code, 0)
        chance = random.Random(SEED)
        places = []
        for name in self.files():
            base = os.path.basename(name)
            size = os.path.getsize(os.path.join(self.source, name))
            offsets = range(size)
            if base == 'anchor':  # Slots are padded with zeros that nobody reads.
                with open(os.path.join(self.source, name), 'rb') as file:
                    used = file.read()
                offsets = [at for at in range(size) if used[at:at + 32].strip(b'\0') or at % 8192 == 5]
            if base.startswith(('LOG', 'OPTIONS')):
                offsets = [chance.randrange(size) for _ in range(5 if size else 0)]  # LOG holds warnings, if any.
            else:
                offsets = offsets[chance.randrange(STRIDE)::STRIDE]
            places += [(name, offset, chance.randrange(8)) for offset in offsets]
        self.flip_all(SMALL, places)

    def test_flips_in_tables(self):
        """Random bits of a log whose records lie in tables."""
        self.assertEqual(logkit.writer('append', self.source, LARGE, '--wal', 20000).code, 0)
        chance = random.Random(SEED)
        tables = [name for name in self.files() if name.endswith(('.sst', '.log')) or 'MANIFEST' in name]
        sizes = {name: os.path.getsize(os.path.join(self.source, name)) for name in tables}
        tables = [name for name in tables if sizes[name]]
        self.assertTrue(any(name.endswith('.sst') for name in tables))
        chosen = chance.choices(tables, [sizes[name] ** 0.5 for name in tables], k=FLIPS)
        self.flip_all(LARGE, [(name, chance.randrange(sizes[name]), chance.randrange(8)) for name in chosen])

    def test_ends_of_tables(self):
        """What RocksDB reads before any checksum: the last bytes of the properties and the footer, all bits of the one
        and some of the other; and random bits of metaindex and properties."""
        self.assertEqual(logkit.writer('append', self.source, LARGE, '--wal', 20000).code, 0)
        chance = random.Random(SEED)
        places = []
        for name in self.files():
            if not name.endswith('.sst'):
                continue
            with open(os.path.join(self.source, name), 'rb') as file:
                table = file.read()
            footer = len(table) - FOOTER_BYTES
            metaindex, at = 0, footer + 1  # After the kind of checksum: the metaindex's offset, a varint.
            while True:
                metaindex |= (table[at] & 127) << 7 * (at - footer - 1)
                at += 1
                if table[at - 1] < 128:
                    break
            places += [(name, metaindex - back, bit) for back in (6, 7) for bit in range(8)]
            places += [(name, chance.randrange(footer, len(table)), chance.randrange(8)) for _ in range(8)]
            places += [(name, chance.randrange(max(0, footer - 1000), footer), chance.randrange(8)) for _ in range(4)]
        self.flip_all(LARGE, chance.sample(places, min(len(places), FLIPS)))

    def test_types_in_the_write_ahead_log(self):
        """Each record's type, for the writer and for a reader, which RocksDB lets read for ever."""
        self.assertEqual(logkit.writer('append', self.source, 20).code, 0)
        jobs = []
        for path in logkit.wal_files(self.source):
            with open(path, 'rb') as file:
                log = file.read()
            at = 0
            while at + HEADER_BYTES <= len(log):
                if BLOCK_BYTES - at % BLOCK_BYTES < HEADER_BYTES:
                    at += BLOCK_BYTES - at % BLOCK_BYTES
                    continue
                jobs += [(os.path.relpath(path, self.source), at + 6, bit) for bit in range(8)]
                at += HEADER_BYTES + int.from_bytes(log[at + 4:at + 6], 'little')
        self.assertGreater(len(jobs), 8)
        self.flip_all(20, jobs, ('verify', 'follow'))

    def whole_files(self, rounds):
        def strike(job):
            name, what, verb = job

            def damage(copy):
                path = os.path.join(copy, name)
                size = os.path.getsize(path)
                if what == 'deleted':
                    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
                elif what == 'zeroed':
                    with open(path, 'wb') as file:
                        file.write(bytes(size))
                else:
                    os.truncate(path, {'emptied': 0, 'halved': size // 2, 'cut': max(0, size - 1)}[what])
            return self.judge(f'{name} {what}', rounds, damage, verb)
        jobs = [(name, what, verb) for name in self.files() for verb in ('verify', 'follow')
                for what in ('deleted', 'zeroed', 'emptied', 'halved', 'cut')]
        jobs += [('log', 'deleted', verb) for verb in ('verify', 'follow')]
        broken = logkit.side_by_side(strike, jobs)
        self.assert_none(broken, f'{len(jobs)} damaged files: {dict(self.outcomes)}')

    def test_files_of_a_small_log(self):
        self.assertEqual(logkit.writer('append', self.source, SMALL).code, 0)
        self.whole_files(SMALL)

    def test_files_of_a_log_with_tables(self):
        self.assertEqual(logkit.writer('append', self.source, LARGE, '--wal', 20000).code, 0)
        self.whole_files(LARGE)

    def test_a_refusal_names_what_is_missing_and_keeps_the_bytes(self):
        """The log that lost its end is refused by name, again and again, and no byte of it is thrown away."""
        self.assertEqual(logkit.writer('append', self.source, 30).code, 0)
        wal = logkit.wal_files(self.source)[-1]
        os.truncate(wal, os.path.getsize(wal) // 2)
        with open(wal, 'rb') as file:
            before = file.read()
        for _ in range(2):
            run = logkit.writer('verify', self.source)
            self.assertEqual(run.code, 74, run.text)
            self.assertRegex(run.text, r'records are missing: .*A: \d+ to 30')
            self.assertIn('repair --accept-loss', run.text)
        with open(wal, 'rb') as file:
            self.assertEqual(file.read(), before)


if __name__ == '__main__':
    unittest.main()
