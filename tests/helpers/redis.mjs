// Where this machine has a Redis for the tests of the shared store; Debian's is installed where that is allowed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const PLACES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin']

const look = () => {
  const named = process.env.CARREL_REDIS
  if (named) return existsSync(named) ? named : undefined
  return [...PLACES, ...(process.env.PATH ?? '').split(path.delimiter)]
    .map((folder) => path.join(folder, 'redis-server'))
    .find((place) => existsSync(place))
}

/**
 * Finds a redis-server, or installs Debian's where this is Debian and we may; its service is not started.
 * @returns {{ ok: true, path: string } | { ok: false, message: string }}
 */
export const findRedis = () => {
  const found = look()
  if (found) return { ok: true, path: found }
  if (!process.env.CARREL_REDIS && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('No Redis here: installing Debian’s (apt-get install redis-server) …')
    // Several test files may come here at once: who is second waits for the first.
    const wait = ['-o', 'DPkg::Lock::Timeout=180']
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] }
    spawnSync('apt-get', [...wait, 'update', '-qq'], quiet)
    spawnSync('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
      ...quiet,
      // In runlevel 1 a package starts no service.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    })
    const installed = look()
    if (installed) return { ok: true, path: installed }
  }
  return {
    ok: false,
    message:
      'The tests of several relays over one store need Redis 7, and none was found. Install it (Debian and Ubuntu: sudo ' +
      'apt-get install redis-server; macOS: brew install redis) or set CARREL_REDIS to the path of a redis-server, then ' +
      'run npm test again.',
  }
}
