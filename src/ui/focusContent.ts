/** Takes the keyboard to what a page is about: its first paper, or its heading where it has none. */
export const focusContent = (page: ParentNode | null | undefined): void => {
  const target = page?.querySelector<HTMLElement>('[data-paper]') ?? page?.querySelector<HTMLElement>('h1')
  if (target && !target.matches('a')) target.tabIndex = -1
  target?.focus()
}
