import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerFor, isAsNamed, MAX_KEPT_FILES, toCarryOver, toForget } from '../../src/workers/caching.ts'

const origin = 'https://carrel.example'
const ask = (target: string, { method = 'GET', mode = 'cors' } = {}) =>
  answerFor({ method, mode, url: new URL(target, origin), origin })

describe('what the service worker answers', () => {
  it('is the app’s page to every route, with whatever search behind it', () => {
    const router = readFileSync(path.resolve(import.meta.dirname, '../../src/app/router.tsx'), 'utf8')
    const routes = [...router.matchAll(/path: '(\/[^']*)'/g)].map((match) => match[1] ?? '')
    expect(routes.length).toBeGreaterThan(8)
    for (const route of [
      ...routes,
      '/feed/2025-12-08/paper/arxiv:2306.14544?sort=new',
      '/add?title=A&url=https%3A%2F%2Fx',
      '/join%23AQIabc',
      '/nowhere/at/all',
    ])
      expect([route, ask(route, { mode: 'navigate' })]).toEqual([route, 'shell'])
  })

  it.each([
    ['/assets/main-a1b2.js', 'kept'],
    ['/assets/inter-latin.woff2', 'kept'],
    ['/icons/mark.svg', 'shipped'],
    ['/boot.js', 'shipped'],
    ['/manifest.webmanifest', 'shipped'],
    ['/carrel.json', 'fresh'],
    ['/healthz', 'network'],
    ['/metrics', 'network'],
    ['/relay', 'network'],
    ['/service.worker.js', 'network'],
    ['https://elsewhere.example/assets/main.js', 'network'],
    ['http://carrel.example/carrel.json', 'network'],
  ])('to a request for %s: %s', (target, answer) => {
    expect(ask(target)).toBe(answer)
  })

  it.each(['/healthz', '/carrel.json', '/assets/x.js', '/icons/mark.svg', '/service.worker.js'])(
    'to %s opened in a tab is never the page',
    (target) => {
      expect(ask(target, { mode: 'navigate' })).not.toBe('shell')
    },
  )

  it('is left to the network for all that is not asked for with GET', () => {
    for (const method of ['POST', 'PUT', 'HEAD', 'DELETE'])
      expect([method, ask('/saved', { method, mode: 'navigate' })]).toEqual([method, 'network'])
  })

  it('keeps what another app shares, and nothing else that is sent', () => {
    expect(ask('/add', { method: 'POST', mode: 'navigate' })).toBe('share')
    expect(ask('/add', { method: 'POST' })).toBe('network')
    expect(ask('https://elsewhere.example/add', { method: 'POST', mode: 'navigate' })).toBe('network')
  })
})

describe('a file that was fetched later', () => {
  it.each([
    ['/assets/a.js', 'text/javascript; charset=utf-8', true],
    ['/assets/a.js', 'text/html', false],
    ['/assets/a.css', 'text/html; charset=utf-8', false],
    ['/assets/a.woff2', 'font/woff2', true],
    ['/assets/a.wasm', '', false],
    ['/assets/a.unknown', 'text/html', true],
  ])('of the name %s and the type “%s” is what it says: %s', (name, type, fits) => {
    expect(isAsNamed(name, type)).toBe(fits)
  })
})

describe('files of the version before', () => {
  it('go over where a tab may still ask for them', () => {
    const before = ['/assets/a-1.js', '/assets/b-1.js', '/index.html?__WB_REVISION__=1', '/boot.js'].map(
      (name) => `${origin}${name}`,
    )
    expect(
      toCarryOver([...before, 'https://elsewhere.example/assets/c.js'], new Set(['/assets/b-1.js']), origin),
    ).toEqual([`${origin}/assets/a-1.js`])
  })

  it('are kept up to a number, and the oldest go first', () => {
    const full = Array.from({ length: MAX_KEPT_FILES }, (_, index) => `/assets/${index}.js`)
    expect(toForget(full)).toEqual([])
    expect(toForget([...full, '/assets/newest.js'])).toEqual(['/assets/0.js'])
  })
})
