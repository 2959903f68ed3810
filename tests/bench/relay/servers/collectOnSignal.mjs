// SIGUSR2 collects garbage, so that what is read of memory afterwards is in use.
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  globalThis.gc?.()
})
