"""Templates from the command line: checking one needs no server, making one needs only the log."""
import glob
import hashlib
import os
import unittest

import harness

SHIPPED = sorted(glob.glob(os.path.join(harness.ROOT, 'core', 'domain', 'templates', '*.textproto')))


class Templates(harness.WithFolder):
    def client(self, *args):
        return harness.run('tingbok-client', 'template', *args)

    def test_the_shipped_ones_are_usable_and_canonical(self):
        """check says the id, version and SHA-256 of the file; print gives the file itself."""
        self.assertEqual(7, len(SHIPPED))
        for path in SHIPPED:
            with self.subTest(os.path.basename(path)), open(path, encoding='utf8') as stream:
                text = stream.read()
                digest = hashlib.sha256(text.encode()).hexdigest()
                name = os.path.basename(path).removesuffix('.textproto')
                checked = self.assert_ok(self.client('check', path))
                self.assertEqual(f'{name} version 1 sha256 {digest}\n', checked.stdout)
                self.assertEqual(text, self.assert_ok(self.client('print', path)).stdout)

    def test_what_is_wrong_is_said(self):
        """1 and a sentence for a template that cannot be used; 2 for a file that is not there."""
        path = self.path('bad.textproto')
        for text, sentence in (
                ('', 'The first line of a template is'),
                ('# tingbok-template/1\nformat "x"\n', 'Line 2 cannot be read'),
                ('# tingbok-template/1\nformat: "tingbok-template/1"\nid: "x"\nversion: 1\ntitle: "T"\n'
                 'votes { terms { vote: "V" kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST '
                 'electorate { people: "R1" } } }\n', 'names who may vote')):
            with open(path, 'w', encoding='utf8') as stream:
                stream.write(text)
            with self.subTest(sentence):
                done = self.client('check', path)
                self.assertEqual(1, done.returncode)
                self.assertIn(sentence, done.stderr)
                self.assertEqual('', done.stdout)
        missing = self.client('check', self.path('missing'))
        self.assertEqual(2, missing.returncode)
        self.assertIn('cannot be read', missing.stderr)
        self.assertEqual(2, self.client('check').returncode)

    def test_a_room_that_was_held_becomes_a_template(self):
        """From the log of a played script, to a file that can be used."""
        server = self.server()
        self.assert_ok(server.client('play', harness.script('E')))
        self.assertEqual(0, server.stop())
        replay = ('tingbok-replay', 'template', '--data', self.path('data'), '--room', 'E/NS1')
        printed = self.assert_ok(harness.run(*replay)).stdout
        self.assertTrue(printed.startswith('# tingbok-template/1\n'))
        self.assertIn('title: "Runde: erfaringer og ambisjoner (5 min hver)"', printed)
        out = self.path('samling.textproto')
        self.assert_ok(harness.run(*replay, '--id', 'samling', '--out', out))
        self.assertIn('samling version 1', self.assert_ok(self.client('check', out)).stdout)
        wrong = harness.run(*replay, '--id', 'med mellomrom')
        self.assertEqual(2, wrong.returncode)
        self.assertIn("A template's id is", wrong.stderr)
        nowhere = harness.run(*replay, '--out', self.path('no/such/folder'))
        self.assertEqual(2, nowhere.returncode)


if __name__ == '__main__':
    unittest.main()
