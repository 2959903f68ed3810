import type { JSX } from 'solid-js'

/** In place of a page that a fault of ours has stopped: everything else goes on, and the person hears what is safe. */
export const PageFault = (props: { readonly error: unknown }): JSX.Element => (
  <section class="list page" role="alert">
    <div class="empty">
      <h2>This page has stopped</h2>
      <p>
        A fault in Carrel stopped it. What you did is on this device and not touched: {String(props.error)}
      </p>
      <button type="button" class="btn pri" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  </section>
)
