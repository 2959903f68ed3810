/** What one act took, in ms of the page's own clock. */
export interface ActTimes {
  /** From the key to the end of the frame that shows what it did. */
  readonly painted: number
  /** Of the page's thread: the key's own task, and the frame. */
  readonly busy: number
  /** It stood in the very next frame. */
  readonly sameFrame: boolean
  /** Changes of the page, each an effect that ran to the end. */
  readonly changes: number
}

/** Frames of a scroll. */
export interface Frames {
  readonly intervals: readonly number[]
  /** Frames in which there was nothing where a row should be. */
  readonly blank: number
}

interface Instruments {
  benchAct?: Promise<ActTimes>
  benchFrames?: { readonly stop: () => Frames }
  readonly scheduler: {
    postTask(task: () => void, options: { readonly priority: 'user-blocking' }): Promise<unknown>
  }
}

/**
 * Runs in the page: makes ready for one key press, whose times `benchAct` then resolves with. `sign`, an expression,
 * comes true in the page by what the key does.
 */
export const awaitAct = (sign: string): void => {
  const GIVE_UP_MS = 5_000
  // reason: the instruments are names of this file on the page's global object
  const global = globalThis as unknown as Instruments
  const isTrue = new Function(`return Boolean(${sign})`)
  // Ahead of whatever else waits: a message comes behind timers that were set later, and what they do is in no frame yet.
  const whenDone = (next: () => void): void =>
    void global.scheduler.postTask(next, { priority: 'user-blocking' })
  global.benchAct = new Promise((resolve, reject) => {
    const clock = setTimeout(() => reject(new Error(`never came true: ${sign}`)), GIVE_UP_MS)
    window.addEventListener(
      'keydown',
      (event) => {
        const began = performance.now()
        let task = 0
        let frames = 0
        let changes = 0
        let awaited = false
        const end = (): void => {
          if (awaited || !isTrue()) return
          awaited = true
          const early = frames
          requestAnimationFrame(() => {
            const frame = performance.now()
            whenDone(() => {
              const now = performance.now()
              observer.disconnect()
              clearTimeout(clock)
              resolve({
                painted: now - event.timeStamp,
                busy: task + now - frame,
                sameFrame: early === 0,
                changes,
              })
            })
          })
        }
        const observer = new MutationObserver((records) => {
          changes += records.length
          end()
        })
        observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true })
        whenDone(() => {
          task = performance.now() - began
          end()
        })
        const countFrame = (): void => {
          frames++
          if (!awaited) requestAnimationFrame(countFrame)
        }
        requestAnimationFrame(countFrame)
      },
      { capture: true, once: true },
    )
  })
}

/** Runs in the page: notes every frame from now on, and whether a row stands at (`x`, `y`). */
export const watchFrames = (x: number, y: number, row: string): void => {
  // reason: the instruments are names of this file on the page's global object
  const global = globalThis as unknown as Instruments
  const times: number[] = []
  let blank = 0
  let over = false
  const note = (time: number): void => {
    if (over) return
    times.push(time)
    if (!document.elementFromPoint(x, y)?.closest(row)) blank++
    requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
  global.benchFrames = {
    stop() {
      over = true
      return { intervals: times.slice(1).map((time, at) => time - (times[at] ?? time)), blank }
    },
  }
}
