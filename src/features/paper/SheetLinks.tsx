import Code from 'lucide-solid/icons/code'
import ExternalLink from 'lucide-solid/icons/external-link'
import FileText from 'lucide-solid/icons/file-text'
import { Match, Switch, type JSX } from 'solid-js'
import type { PaperLink } from './paperLinks.ts'

const Icon = (props: { readonly name: PaperLink['icon'] }): JSX.Element => (
  <Switch>
    <Match when={props.name === 'pdf'}>
      <FileText class="i" />
    </Match>
    <Match when={props.name === 'code'}>
      <Code class="i" />
    </Match>
    <Match when={props.name === 'out'}>
      <ExternalLink class="i" />
    </Match>
  </Switch>
)

/** One way out of Carrel, always in a new tab. */
export const OutLink = (props: { readonly link: PaperLink; readonly primary?: boolean }): JSX.Element => (
  <a
    class="btn"
    classList={{ pri: props.primary === true }}
    href={props.link.url}
    target="_blank"
    rel="noopener noreferrer"
  >
    <Icon name={props.link.icon} />
    {props.link.label}
  </a>
)
