#!/usr/bin/env node
// Lets forge use npm's solc as its compiler: answers --version, and --standard-json on stdin; other flags are ignored.
const fs = require('fs')
const path = require('path')
const solc = require('solc')

const flags = process.argv.slice(2)

/** Every value given for a flag, as `--flag value` or `--flag=value`. */
const valuesOf = flag => flags.flatMap((given, at) =>
  given === flag ? [flags[at + 1]] : given.startsWith(flag + '=') ? [given.slice(flag.length + 1)] : [])

const roots = [...valuesOf('--base-path'), ...valuesOf('--include-path'), '.']

function readImport(name) {
  const file = roots.map(root => path.resolve(root, name)).find(fs.existsSync)
  return file ? { contents: fs.readFileSync(file, 'utf8') } : { error: `not found: ${name}` }
}

/** Writes all of it: a pipe takes only as much as it has room for, and process.exit would lose the rest. */
function writeAll(bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

if (flags.includes('--version')) {
  // forge parses the native compiler's words
  const version = solc.version().replace('.Emscripten.clang', '.Linux.g++')
  writeAll(Buffer.from(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`))
} else {
  writeAll(Buffer.from(solc.compile(fs.readFileSync(0, 'utf8'), { import: readImport })))
}
