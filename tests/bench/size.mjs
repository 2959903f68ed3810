// First-load JavaScript of the built app beside a bundle of the six fixed packages that does nothing, both gzipped.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import solid from 'vite-plugin-solid'

const root = path.resolve(import.meta.dirname, '../..')

/** Every package that was fixed for the page, held so that nothing of what an app needs is shaken off. */
const BASELINE = `
import { createSignal, createEffect, createMemo, createContext, useContext, For, Show, Suspense, lazy, onCleanup } from 'solid-js'
import { render } from 'solid-js/web'
import { createRootRoute, createRoute, createRouter, RouterProvider, Outlet, Link, useNavigate, lazyRouteComponent, redirect } from '@tanstack/solid-router'
import * as Y from 'yjs'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import { Workbox } from 'workbox-window'
globalThis.held = [createSignal, createEffect, createMemo, createContext, useContext, For, Show, Suspense, lazy, onCleanup, render,
  createRootRoute, createRoute, createRouter, RouterProvider, Outlet, Link, useNavigate, lazyRouteComponent, redirect,
  Y.Doc, Y.encodeStateAsUpdate, Y.applyUpdate, IndexeddbPersistence, WebsocketProvider, Workbox]
`

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length

/** The scripts an HTML page loads before anybody does anything: its own, and all they import statically. */
const firstLoad = (folder) => {
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8')
  const found = new Set()
  const visit = (name) => {
    if (found.has(name) || !existsSync(path.join(folder, name))) return
    found.add(name)
    const source = readFileSync(path.join(folder, name), 'utf8')
    // Static imports only: import"./x.js", import{a}from"./x.js", export{a}from"./x.js"; not import("./x.js").
    for (const [, specifier] of source.matchAll(/(?:\bimport|\bfrom)\s*"(\.[^"]+\.js)"/g))
      visit(path.posix.join(path.posix.dirname(name), specifier))
  }
  for (const [, source] of html.matchAll(/<script[^>]+src="\/?([^"]+\.js)"/g)) visit(source)
  for (const [, source] of html.matchAll(/rel="modulepreload"[^>]+href="\/?([^"]+\.js)"/g)) visit(source)
  return [...found].map((name) => ({ name, bytes: gzipped(path.join(folder, name)) }))
}

const buildBaseline = async () => {
  // Inside the project, so that packages resolve as they do for the app. A new checkout has no cache yet.
  const cache = path.join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'bench-'))
  const out = mkdtempSync(path.join(tmpdir(), 'carrel-six-'))
  try {
    writeFileSync(path.join(folder, 'six.js'), BASELINE)
    writeFileSync(path.join(folder, 'index.html'), '<script type="module" src="./six.js"></script>')
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      plugins: [solid()],
      build: { outDir: out, emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
    })
    return readdirSync(path.join(out, 'assets'))
      .filter((name) => name.endsWith('.js'))
      .reduce((total, name) => total + gzipped(path.join(out, 'assets', name)), 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(out, { recursive: true, force: true })
  }
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

export const measureSize = async () => {
  const baseline = await buildBaseline()
  const scripts = firstLoad(path.join(root, 'dist/app'))
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0)
  console.log('\nFirst-load JavaScript, gzip')
  console.log(`  six fixed packages alone  ${kilobytes(baseline)}`)
  console.log(
    `  the app                   ${kilobytes(total)}   ratio ${(total / baseline).toFixed(2)} (aim ≤ 1.7)`,
  )
  for (const { name, bytes } of scripts.sort((a, b) => b.bytes - a.bytes))
    console.log(`    ${kilobytes(bytes).padStart(9)}  ${name}`)
}
