import ArrowRight from 'lucide-solid/icons/arrow-right'
import CornerDownRight from 'lucide-solid/icons/corner-down-right'
import CornerUpLeft from 'lucide-solid/icons/corner-up-left'
import Keyboard from 'lucide-solid/icons/keyboard'
import Link2 from 'lucide-solid/icons/link-2'
import List from 'lucide-solid/icons/list'
import Plus from 'lucide-solid/icons/plus'
import ListFilter from 'lucide-solid/icons/list-filter'
import Search from 'lucide-solid/icons/search'
import SunMoon from 'lucide-solid/icons/sun-moon'
import Tag from 'lucide-solid/icons/tag'
import TextAlignStart from 'lucide-solid/icons/text-align-start'
import X from 'lucide-solid/icons/x'
import type { Component, JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { Aim } from './aims.ts'

type IconName = Aim['type'] | 'search' | 'close'

const ICONS: Readonly<
  Record<IconName, Component<{ readonly class: string; readonly 'aria-hidden': 'true' }>>
> = {
  search: Search,
  close: X,
  paper: TextAlignStart,
  list: List,
  tag: Tag,
  view: ListFilter,
  results: Search,
  join: Link2,
  add: Plus,
  go: ArrowRight,
  'new-list': Plus,
  theme: SunMoon,
  shortcuts: Keyboard,
  undo: CornerUpLeft,
  'for-you': ArrowRight,
  'single-keys': Keyboard,
  key: CornerDownRight,
}

export const PaletteIcon = (props: { readonly name: IconName }): JSX.Element => (
  <Dynamic component={ICONS[props.name]} class="i s" aria-hidden="true" />
)
