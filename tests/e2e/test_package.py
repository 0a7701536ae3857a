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
        programs = [name for name in os.listdir(build)
                    if os.path.isfile(os.path.join(build, name))
                    and os.access(os.path.join(build, name), os.X_OK)]
        self.assertTrue(programs, os.listdir(build))

    def command(self, *args):
        done = subprocess.run(args, capture_output=True, text=True, timeout=600)
        self.assertEqual(0, done.returncode, f'{args}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}')


if __name__ == '__main__':
    unittest.main()
