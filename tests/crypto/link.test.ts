import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { MAX_LINK_LENGTH } from '../../src/crypto/limits.ts'
import { parseLink, printLink } from '../../src/crypto/link.ts'

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
  const code = await printLink(await asReader(await createCapability()))
  for (let length = 4; length < code.length - 1; length++) {
    const parsed = await parseLink(code.slice(0, length))
    expect(parsed.ok ? 'read' : parsed.error).toMatch(/^(cut|not-a-link)$/)
  }
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
  expect(await parseLink('x'.repeat(MAX_LINK_LENGTH + 1))).toEqual({ ok: false, error: 'not-a-link' })
})
