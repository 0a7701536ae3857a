"""The client library as others get it: installed, found by CMake, built against, run."""
import os
import shutil
import subprocess
import unittest

import harness

BUILD = os.environ.get('TINGBOK_BUILD_DIR') or os.path.join(harness.ROOT, 'build', 'release')
EXAMPLE = os.path.join(harness.ROOT, 'client-lib', 'cpp', 'examples')


class Package(harness.WithFolder):
    @unittest.skipIf(harness.SANITIZED, 'the package is a release')
    def test_the_example_builds_against_the_installed_package(self):
        """cmake --install, then a project of its own with find_package(tingbok)."""
        prefix, build = self.path('prefix'), self.path('example')
        self.command('cmake', '--install', BUILD, '--component', 'client', '--prefix', prefix)
        launcher = shutil.which('ccache')
        self.command('cmake', '-S', EXAMPLE, '-B', build, '-G', 'Ninja',
                     f'-DCMAKE_PREFIX_PATH={prefix}', '-DCMAKE_CXX_COMPILER=clang++-19',
                     '-DCMAKE_BUILD_TYPE=Debug',
                     *([f'-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}'] if launcher else []))
        self.command('cmake', '--build', build, '-j', '1')
        self.run_example(os.path.join(build, 'take_part'))

    def run_example(self, program):
        """It joins a workshop of a running server and writes a note there."""
        server = self.server()
        self.assertEqual(201, server.http('POST', '/api/v1/programmes',
                                          harness.small_programme())[0])
        done = subprocess.run([program, server.url, 'P/R'], input=server.token('P', 'M1'),
                              capture_output=True, text=True, timeout=60)
        self.assert_ok(done)
        _, state = server.http('GET', '/api/v1/workshops/P/R/state')
        notes = [entity for entity in state['entities'] if 'note' in entity]
        self.assertEqual(1, len(notes), done.stdout)
        self.assertEqual(0, server.stop())

    def command(self, *args):
        done = subprocess.run(args, capture_output=True, text=True, timeout=600)
        self.assertEqual(0, done.returncode, f'{args}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}')


if __name__ == '__main__':
    unittest.main()
