import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseDay } from '../lib/day.ts'
import { printDay } from '../ui/dates.ts'

const APP = 'Carrel'
const PAGES: Readonly<Record<string, string>> = {
  saved: 'Saved',
  tags: 'Your tags',
  lists: 'Lists',
  join: 'Join a list',
  link: 'Link a device',
  backup: 'Backup and restore',
  add: 'Add papers',
  search: 'Search',
  you: 'You',
  security: 'What is protected',
}

/** What a tab of the browser, the history and a screen reader call the page at `pathname`. */
export const pageTitle = (
  pathname: string,
  names: {
    readonly list: (id: string) => string
    readonly tag: (id: string) => string
    readonly paper: (key: PaperKey) => string
  },
): string => {
  const parts = pathname.split('/').slice(1).map(decode)
  const [first = '', second = ''] = parts
  const key = parts.at(-2) === 'paper' ? parsePaperKey(parts.at(-1) ?? '') : null
  const day = first === 'feed' ? parseDay(second) : null
  const place =
    first === 'list'
      ? names.list(second) || 'List'
      : first === 'tag'
        ? names.tag(second) || 'Tag'
        : day
          ? printDay(day, 'short')
          : PAGES[first]
  return [key ? names.paper(key) : '', place ?? '', APP].filter(Boolean).join(' · ')
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    // Typed by hand, or broken on the way: no name is found under it.
    return part
  }
}
