import './devices.css'
import { createEffect, createSignal, Match, on, onCleanup, Switch, type JSX } from 'solid-js'
import type { DeviceLinking, LinkPhase } from '../../state/devices.ts'
import { announce } from '../../ui/announce.ts'

type PhaseOf<T extends LinkPhase['type']> = Extract<LinkPhase, { readonly type: T }>
export const phaseAs = <T extends LinkPhase['type']>(phase: LinkPhase, type: T): PhaseOf<T> | null =>
  // reason: the compiler does not narrow a union by a generic tag
  phase.type === type ? (phase as PhaseOf<T>) : null

/** A heading that takes the keyboard when it comes, so that a screen reader begins with it. */
export const StepHeading = (props: { readonly children: JSX.Element }): JSX.Element => {
  const [heading, setHeading] = createSignal<HTMLElement>()
  createEffect(() => heading()?.focus({ preventScroll: true }))
  return (
    <h1 ref={setHeading} tabindex={-1}>
      {props.children}
    </h1>
  )
}

/** The same number on two screens, or not: what keeps out whoever stands between them. */
const Compare = (props: {
  readonly linking: DeviceLinking
  readonly phase: PhaseOf<'comparing'>
  /** `Firefox on Linux`, or what else the other device is called here. */
  readonly other: string
}): JSX.Element => (
  <>
    <StepHeading>Compare the two screens</StepHeading>
    <p class="by">
      {props.other} must show this very number. Only you can see both screens: whoever stands between them
      would make the numbers differ.
    </p>
    <p class="link-code" role="img" aria-label={[...props.phase.code].join(' ')}>
      <span aria-hidden="true">{props.phase.code.slice(0, 3)}</span>
      <span aria-hidden="true">{props.phase.code.slice(3)}</span>
    </p>
    <div class="link-acts">
      <button
        type="button"
        class="btn pri"
        aria-disabled={props.phase.agreed}
        onClick={() => props.linking.agree()}
      >
        {props.phase.agreed ? 'Now press it there too…' : 'They are the same'}
      </button>
      <button type="button" class="btn danger" onClick={() => props.linking.differ()}>
        They differ
      </button>
    </div>
    <p class="link-note" role="status">
      {props.phase.agreed
        ? 'You have agreed here. It goes on when you have agreed on the other device as well.'
        : ''}
    </p>
  </>
)

const SPOKEN: Partial<Record<LinkPhase['type'], string>> = {
  comparing: 'Compare the numbers on both screens.',
  handing: 'Handing over.',
  done: 'Linked.',
}

/**
 * Every step of linking that is alike on both sides; the others are `resting`, `waiting`, `handing` and `done`. Leaving
 * the page leaves the linking.
 */
export const LinkSteps = (props: {
  readonly linking: DeviceLinking
  readonly other: string
  readonly resting: JSX.Element
  readonly waiting: (reached: () => boolean) => JSX.Element
  readonly handing: JSX.Element
  readonly done: JSX.Element
  /** What to press after it ended too early. */
  readonly again: JSX.Element
}): JSX.Element => {
  const phase = () => props.linking.phase()
  onCleanup(() => props.linking.cancel())
  createEffect(
    on(
      () => phase().type,
      (type) => {
        const spoken = SPOKEN[type]
        if (spoken) announce(spoken)
      },
      { defer: true },
    ),
  )
  return (
    <Switch>
      <Match when={phase().type === 'resting'}>{props.resting}</Match>
      <Match when={phaseAs(phase(), 'waiting')}>{(now) => props.waiting(() => now().reached)}</Match>
      <Match when={phaseAs(phase(), 'comparing')}>
        {(now) => <Compare linking={props.linking} phase={now()} other={props.other} />}
      </Match>
      <Match when={phase().type === 'handing'}>{props.handing}</Match>
      <Match when={phase().type === 'done'}>{props.done}</Match>
      <Match when={phaseAs(phase(), 'ended')}>
        {(now) => (
          <>
            <StepHeading>Not linked</StepHeading>
            <p class="by" role="alert">
              {now().sentence}
            </p>
            <div class="link-acts">{props.again}</div>
          </>
        )}
      </Match>
    </Switch>
  )
}
