import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { MAX_LINK_LENGTH, MAX_LINK_PLACES } from '../../src/crypto/limits.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { printBase64url } from '../../src/lib/bytes.ts'

const rooms = async (): Promise<readonly Capability[]> => {
  const owner = await createCapability()
  return [owner, await asWriter(owner), await asReader(owner)]
}

test('C1: one secret gives three roles of one room, and a weaker role holds no stronger secret', async () => {
  const [owner, writer, reader] = await rooms()
  expect(new Set([owner?.room, writer?.room, reader?.room]).size).toBe(1)
  expect(owner?.room).toMatch(/^[\w-]{27}$/)
  expect(writer).toMatchObject({ role: 'writer', ownerSecret: null })
  expect(reader).toMatchObject({
    role: 'reader',
    ownerSecret: null,
    writeSecret: null,
    writerKey: null,
    ownerKey: null,
  })
  expect(reader?.signers.writer).toBeNull()
})

test('C2: a link of every role is read back, bare or behind any address', async () => {
  for (const capability of await rooms()) {
    const code = await printLink(capability)
    for (const text of [
      code,
      `https://a.example/join#${code}`,
      ` <http://x/y?z=1#${code}>\n`,
      `${code.slice(0, 20)}\n  ${code.slice(20)}`,
      `https://a.example/join#${code}.`,
      `https://a.example/join#${code}\nSee you there!`,
      `Point #1: take https://a.example/join#${code}, please`,
      `_https://a.example/join#${code}_`,
    ]) {
      const parsed = await parseLink(text)
      expect(parsed).toMatchObject({
        ok: true,
        value: { mangled: false, capability: { role: capability.role, room: capability.room } },
      })
    }
  }
})

test('C3: a scanner that turned # into %23 is noticed, and the link still works', async () => {
  const capability = await asWriter(await createCapability())
  const code = await printLink(capability)
  for (const text of [`https://a.example/join%23${code}`, `https://a.example/join%2523${code}`])
    expect(await parseLink(text)).toMatchObject({
      ok: true,
      value: { mangled: true, capability: { room: capability.room } },
    })
})

test('C4: a cut link says so, at every length', async () => {
  for (const capability of await rooms()) {
    const code = await printLink(capability)
    for (let length = 4; length < code.length; length++)
      expect(await parseLink(`https://a.example/join#${code.slice(0, length)}`)).toEqual({
        ok: false,
        error: 'cut',
      })
  }
})

test('C4: a link of a later version or kind says so', async () => {
  for (const body of [
    [2, 1],
    [1, 9],
  ])
    expect(await parseLink(printBase64url(new Uint8Array([...body, ...new Uint8Array(60)])))).toEqual({
      ok: false,
      error: 'newer',
    })
})

test('C4: no text makes the reader throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      expect((await parseLink(text)).ok).toBe(false)
    }),
  )
})

test('C2: a link is looked for in its limit of places, and not in one more', async () => {
  const code = await printLink(await createCapability())
  expect((await parseLink(`${'#'.repeat(MAX_LINK_PLACES - 1)}#${code}`)).ok).toBe(true)
  expect((await parseLink(`${'#'.repeat(MAX_LINK_PLACES)}#${code}`)).ok).toBe(false)
})

test('C4: any changed letter is noticed', async () => {
  const code = await printLink(await asWriter(await createCapability()))
  await fc.assert(
    fc.asyncProperty(fc.nat(code.length - 1), fc.constantFrom(...'ABCxyz019-_'), async (at, letter) => {
      fc.pre(code[at] !== letter)
      const parsed = await parseLink(code.slice(0, at) + letter + code.slice(at + 1))
      expect(parsed.ok).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('C4: what is no link is told from an empty box', async () => {
  expect(await parseLink('  ')).toEqual({ ok: false, error: 'empty' })
  expect(await parseLink('hello there')).toEqual({ ok: false, error: 'not-a-link' })
  expect(await parseLink('https://arxiv.org/abs/2306.14544#section')).toEqual({
    ok: false,
    error: 'not-a-link',
  })
  const code = await printLink(await createCapability())
  expect((await parseLink(code.padEnd(MAX_LINK_LENGTH, ' '))).ok).toBe(true)
  expect(await parseLink(code.padEnd(MAX_LINK_LENGTH + 1, ' '))).toEqual({ ok: false, error: 'not-a-link' })
})
