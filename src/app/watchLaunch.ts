interface Launch {
  readonly files?: readonly { readonly kind: string; getFile(): Promise<File> }[]
}
interface LaunchQueue {
  setConsumer(consumer: (launch: Launch) => void): void
}

const open = async ({ files = [] }: Launch): Promise<void> => {
  if (files.length === 0) return
  const { keepOpenedFiles } = await import('../features/add/keepOpenedFiles.ts')
  const opened = await Promise.all(files.filter(({ kind }) => kind === 'file').map((file) => file.getFile()))
  const id = await keepOpenedFiles(opened)
  const hash = id === null ? '#unkept' : `#shared=${id}`
  // The browser has opened the page for it already, but for one that keeps to the window it finds.
  if (location.pathname === '/add') location.hash = hash
  else location.assign(`/add${hash}`)
}

/** Takes files that the system opens with Carrel (`file_handlers` of the manifest). */
export const watchLaunch = (): void => {
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue } // reason: browsers that install apps have it, and no library says so
  launchQueue?.setConsumer((launch) => void open(launch).catch(() => (location.hash = '#unkept')))
}
