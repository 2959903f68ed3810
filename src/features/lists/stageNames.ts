import type { Stage } from '../../domain/stage.ts'

/** What the columns of the board are called. */
export const STAGE_LABELS: Record<Stage, string> = {
  'to-read': 'To read',
  reading: 'Reading',
  discussed: 'Discussed',
}
