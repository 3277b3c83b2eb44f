#!/usr/bin/env node
// Runs the native forge of npm's package and ends as it ends: the package's own wrapper exits 0 whatever happened.
const { spawnSync } = require('child_process')
const path = require('path')

const arch = { x64: 'amd64' }[process.arch] || process.arch
const native = require.resolve(`@foundry-rs/forge-${process.platform}-${arch}/package.json`)
const { status, signal } = spawnSync(path.join(path.dirname(native), 'bin', 'forge'), process.argv.slice(2), {
  stdio: 'inherit',
  cwd: path.join(__dirname, '..'),
})
process.exit(signal ? 1 : status)
