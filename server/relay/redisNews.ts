import type { LogNews, NewsListener, RoomNews } from './log.ts'
import type { RedisLine } from './redisLine.ts'
import { parseWord, printWord } from './redisWords.ts'

/** How often a process says that it lives, and hears by that that its own subscription does. */
const BEAT_MS = 5_000
/** Silent for so many beats, a process is gone. */
const MISSED_BEATS = 3
/** Processes over one Redis; whoever comes on top is not watched for its end. */
const MAX_PROCESSES = 64

const ALIVE_CHANNEL = 'carrel:alive'
const BYE = 'bye'

export const channelOf = (room: string): string => `carrel:room:${room}`

type Voice = Pick<LogNews, 'listen' | 'follow' | 'forget' | 'say'>

/**
 * Pub/sub, one channel for each room that is open here. `hear` is a line of its own, since a connection that listens can
 * do nothing else; `speak` any other. Call `connected` whenever `hear` has a new connection.
 */
export const createRedisNews = (
  self: string,
  hear: RedisLine,
  speak: RedisLine,
  beatMs = BEAT_MS,
): Voice & { connected(): void; replaced(): void; close(): Promise<void> } => {
  const followed = new Set<string>()
  const lastBeats = new Map<string, number>()
  let listener: NewsListener | null = null
  let heardMyself = Date.now()

  const take = (room: string) => (bytes: Uint8Array) => {
    const word = parseWord(bytes)
    if (!word || word.from === self) return
    // Whoever speaks of members is watched from then on: it may die before its first beat.
    if (!lastBeats.has(word.from) && lastBeats.size < MAX_PROCESSES) lastBeats.set(word.from, Date.now())
    listener?.word(room, word)
  }
  const listeners = new Map<string, (bytes: Uint8Array) => void>()

  const lose = (from: string): void => {
    if (lastBeats.delete(from)) listener?.left(from)
  }
  const takeBeat = (bytes: Uint8Array): void => {
    const [from = '', word] = Buffer.from(bytes).toString('latin1').split(' ')
    if (from === self) heardMyself = Date.now()
    else if (word === BYE) lose(from)
    else if (lastBeats.has(from)) lastBeats.set(from, Date.now())
    else if (lastBeats.size < MAX_PROCESSES) {
      lastBeats.set(from, Date.now())
      // New, or taken for gone while it was only slow: who is there?
      listener?.missed(null)
    }
  }

  const subscribe = async (channel: string, take: (bytes: Uint8Array) => void): Promise<boolean> => {
    try {
      await hear.client()?.subscribe(channel, take, true)
      return true
    } catch {
      // The connection broke; the next one subscribes to everything.
      return false
    }
  }

  const beat = setInterval(() => {
    void speak.ask('PUBLISH', ALIVE_CHANNEL, self)
    const now = Date.now()
    for (const [from, at] of lastBeats) if (now - at > MISSED_BEATS * beatMs) lose(from)
    // A subscription that died without a word: nothing else would show it.
    if (now - heardMyself > MISSED_BEATS * beatMs) {
      heardMyself = now
      hear.renew()
    }
  }, beatMs)
  beat.unref()

  return {
    listen(one) {
      listener = one
    },
    follow(room) {
      followed.add(room)
      const hearRoom = take(room)
      listeners.set(room, hearRoom)
      if (!hear.client()) return
      void subscribe(channelOf(room), hearRoom).then((done) => {
        if (done && followed.has(room)) listener?.missed(room)
      })
    },
    forget(room) {
      followed.delete(room)
      listeners.delete(room)
      hear
        .client()
        ?.unsubscribe(channelOf(room))
        .catch(() => undefined)
    },
    say(room, word: RoomNews) {
      void speak.ask('PUBLISH', channelOf(room), printWord(self, word))
    },
    connected() {
      heardMyself = Date.now()
      const all = [...listeners].map(([room, hearRoom]) => subscribe(channelOf(room), hearRoom))
      void Promise.all([subscribe(ALIVE_CHANNEL, takeBeat), ...all]).then(() => listener?.missed(null))
    },
    replaced: () => listener?.replaced(),
    async close() {
      clearInterval(beat)
      await speak.ask('PUBLISH', ALIVE_CHANNEL, `${self} ${BYE}`)
    },
  }
}
