import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = path.resolve(import.meta.dirname, '../..')

/**
 * Imports a TypeScript file of this project with all it needs, which Node 20 cannot by itself. `name` is the file it
 * becomes in the root's cache: three levels down, as its sources must be too for their paths to the root to hold.
 */
export const importTypescript = async (entry, name) => {
  const outfile = path.join(root, `node_modules/.cache/${name}.mjs`)
  await build({
    entryPoints: [path.join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  return import(pathToFileURL(outfile))
}
