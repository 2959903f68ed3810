import { problemText } from '../state/problemText.ts'

/** The page of a device whose storage would not even hand over the library's key: nothing can be shown, and nothing was touched. */
export const showStartFault = (root: HTMLElement, problem: Parameters<typeof problemText>[0]): void => {
  const { title, text } = problemText(problem)
  const page = document.createElement('main')
  page.className = 'fault'
  const heading = document.createElement('h1')
  heading.textContent = title
  const body = document.createElement('p')
  body.textContent = text
  const again = document.createElement('button')
  again.className = 'btn pri'
  again.textContent = 'Try again'
  again.addEventListener('click', () => location.reload())
  page.append(heading, body, again)
  root.replaceChildren(page)
}
