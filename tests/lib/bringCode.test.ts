import { expect, test } from 'vitest'
import { bringCode } from '../../src/lib/bringCode.ts'

const ORIGIN = 'https://carrel.example'
const PART = `${ORIGIN}/assets/Part-abc_1.js`
/** As a browser says it, in which what failed once has failed for as long as the page stands. */
const failing = (message: string, heard: string[]) => (): Promise<string> => {
  heard.push('load')
  return Promise.reject(new TypeError(message))
}
const bringing =
  (heard: string[], arrives: (address: string) => boolean) =>
  (address: string): Promise<string> => {
    heard.push(address)
    return arrives(address) ? Promise.resolve(`from ${address}`) : Promise.reject(new TypeError('not there'))
  }
const pausing = (heard: string[], most: number) => (): Promise<void> => {
  heard.push('pause')
  return heard.filter((word) => word === 'pause').length > most
    ? new Promise<never>(() => undefined)
    : Promise.resolve()
}

test('what is here at once is asked for once, without a pause', async () => {
  const heard: string[] = []
  const code = await bringCode(
    () => Promise.resolve('the part'),
    pausing(heard, 0),
    ORIGIN,
    bringing(heard, () => true),
  )
  expect([code, heard]).toEqual(['the part', []])
})

test.each([
  `Failed to fetch dynamically imported module: ${PART}`,
  `error loading dynamically imported module: ${PART}`,
])('a part that the browser remembers as failed comes under another address: %s', async (message) => {
  const heard: string[] = []
  const code = await bringCode(
    failing(message, heard),
    pausing(heard, 3),
    ORIGIN,
    bringing(heard, (address) => address.endsWith('?again=3')),
  )
  expect(code).toBe(`from ${PART}?again=3`)
  expect(heard).toEqual([1, 2, 3].flatMap((again) => ['load', 'pause', `${PART}?again=${again}`]))
})

test('a browser that asks the network again needs no other address', async () => {
  const heard: string[] = []
  let tries = 0
  const code = await bringCode(
    () =>
      ++tries < 3 ? Promise.reject(new Error('Importing a module script failed.')) : Promise.resolve('it'),
    pausing(heard, 9),
    ORIGIN,
    bringing(heard, () => true),
  )
  expect([code, heard]).toEqual(['it', ['pause', 'pause']])
})

test.each(['https://elsewhere.example/assets/x.js', `${ORIGIN}.elsewhere.example/x.js`, `${ORIGIN}/x.css`])(
  'nothing is brought from another place, whatever an error names: %s',
  async (address) => {
    const heard: string[] = []
    void bringCode(
      failing(`Failed: ${address}`, heard),
      pausing(heard, 2),
      ORIGIN,
      bringing(heard, () => true),
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(heard).toEqual(['load', 'pause', 'load', 'pause', 'load', 'pause'])
  },
)
