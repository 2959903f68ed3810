// node server/backup.mjs <folder>: copies the data folder of a server that may be running, whole and consistent.
import { cp, mkdir, open as openFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { open } from 'lmdb'

const stop = (sentence) => {
  console.error(sentence)
  process.exit(1)
}
const exists = (place) =>
  stat(place).then(
    () => true,
    () => false,
  )

const data = path.resolve(process.env.CARREL_DATA?.trim() || 'data')
const [target] = process.argv.slice(2)
if (!target)
  stop('Say where to: node server/backup.mjs /backups/carrel-monday (a folder that is not there yet).')
const place = path.resolve(target)
const log = path.join(data, 'relay/relay.lmdb')
if (!(await exists(log)))
  stop(`There is no log of sealed documents in ${data}. Set CARREL_DATA to the server’s data folder.`)
if (await exists(place))
  stop(`${place} is there already. A backup never writes over anything: choose another name.`)

/** A power cut right after the last line must not take the backup with it. */
const flush = async (file) => {
  const handle = await openFile(file, 'r')
  await handle.sync()
  await handle.close()
}

const part = `${place}.part-${process.pid}`
try {
  await mkdir(path.join(part, 'relay'), { recursive: true, mode: 0o700 })
  // The copy is made inside a read transaction of LMDB: it is the state of one moment, whatever is written meanwhile.
  const root = open({ path: log, readOnly: true })
  const copy = path.join(part, 'relay/relay.lmdb')
  await root.backup(copy, true)
  await root.close()
  await flush(copy)
  const feed = path.join(data, 'publisher')
  if (await exists(feed))
    await cp(feed, path.join(part, 'publisher'), { recursive: true, preserveTimestamps: true })
  await rename(part, place)
  await flush(path.dirname(place))
  console.log(
    `Backed up ${data} to ${place} (${(await stat(path.join(place, 'relay/relay.lmdb'))).size} bytes of log).`,
  )
} catch (fault) {
  await rm(part, { recursive: true, force: true })
  stop(`The backup was not made: ${fault instanceof Error ? fault.message : fault}`)
}
