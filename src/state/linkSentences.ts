import type { LinkEnd } from '../doc/linkDoc.ts'
import type { LinkError } from '../crypto/link.ts'

/** Why linking ended, told by what follows from it. */
export type LinkReason =
  | LinkEnd
  | `other-${LinkEnd}`
  | 'used'
  | 'no-answer'
  | 'unsure'
  | 'same-library'
  | 'disk'
  | 'busy'
  | 'newer'
  | 'own-newer'

export const LINK_REASONS: Readonly<Record<LinkReason, string>> = {
  cancelled: 'You stopped. Nothing was handed over, and nothing has changed.',
  differ:
    'The numbers differ, so somebody may have stood between your two devices. Nothing was handed over. Show a new code in a place where nobody else can see it.',
  expired: 'This code has expired. Nothing was handed over. Show a new one and try again.',
  disturbed:
    'Something else spoke in between, so this was stopped. Nothing was handed over. Show a new code where nobody else can see it.',
  'other-cancelled': 'The other device stopped. Nothing was handed over.',
  'other-differ':
    'On the other device you said that the numbers differ. Nothing was handed over. Show a new code in a place where nobody else can see it.',
  'other-expired':
    'This code has expired on the other device. Nothing was handed over. Show a new one there and open it here.',
  'other-disturbed':
    'Something else spoke in between, so the other device stopped. Nothing was handed over. Show a new code there.',
  used: 'This code has been used already. Nothing was handed over. Show a new one on the other device and open it here.',
  'no-answer':
    'The other device does not answer. Nothing was handed over. Keep the page with the code open there, with a network, or show a new code and open it here.',
  unsure:
    'Your library was handed over, but the other device has not said that it arrived. Once it shows your papers, all is well; otherwise show a new code there and begin again.',
  'same-library': 'This device holds that library already: there is nothing to hand over.',
  disk: 'The disk of this device refused the library. What was here is as it was. Free some space, then begin again.',
  busy: 'Another tab of Carrel is changing the library of this device. Nothing has changed here; close the other tabs and begin again.',
  newer:
    'The library on the other device was changed by a newer version of Carrel. What was here is as it was. Reload to update, then begin again.',
  'own-newer':
    'The library of this device was changed by a newer version of Carrel. Reload to update, then begin again.',
}

export const CODE_ERRORS: Readonly<Record<LinkError, string>> = {
  empty: 'There is no link here. Paste the whole link that your other device shows.',
  cut: 'This link was cut short on its way. Copy the whole of it.',
  damaged: 'This link was changed on its way: its check sum does not fit. Copy it again.',
  newer: 'This link was made by a newer version of Carrel. Reload to update, then open the link again.',
  'other-kind': 'This is a link to a list, and not one of a new device. Open it at Lists.',
  'not-a-link':
    'This is no link of a new device. It stands under the code on your other device, and ends in a long code after “#”.',
}
