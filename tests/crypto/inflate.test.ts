import { deflateRawSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { inflate } from '../../src/crypto/content.ts'

const MIB = 1_024 * 1_024

afterEach(() => vi.unstubAllGlobals())

test('C11: of a bomb no more is inflated than the limit and a few pieces, however large it would become', async () => {
  const bomb = new Uint8Array(deflateRawSync(Buffer.alloc(64 * MIB)))
  expect(bomb.length).toBeLessThan(MIB)
  let inflated = 0
  class Counting extends DecompressionStream {
    override get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return super.readable.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform(piece, controller) {
            inflated += piece.length
            controller.enqueue(piece)
          },
        }),
      )
    }
  }
  vi.stubGlobal('DecompressionStream', Counting)
  expect(await inflate(bomb, 2 * MIB)).toBeNull()
  expect(inflated).toBeGreaterThan(2 * MIB)
  expect(inflated).toBeLessThan(8 * MIB)
})
