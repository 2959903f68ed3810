import type { Page } from 'playwright-core'

/** What another app hands over. */
interface Share {
  readonly text?: string
  readonly files?: readonly (readonly [name: string, text: string])[]
}

/** Sends the form that a phone sends where something is shared with an installed app. */
export const shareInto = async (page: Page, { text = '', files = [] }: Share): Promise<void> => {
  await Promise.all([
    page.waitForURL('**/add**'),
    page.evaluate(
      ([words, named]) => {
        const form = document.createElement('form')
        form.method = 'POST'
        form.action = '/add'
        form.enctype = 'multipart/form-data'
        const field = document.createElement('input')
        field.name = 'text'
        field.value = words
        const picker = document.createElement('input')
        picker.type = 'file'
        picker.name = 'files'
        picker.multiple = true
        const chosen = new DataTransfer()
        for (const [name, content] of named)
          chosen.items.add(new File([content], name, { type: 'text/plain' }))
        picker.files = chosen.files
        form.append(field, picker)
        document.body.append(form)
        form.submit()
      },
      [text, files] as const,
    ),
  ])
}
