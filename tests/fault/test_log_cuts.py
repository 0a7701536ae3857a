"""The log killed at file operations, and the power cut at such moments: nothing acknowledged is lost, and the log
opens by itself (or, where RocksDB's own list of files is torn, after `repair`).

TINGBOK_LOG_CUTS sets the number of moments in all, TINGBOK_SEED which ones."""
import os
import random
import shutil
import time
import unittest

import logkit

WINDOW = 4
MOMENTS = int(os.environ.get('TINGBOK_LOG_CUTS', '5000' if logkit.SOAK else '60'))
SEED = int(os.environ.get('TINGBOK_SEED', str(int(time.time()))))
MODES = ['kept', 'lost', 'torn', 'random']  # kept: all of the page cache, as after a plain kill -9


class Cuts(logkit.LogCase):
    def load(self, folder, shadow, words, crash_at=0, log_file=''):
        env = logkit.shimmed(folder, FAULT_SHADOW=shadow, FAULT_CRASH_AT=crash_at, FAULT_LOG=log_file)
        return logkit.writer('append', folder, *words, '--window', WINDOW, env=env)

    def prepare(self, name, prior):
        """A fresh folder with what is to lie in it before the power fails."""
        folder = self.path(name, 'data')
        shutil.rmtree(self.path(name), ignore_errors=True)
        os.makedirs(self.path(name))
        if prior:
            shutil.copytree(prior, folder)
        else:
            os.mkdir(folder)
        return folder

    def sweep(self, title, moments, words, prior=None, known=0):
        dry = self.prepare('dry', prior)
        whole = self.load(dry, self.path('dry', 'shadow'), words, log_file=self.path('dry', 'notes'))
        self.assertEqual(whole.code, 0, whole.text)
        operations = logkit.operations(self.path('dry', 'notes'))
        chance = random.Random(SEED)
        points = [chance.randint(1, operations) for _ in range(moments)]
        mended = []

        def strike(job):
            number, point = job
            name = f'{title}{number}'
            folder = self.prepare(name, prior)
            acked = max(known, self.load(folder, self.path(name, 'shadow'), words, crash_at=point).acked)
            for mode in MODES:
                cut = self.path(name, 'cut')
                logkit.powercut(self.path(name, 'shadow'), cut, mode, SEED + number)
                run = logkit.writer('verify', cut, '--repair')
                wrong = logkit.judge(run, acked, WINDOW)
                if wrong is None and number % 5 == 0:
                    wrong = self.goes_on(cut, run.last)
                if wrong:
                    return f'{title}: operation {point} of {operations}, {mode}, seed {SEED + number}: {wrong}'
                mended.extend(line for line in run.text.splitlines() if not line.startswith('last'))
                shutil.rmtree(cut)
            shutil.rmtree(self.path(name))
            return None

        broken = logkit.side_by_side(strike, enumerate(points))
        self.assert_none(broken, f'seed {SEED}, {moments} moments x {len(MODES)} ways of dying, {operations} '
                                 f'operations, {len(mended)} mended')

    def goes_on(self, folder, last):
        more = logkit.writer('append', folder, last + 5)
        if more.code != 0:
            return f'does not go on: {more.text[-300:]}'
        return logkit.judge(logkit.writer('follow', folder), last + 5, 0)

    def test_from_the_first_start(self):
        """The folder is empty when the power fails for the first time."""
        self.sweep('first', MOMENTS // 4, [40])

    def test_with_tables_written_and_thrown_away(self):
        """A short write-ahead log, so that flushes, compactions and removed files are among the moments."""
        prior = self.path('prior')
        self.assertEqual(logkit.writer('append', prior, 100, '--wal', 20000).code, 0)
        self.sweep('tables', MOMENTS // 4, [220, '--wal', 20000], prior, known=100)

    def test_after_a_restart(self):
        """An old write-ahead log is still alive beside the new one; the anchor lags."""
        prior = self.path('prior')
        for rounds in (20, 40):
            self.assertEqual(logkit.writer('append', prior, rounds).code, 0)
        self.sweep('restart', MOMENTS // 4, [60, '--lagging'], prior, known=40)

    def test_while_being_mended(self):
        """The start itself mends a torn log from a copy, and the power fails in the middle of that."""
        prior = self.path('prior')
        self.assertEqual(logkit.writer('append', prior, 40).code, 0)
        with open(logkit.wal_files(prior)[-1], 'ab') as file:
            # Two whole records that nobody acknowledged, garbled by the cut before this one.
            file.write((b'crc!' + bytes([20, 0, 1]) + bytes(range(20))) * 2)
        untouched = self.path('look')
        shutil.copytree(prior, untouched)
        self.assertIn('mended', logkit.writer('verify', untouched).text)
        self.sweep('mending', MOMENTS - 3 * (MOMENTS // 4), [60], prior, known=40)


if __name__ == '__main__':
    unittest.main()
