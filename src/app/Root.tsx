import { Outlet } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'
import { Shell } from './Shell.tsx'

/** The frame around every page. */
export const Root = (): JSX.Element => (
  <Shell>
    <Outlet />
  </Shell>
)
