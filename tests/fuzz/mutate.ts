/** A number below `below`, by chance. */
export type Pick = (below: number) => number

export const pickWith =
  (random: () => number): Pick =>
  (below) =>
    Math.floor(random() * below)

/** Bytes at which decoders have their borders. */
const BORDERS = [0, 1, 0x7f, 0x80, 0xfe, 0xff]

const noise = (length: number, pick: Pick): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = pick(256)
  return bytes
}

/** A variable-length number as large as one can be, or larger. */
const hugeNumber = (pick: Pick): Uint8Array =>
  Uint8Array.from({ length: 1 + pick(10) }, (_none, at) => (at === 9 ? 0x7f : 0xff))

const splice = (bytes: Uint8Array, at: number, drop: number, put: Uint8Array): Uint8Array => {
  const end = Math.min(bytes.length, at + drop)
  const made = new Uint8Array(at + put.length + bytes.length - end)
  made.set(bytes.subarray(0, at), 0)
  made.set(put, at)
  made.set(bytes.subarray(end), at + put.length)
  return made
}

const MUTATIONS: readonly ((bytes: Uint8Array, other: Uint8Array, pick: Pick) => Uint8Array)[] = [
  (bytes, _other, pick) => {
    const changed = bytes.slice()
    const at = pick(changed.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << pick(8))
    return changed
  },
  (bytes, _other, pick) => {
    const changed = bytes.slice()
    changed[pick(changed.length)] = BORDERS[pick(BORDERS.length)] ?? pick(256)
    return changed
  },
  (bytes, _other, pick) => {
    const changed = bytes.slice()
    changed[pick(changed.length)] = pick(256)
    return changed
  },
  (bytes, _other, pick) => bytes.slice(0, pick(bytes.length + 1)),
  (bytes, _other, pick) => splice(bytes, pick(bytes.length + 1), 0, noise(1 + pick(8), pick)),
  (bytes, _other, pick) => splice(bytes, pick(bytes.length + 1), pick(4), hugeNumber(pick)),
  (bytes, _other, pick) => splice(bytes, pick(bytes.length + 1), 1 + pick(16), new Uint8Array(0)),
  (bytes, _other, pick) => {
    const from = pick(bytes.length + 1)
    return splice(bytes, pick(bytes.length + 1), 0, bytes.slice(from, from + 1 + pick(64)))
  },
  (bytes, other, pick) =>
    splice(bytes, pick(bytes.length + 1), bytes.length, other.slice(pick(other.length + 1))),
  (_bytes, _other, pick) => noise(pick(120), pick),
]

/** One of `samples` with some of it changed, cut, doubled, joined with another; now and then nothing but noise. */
export const mutated = (samples: readonly Uint8Array[], pick: Pick): Uint8Array<ArrayBuffer> => {
  const sample = (): Uint8Array => samples[pick(samples.length)] ?? new Uint8Array(0)
  let bytes = sample()
  for (let times = 1 + pick(pick(6) + 1); times > 0; times--) {
    const mutation = MUTATIONS[pick(MUTATIONS.length)]
    if (bytes.length > 0 && mutation) bytes = mutation(bytes, sample(), pick)
  }
  return new Uint8Array(bytes)
}
