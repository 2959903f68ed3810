/** Where one room may look: rooms by name (`features` means every feature) and packages by prefix. */
export interface RoomRule {
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
  /** Files of a room that are the only ones of it this room may name. */
  readonly only?: Readonly<Record<string, readonly string[]>>
  /** Rooms reached by address (`new URL('…', import.meta.url)`) and never by import. */
  readonly byUrl?: readonly string[]
}

const SCREEN = ['solid-js', '@tanstack/solid-router', 'lucide-solid/icons/']
const FEATURE: RoomRule = {
  rooms: ['lib', 'domain', 'doc', 'formats', 'drafts', 'ui', 'editor', 'state'],
  packages: SCREEN,
  // The machine is handed in by context: a feature knows its shape and where to ask, not how it is built.
  only: {
    state: [
      'carrel.ts',
      'library.ts',
      'earlier.ts',
      'devices.ts',
      'lists.ts',
      'lookups.ts',
      'activity.ts',
      'backups.ts',
      'references.ts',
      'feeds.ts',
      'context.ts',
    ],
  },
}

/**
 * Every room and what it may import. A new room or a new edge is one line here, to be looked at by itself.
 */
export const ROOMS: Readonly<Record<string, RoomRule>> = {
  lib: { rooms: [], packages: [] },
  domain: { rooms: ['lib'], packages: ['lib0', 'fractional-indexing'] },
  doc: { rooms: ['lib', 'domain'], packages: ['yjs', 'lib0'] },
  protocol: { rooms: ['lib'], packages: ['lib0'] },
  sources: { rooms: ['lib', 'domain'], packages: ['@rgrove/parse-xml'] },
  formats: { rooms: ['lib', 'domain'], packages: ['@rgrove/parse-xml'] },
  search: { rooms: ['lib', 'domain'], packages: ['@sqlite.org/sqlite-wasm'] },
  crypto: { rooms: ['lib'], packages: ['@noble/curves'] },
  sync: { rooms: ['lib', 'protocol', 'crypto'], packages: ['yjs', 'y-protocols', 'y-websocket', 'lib0'] },
  storage: { rooms: ['lib', 'domain', 'doc'], packages: ['yjs', 'y-indexeddb', 'lib0'] },
  workers: { rooms: ['lib', 'domain', 'search', 'formats'], packages: ['workbox-'] },
  drafts: { rooms: [], packages: [] },
  ui: {
    rooms: ['lib', 'domain', 'drafts'],
    packages: ['solid-js', '@kobalte/core', 'lucide-solid', 'uqr', 'katex'],
  },
  backup: { rooms: ['lib', 'domain', 'doc', 'crypto', 'storage'], packages: ['@scure/bip39', 'fflate'] },
  editor: { rooms: ['lib', 'doc', 'sync'], packages: ['yjs', 'solid-js'] },
  refresh: { rooms: ['lib', 'domain', 'doc', 'sources'], packages: [] },
  state: {
    rooms: [
      'lib',
      'domain',
      'doc',
      'protocol',
      'sources',
      'search',
      'crypto',
      'sync',
      'storage',
      'drafts',
      'ui',
      'backup',
      'editor',
      'refresh',
      // What every list, sheet and tag copies or saves in the same way; loaded when it is asked for.
      'formats',
    ],
    packages: ['solid-js', 'fflate'],
    byUrl: ['workers'],
  },
  'features/feed': FEATURE,
  'features/paper': FEATURE,
  'features/library': FEATURE,
  'features/keyboard': FEATURE,
  'features/lists': FEATURE,
  'features/share': FEATURE,
  'features/search': FEATURE,
  'features/you': FEATURE,
  'features/earlier': FEATURE,
  'features/activity': FEATURE,
  'features/backup': FEATURE,
  'features/add': { ...FEATURE, rooms: [...FEATURE.rooms, 'sources'] },
  app: {
    rooms: ['lib', 'domain', 'ui', 'state', 'features'],
    packages: [...SCREEN, 'workbox-window'],
    byUrl: ['workers'],
  },
  'server/relay': {
    rooms: ['lib', 'protocol', 'crypto'],
    packages: ['ws', 'lmdb', '@redis/client', 'node:'],
  },
  'server/publisher': {
    rooms: ['lib', 'domain', 'doc', 'sources', 'protocol', 'crypto', 'sync'],
    packages: ['yjs', 'ws', 'node:'],
  },
  // What the process serves beside the relay: the app's files, a few answers, and where both come from.
  'server/web': { rooms: ['lib'], packages: ['node:'] },
  'server/main': { rooms: ['lib', 'server/relay', 'server/publisher', 'server/web'], packages: ['node:'] },
  // The scripts beside main.ts build the app, start it and back it up; they run as they stand, before anything is built.
  'server/build': { rooms: [], packages: ['node:', 'vite', 'esbuild', 'workbox-build', 'lmdb'] },
}

/** Files of `src` and `server` that stand in no room because they hold the house together. */
export const HOUSE_FILES: readonly RegExp[] = [
  /^src\/index\.html$/,
  /^src\/pure\.d\.ts$/,
  /^src\/tsconfig\.(?:base|pure|web|page)\.json$/,
  /^server\/tsconfig\.json$/,
]
