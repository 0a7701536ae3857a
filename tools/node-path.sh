# Sourced in the top folder by what runs Node: the one that tools/install-dependencies.sh got from npm, where
# it had to, goes before the machine's own.
PATH=$PWD/tools/node/node_modules/.bin:$PATH

# Whether the Node on the path builds and tests the browser app: Vite and Vitest ask for 20.19, and Debian 12 has 18.
node_is_new_enough() {
  hash -r  # It may have been installed since the shell last looked.
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}
