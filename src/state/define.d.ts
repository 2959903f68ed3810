/** Set by the build from package.json. */
declare const __CARREL_VERSION__: string
