import { afterEach, describe, expect, test, vi } from 'vitest'
import { takeArrivedLink } from '../../../src/features/share/arrivedLink.ts'

/** A window at `address`, whose history is what `replaceState` makes of it. */
const arriveAt = (address: string): { readonly address: () => string; readonly entries: () => number } => {
  let at = new URL(address)
  let entries = 1
  vi.stubGlobal('location', {
    get href() {
      return at.href
    },
    get hash() {
      return at.hash
    },
    get pathname() {
      return at.pathname
    },
    get search() {
      return at.search
    },
  })
  vi.stubGlobal('history', {
    state: { key: 'kept' },
    replaceState: (state: unknown, _title: string, url: string) => {
      expect(state).toEqual({ key: 'kept' })
      at = new URL(url, at)
    },
    pushState: () => (entries += 1),
  })
  return { address: () => at.href, entries: () => entries }
}

describe('the link one arrives with', () => {
  afterEach(() => vi.unstubAllGlobals())

  test('is taken whole, and its code leaves the address at once', () => {
    const page = arriveAt('https://carrel.example/join#AbCd-_123')
    expect(takeArrivedLink()).toBe('https://carrel.example/join#AbCd-_123')
    expect(page.address()).toBe('https://carrel.example/join')
  })

  test('may come as a link of the app’s own kind, and as nothing like it', () => {
    const code = 'AQIabcdefghijklmnopqrstuvwxyz-_0123'
    for (const link of [`web+carrel:join/${code}`, `web+carrel://join#${code}`]) {
      const page = arriveAt(`https://carrel.example/join#${encodeURIComponent(link)}`)
      expect(takeArrivedLink()).toBe(`https://carrel.example/join#${code}`)
      expect(page.address()).toBe('https://carrel.example/join')
    }
    for (const link of [
      'web+carrel:steal/abcdefghijklmnopqrstuvwxyz',
      'web+carrel:join/a b',
      'web+carrel:%',
    ]) {
      const address = `https://carrel.example/join#${encodeURIComponent(link)}`
      arriveAt(address)
      expect(takeArrivedLink()).toBe(address)
    }
  })

  test('leaves no entry in the history', () => {
    const page = arriveAt('https://carrel.example/join#AbCd')
    takeArrivedLink()
    expect(page.entries()).toBe(1)
  })

  test('keeps what else the address says', () => {
    const page = arriveAt('https://carrel.example/join?from=mail#AbCd')
    takeArrivedLink()
    expect(page.address()).toBe('https://carrel.example/join?from=mail')
  })

  test('is none where nothing stands behind the address', () => {
    arriveAt('https://carrel.example/join')
    expect(takeArrivedLink()).toBeNull()
    arriveAt('https://carrel.example/join#')
    expect(takeArrivedLink()).toBeNull()
  })

  test('is there once: asking again finds a clean address', () => {
    arriveAt('https://carrel.example/join#AbCd')
    takeArrivedLink()
    expect(takeArrivedLink()).toBeNull()
  })
})
