import { createEffect, getOwner, runWithOwner, type Accessor } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { keepDraftsOn } from '../drafts/draftSaving.ts'
import { draftDisk } from '../storage/draftDisk.ts'
import type { Safekeeping } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Devices } from './devices.ts'
import type { Feeds } from './feeds.ts'
import type { Lookups } from './lookups.ts'
import { fetchCode } from './fetchCode.ts'
import { connectWhileShown } from './connectWhileShown.ts'
import { createSafekeeping } from './safekeeping.ts'
import type { ToldProblems } from './toldProblems.ts'

export interface AfterStart extends Safekeeping, ToldProblems {
  devices(): Promise<Devices>
}

/** What the machine does once it has shown what this device has, or has tried to. Needs a reactive owner. */
export const createAfterStart = (
  options: Parameters<typeof createSafekeeping>[0] & {
    readonly desk: Desk
    readonly transport: DeferredSync
    readonly ready: Accessor<boolean>
  },
): AfterStart => {
  const { keyring, view, ready } = options
  const owner = getOwner()
  const safekeeping = createSafekeeping(options)
  connectWhileShown(options.transport)
  void keepDraftsOn(draftDisk)

  let devices: Promise<Devices> | null = null
  const openDevices = async (): Promise<Devices> => {
    const { createDevices } = await fetchCode(() => import('./devicesState.ts'))
    const address = (code: string): string => `${location.origin}/link#${code}`
    const make = (): Devices => createDevices({ ...options, address, tell: safekeeping.tell })
    return runWithOwner(owner, make) ?? make()
  }
  const askDevices = (): Promise<Devices> => (devices ??= openDevices())

  let lookups: Promise<Lookups> | null = null
  const openLookups = async (): Promise<Lookups> => {
    const [{ createLookupsState }, { keptOrigins }] = await Promise.all([
      fetchCode(() => import('./lookupsState.ts')),
      fetchCode(() => import('./lookupOrigins.ts')),
    ])
    const heard = await keptOrigins()
    const make = (): Lookups => createLookupsState({ ...options, heard, canonical: options.feed.canonical })
    return runWithOwner(owner, make) ?? make()
  }
  const askLookups = (): Promise<Lookups> => (lookups ??= openLookups())
  createEffect(() => {
    // What was asked for without a network is done by itself.
    if (ready()) void askLookups()
  })
  createEffect(() => {
    const { next, lost, former } = keyring
    // A library on its way, one left behind, or a second device: something is to be done without being asked for.
    if (ready() && (next || lost !== null || former.length > 0 || view.devices().size > 0)) void askDevices()
  })

  let feeds: Promise<Feeds> | null = null
  const openFeeds = async (): Promise<Feeds> => {
    const { createFeeds } = await fetchCode(() => import('./feedsState.ts'))
    const make = (): Feeds =>
      createFeeds({
        ...options,
        librarySecret: keyring.librarySecret,
        address: (code) => `${location.origin}/join#${code}`,
      })
    return runWithOwner(owner, make) ?? make()
  }
  const askFeeds = (): Promise<Feeds> => (feeds ??= openFeeds())
  createEffect(() => {
    // What is published goes along with its list, and what was cut off is finished.
    if (
      ready() &&
      ([...view.feeds().values()].some(({ list }) => list !== null) ||
        [...options.lists.held().values()].some((held) => held.view.published().has(held.desk.by)))
    )
      void askFeeds()
  })
  return { ...safekeeping, devices: askDevices, lookups: askLookups, feeds: askFeeds }
}
