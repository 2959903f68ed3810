/**
 * Whether a rejection nobody took is LMDB's word that a commit failed, as on a full disk. It rejects promises of its own
 * that no caller can hold; every write that matters has had its answer from the store by then, and was not acknowledged.
 */
export const isFailedCommit = (fault: unknown): fault is Error =>
  fault instanceof Error && ('commitError' in fault || ('code' in fault && typeof fault.code === 'number'))
