"""Bundles are checked twice, by tingbok-replay and by replay/verifier/verify.py, which share nothing. What
somebody could do to one is done here: both must refuse it, and say where."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import forger

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BIN = os.environ.get('TINGBOK_BIN_DIR') or os.path.join(ROOT, 'build', 'release', 'bin')
SCRIPT = os.path.join(HERE, 'logs', 'small.jsonl')
ROOM = 'S/NS1'
EDITS = 10_000

sys.path.insert(0, os.path.join(ROOT, 'replay', 'verifier'))
import verify  # noqa: E402  (replay/verifier/verify.py)


def run(name, *args):
    return subprocess.run([os.path.join(BIN, name), *map(str, args)], capture_output=True, text=True,
                          encoding='utf8', check=False, timeout=300)


def made(folder, *how):
    """A bundle of the small workshop: (lines, left out, events to a checkpoint, erased, key)."""
    data, out = os.path.join(folder, 'data'), os.path.join(folder, 'bundle')
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for done in (run('tingbok-make-log', SCRIPT, data, *how),
                 run('tingbok-replay', 'export', '--data', data, '--programme', 'S', '--out', out)):
        assert done.returncode == 0, done.stdout + done.stderr
    with open(out, 'rb') as file:
        return file.read()


class Bundles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.whole = made(os.path.join(cls.folder, 'whole'), 0, 0, 20, 7)
        cls.note = forger.Bundle(cls.whole).texts['note ' + ROOM]
        cls.seed = random.randrange(2**32)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(data)
        return path

    def ours(self, data, note=None, receipt=None):
        """What tingbok-replay finds wrong; empty: nothing."""
        args = [self.write('given', data)]
        if note is not None:
            args += ['--checkpoint', self.write('note', note)]
        if receipt is not None:
            args += ['--receipt', self.write('receipt', receipt)]
        done = run('tingbok-replay', 'verify', *args)
        if done.returncode == 0:
            return ''
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        wrong = [line for line in done.stdout.splitlines() if line.startswith('WRONG')]
        self.assertTrue(wrong, done.stdout + done.stderr)
        return wrong[0]

    def theirs(self, data, note=None, receipt=None):
        """What verify.py finds wrong."""
        try:
            verify.check(data, [verify.Note(note, 'note')] if note is not None else [],
                         [verify.Receipt(receipt, 'receipt')] if receipt is not None else [])
        except verify.Wrong as wrong:
            return f'WRONG  {wrong}'
        return ''

    def assert_refused(self, data, named, note=None, receipt=None):
        """Both refuse it; each names one of `named`."""
        for who, found in (('tingbok-replay', self.ours(data, note, receipt)),
                           ('verify.py', self.theirs(data, note, receipt))):
            self.assertTrue(any(name in found for name in named), f'{who}: {found or "accepted"}')

    def test_a_whole_bundle_is_whole_for_both(self):
        self.assertEqual('', self.ours(self.whole, note=self.note))
        self.assertEqual('', self.theirs(self.whole, note=self.note))
        receipt = forger.Bundle(self.whole).receipt(ROOM, 12)
        self.assertEqual('', self.ours(self.whole, receipt=receipt))
        self.assertEqual('', self.theirs(self.whole, receipt=receipt))
        self.assertEqual(self.whole, forger.Bundle(self.whole).write(), 'the forger knows the format')

    def test_the_page_of_the_format_shows_a_bundle(self):
        """docs/bundle-format.md: its header, records and manifest make a bundle that is whole."""
        with open(os.path.join(ROOT, 'docs', 'bundle-format.md'), encoding='utf8') as file:
            page = file.read()
        shown, name = {}, ''
        for line in re.search('```hex\n(.*?)```', page, re.DOTALL)[1].splitlines():
            name = line[:20].strip() or name
            shown[name] = shown.get(name, b'') + bytes.fromhex(line[20:])
        records = shown['record 1'] + shown['record 2']
        member = forger.member('streams/000001.records', records)
        for name in [name for name in shown if name.startswith('header')]:
            begin = int(name.split()[-1])
            self.assertEqual(shown[name], member[begin:begin + len(shown[name])], name)
        self.assertEqual(sum(member[:512]), sum(sum(part) for name, part in shown.items() if name.startswith('h')))
        manifest = re.search('```json\n(.*?)```', page, re.DOTALL)[1].encode()
        texts = forger.Bundle(self.whole).texts
        data = forger.seal(forger.member('README.txt', texts['README.txt']) + forger.member('manifest.json', manifest)
                           + forger.member('schema.binpb', texts['schema.binpb']) + member)
        self.assertEqual('', self.ours(data))
        self.assertEqual('', self.theirs(data))

    def test_erased_personal_parts_are_lawful_and_counted(self):
        erased = {stream.name: stream.erased for stream in verify.check(self.whole)}
        told = json.loads(run('tingbok-replay', 'verify', self.write('given', self.whole), '--json').stdout)
        self.assertEqual({name: count for name, count in erased.items() if count},
                         {one['stream']: one['erased'] for one in told['streams'] if one['erased']})
        self.assertGreater(sum(erased.values()), 2)

    def test_the_command_lines_agree_on_exit_codes(self):
        for args, code in (([self.write('given', self.whole)], 0), ([self.write('cut', self.whole[:-1])], 1),
                           ([], 2), ([os.path.join(self.folder, 'nowhere')], 72),
                           ([self.write('empty', b'')], 1)):
            for done in self.both(*args):
                self.assertEqual(code, done.returncode, done.stdout + done.stderr)
                self.assertTrue(done.stdout + done.stderr)

    def test_what_is_held_must_be_what_it_should_be(self):
        """A note, receipt or key that is none says nothing of the bundle: wrong use, for both."""
        whole, tull = self.write('given', self.whole), self.write('tull', b'tull\n')
        for flag in ('--checkpoint', '--receipt', '--key'):
            for done in self.both(whole, flag, tull):
                with self.subTest(flag, program=done.args[0]):
                    self.assertEqual(2, done.returncode, done.stdout + done.stderr)
                    self.assertTrue(done.stderr)

    def test_a_key_that_must_have_signed_has_to(self):
        """With --key, a room of which nothing is signed is not whole; without, it is what it says."""
        bundle = forger.Bundle(self.whole)
        key = self.write('key.txt', bundle.texts['keys.txt'])
        for done in self.both(self.write('given', self.whole), '--key', key):
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        bundle.drop_checkpoints()
        unsigned = self.write('unsigned', bundle.write())
        for done in self.both(unsigned):
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        for done in self.both(unsigned, '--key', key):
            with self.subTest(program=done.args[0]):
                self.assertEqual(1, done.returncode, done.stdout + done.stderr)
                self.assertRegex(done.stdout, 'WRONG  .*S/.* is signed')

    def both(self, *args):
        """What each of the two programs made of it."""
        program = os.path.join(ROOT, 'replay', 'verifier', 'verify.py')
        return (run('tingbok-replay', 'verify', *args),
                subprocess.run([sys.executable, program, *args], capture_output=True, text=True, check=False))

    def test_a_flipped_bit_in_any_record_is_named(self):
        """Sealed again, everything else as it was: the stream is named, and mostly the record."""
        chance = random.Random(self.seed)
        names = list(forger.Bundle(self.whole).streams)
        for name in names:
            count = len(forger.Bundle(self.whole).streams[name])
            shown = set(chance.sample(range(count), min(count, 4)))
            for number in range(count):
                bundle = forger.Bundle(self.whole)
                record = bundle.streams[name][number]
                part = chance.choice([0, 1]) if record[1] else 0
                bits = bytearray(record[part])
                bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
                record[part] = bytes(bits)
                data = bundle.write(recount=False)
                with self.subTest(stream=name, number=number + 1, part=part, seed=self.seed):
                    self.assertIn(name, self.theirs(data))
                    if number in shown:
                        self.assertIn(name, self.ours(data))

    def test_dropped_inserted_and_swapped_records_are_named(self):
        def drop(records):
            del records[19]

        def insert(records):
            records.insert(19, list(records[18]))

        def swap(records):
            records[19], records[20] = records[20], records[19]

        for change in (drop, insert, swap):
            with self.subTest(change.__name__):
                bundle = forger.Bundle(self.whole)
                change(bundle.streams[ROOM])
                self.assert_refused(bundle.write(), [f'record 20 of {ROOM}'])
                # Numbers, times, answers, roots and seal made to fit, and no checkpoint left in it.
                bundle.renumber(ROOM)
                bundle.drop_checkpoints()
                self.assert_refused(bundle.write(), [f'of {ROOM}', 'history was rewritten'], note=self.note)

    def test_a_tail_that_is_cut_is_named(self):
        shorter = made(os.path.join(self.folder, 'shorter'), 40, 0, 20, 7)
        self.assertEqual('', self.ours(shorter) + self.theirs(shorter), 'it is consistent in itself')
        self.assert_refused(shorter, ['its end is gone', 'its tail was cut'], note=self.note)
        receipt = forger.Bundle(self.whole).receipt(ROOM, len(forger.Bundle(self.whole).streams[ROOM]))
        self.assert_refused(shorter, ['receipt'], receipt=receipt)

    def test_rewritten_history_is_named(self):
        """A line after a checkpoint never happened; all that follows is made anew, by the true rules."""
        other = made(os.path.join(self.folder, 'other'), 0, 30, 20, 7)
        self.assertEqual('', self.ours(other) + self.theirs(other), 'it is consistent in itself')
        self.assert_refused(other, ['history was rewritten', 'its end is gone', 'its tail was cut'], note=self.note)
        first = forger.get(forger.get(forger.Bundle(self.whole).streams[ROOM + '/checkpoints'][0][0], 23), 1)
        self.assertEqual('', self.ours(other, note=first) + self.theirs(other, note=first),
                         'what came before is the same')

    def test_a_forged_checkpoint_is_named(self):
        lines = self.note.decode().split('\n')
        lines[1] = str(int(lines[1]) - 1)
        bundle = forger.Bundle(self.whole)
        leaves = bundle.leaves(ROOM)[:int(lines[1])]
        lines[2] = forger.base64.b64encode(forger.tree(leaves)).decode()
        forged = '\n'.join(lines).encode()
        self.assert_refused(self.whole, ['is forged'], note=forged)
        # The same inside the bundle, sealed again.
        last = bundle.streams[ROOM + '/checkpoints'][-1]
        noted = forger.put(forger.put(forger.get(last[0], 23), 1, forged), 2, int(lines[1]))
        last[0] = forger.put(last[0], 23, noted)
        bundle.texts['note ' + ROOM] = forged
        self.assert_refused(bundle.write(), [ROOM + '/checkpoints'])

    def test_a_checkpoint_and_a_proof_of_another_log_are_named(self):
        others = made(os.path.join(self.folder, 'key'), 0, 0, 20, 7, 'b')
        other = forger.Bundle(others)
        self.assert_refused(self.whole, ['not the key that is known', 'not a key that is known'],
                            note=other.texts['note ' + ROOM])
        self.assert_refused(self.whole, ['receipt'], receipt=other.receipt(ROOM, 12))
        rewritten = forger.Bundle(made(os.path.join(self.folder, 'else'), 0, 30, 20, 7))
        late = len(rewritten.streams[ROOM]) - 1
        self.assert_refused(self.whole, ['receipt'], receipt=rewritten.receipt(ROOM, late))
        wrong = json.loads(forger.Bundle(self.whole).receipt(ROOM, 12))
        wrong['inclusion']['path'].reverse()
        self.assert_refused(self.whole, ['receipt'], receipt=json.dumps(wrong).encode())

    def test_a_receipt_that_hides_its_record_is_compared_with_the_bundle(self):
        """A reader who may not read the record gets a proof without it; what stands in the bundle is read all the same."""
        for field, other in (('timeMs', '1'), ('stateHash', forger.base64.b64encode(bytes(32)).decode())):
            proof = json.loads(forger.Bundle(self.whole).receipt(ROOM, 12))
            del proof['inclusion']['core']
            receipt = json.dumps(proof).encode()
            self.assertEqual('', self.ours(self.whole, receipt=receipt) + self.theirs(self.whole, receipt=receipt))
            proof['receipt'][field] = other
            with self.subTest(field):
                self.assert_refused(self.whole, ['receipt'], receipt=json.dumps(proof).encode())

    def test_a_kept_answer_that_names_other_events_is_named(self):
        """The command began where its first event is, and not before."""
        bundle = forger.Bundle(self.whole)
        records = bundle.streams[ROOM]
        at, record = next((at, one) for at, one in enumerate(records) if at > 20 and one[2])
        receipt = forger.get(record[2], 1)
        record[2] = forger.put(record[2], 1, forger.put(receipt, 2, forger.get(receipt, 2) - 1))
        self.assert_refused(bundle.write(), [f'record {at + 1} of {ROOM} has a kept answer'])

    def test_no_single_byte_can_be_changed_unnoticed(self):
        """In every kind of member alike: headers, fillings, records, texts, the seal, the end."""
        chance = random.Random(self.seed)
        spans, at = [], 0
        while at < len(self.whole) - 1024:
            size = int(self.whole[at + 124:at + 135], 8)
            end = at + 512 + size + -size % 512
            spans += [(at, at + 512), (at + 512, end)]
            at = end
        spans.append((at, len(self.whole)))
        data = bytearray(self.whole)
        for edit in range(EDITS):
            place = chance.randrange(*chance.choice(spans))
            before, data[place] = data[place], chance.choice([b for b in range(256) if b != data[place]])
            if not self.theirs(bytes(data)):
                self.fail(f'edit {edit} with seed {self.seed}: byte {place} of {before} is now {data[place]}')
            data[place] = before
        self.assertEqual('', self.theirs(bytes(data)))


if __name__ == '__main__':
    unittest.main()
