import FileText from 'lucide-solid/icons/file-text'
import X from 'lucide-solid/icons/x'
import type { JSX } from 'solid-js'

export const IconClose = (): JSX.Element => <X class="i" aria-hidden="true" />
export const IconFile = (): JSX.Element => <FileText class="i" aria-hidden="true" />
