"""A programme's reports as a table that a spreadsheet opens: what people wrote is text there, and nothing
that is worked out or run."""
import csv
import io
import unittest

import harness
import ws


class Reports(harness.WithFolder):
    def test_a_cell_is_never_a_formula(self):
        """What begins like a formula gets an apostrophe in front; other text stays as it is."""
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes', harness.small_programme())[0])
        said = ['=HYPERLINK("http://x")', '+47 555', '-1', '@SUM(A1)', 'Vi er enige, = og "klare"']
        with ws.join(server, 'P/R', 'LEDER') as socket:
            ws.answer(socket, 'here', {'join': {'how': 'PLACE_HALL'}})
            for count, text in enumerate(said):
                done = ws.answer(socket, f'c{count}', {'report': {}, 'text': text})
                self.assertIn('receipt', done, done)
        done = self.assert_ok(harness.run('tingbok-replay', 'reports', '--data', self.path('data'),
                                          '--programme', 'P'))
        rows = [row['text'] for row in csv.DictReader(io.StringIO(done.stdout))]
        self.assertEqual(["'" + text for text in said[:4]] + said[4:], rows)


if __name__ == '__main__':
    unittest.main()
