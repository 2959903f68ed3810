/** How `npm run test:long` asks a test to go on: for so many ms, from this seed on. `null` in a usual run. */
export const longRun: { readonly ms: number; readonly firstSeed: number } | null = process.env[
  'CARREL_LONG_MS'
]
  ? {
      ms: Number(process.env['CARREL_LONG_MS']),
      firstSeed: Number(process.env['CARREL_FIRST_SEED'] ?? 1_000),
    }
  : null

/** Longer than any long run: such a test ends by itself. */
export const LONG_TIMEOUT_MS = 3_600_000
