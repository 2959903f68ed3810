/** Another line's reading, stopped and started. */
export interface Reading {
  pause(): void
  resume(): void
}

/** One socket's own part of an {@link Intake}. */
export class IntakeLine {
  readonly #intake: Intake
  readonly #reading: Reading
  #held = 0
  #paused = false
  #choked = false
  #ended = false

  constructor(intake: Intake, reading: Reading) {
    this.#intake = intake
    this.#reading = reading
  }

  take(bytes: number): void {
    this.#held += bytes
    this.#intake.add(bytes)
    this.look()
  }

  give(bytes: number): void {
    if (this.#ended) return
    this.#held -= bytes
    this.#intake.add(-bytes)
    this.look()
    this.#intake.release()
  }

  /** Another reason not to read from it: it does not read what it is owed. */
  choke(on: boolean): void {
    this.#choked = on
    this.look()
  }

  isPaused(): boolean {
    return this.#paused
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#intake.add(-this.#held)
    this.#intake.forget(this)
    this.#intake.release()
  }

  /** Stops or starts the reading, as things stand now. */
  look(): void {
    if (this.#ended) return
    const { lineBytes, totalBytes } = this.#intake
    const crowded = this.#intake.held() > (this.#paused ? totalBytes / 2 : totalBytes)
    const full = this.#held > (this.#paused ? lineBytes / 2 : lineBytes)
    const stop = this.#choked || full || crowded
    if (crowded) this.#intake.wait(this)
    if (stop === this.#paused) return
    this.#paused = stop
    if (stop) this.#reading.pause()
    else this.#reading.resume()
  }
}

/** What sockets have said and the relay has not dealt with yet: who says more than it can deal with is not read. */
export class Intake {
  /** What one socket may have waiting, in bytes. */
  readonly lineBytes: number
  readonly totalBytes: number
  #total = 0
  /** Lines that wait for the total to fall. */
  #waiting = new Set<IntakeLine>()

  /**
   * `totalBytes`: what all sockets together may have waiting, beyond which whoever speaks waits. Reading goes on at
   * half of either, so that it does not start and stop with every message.
   */
  constructor(lineBytes: number, totalBytes: number) {
    this.lineBytes = lineBytes
    this.totalBytes = totalBytes
  }

  /** A socket's own line. */
  open(reading: Reading): IntakeLine {
    return new IntakeLine(this, reading)
  }

  /** Over all sockets. */
  held(): number {
    return this.#total
  }

  add(bytes: number): void {
    this.#total += bytes
  }

  wait(line: IntakeLine): void {
    this.#waiting.add(line)
  }

  forget(line: IntakeLine): void {
    this.#waiting.delete(line)
  }

  /** Lets those go on who waited for the total to fall, where it has. */
  release(): void {
    if (this.#waiting.size === 0 || this.#total > this.totalBytes / 2) return
    const lines = this.#waiting
    this.#waiting = new Set()
    for (const line of lines) line.look()
  }
}
