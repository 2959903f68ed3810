/** Where somebody reads this, as far as it matters for installing. */
export interface Browser {
  readonly userAgent: string
  /** Fingers the screen can tell apart: an iPad calls itself a Mac. */
  readonly touchPoints: number
}

/** A way to install that is the browser's own, in its own words; `keeps`: why it matters there. */
export interface InstallSteps {
  readonly steps: string
  readonly keeps: string | null
}

/** Safari's rule for sites, not for apps on the home screen or in the dock (webkit.org, "Full third-party cookie blocking and more", 2020). */
const SEVEN_DAYS =
  'Safari forgets what a site keeps when it was not opened for seven days of use. What is installed is kept.'

const isApplePhone = ({ userAgent, touchPoints }: Browser): boolean =>
  /\b(?:iPhone|iPad|iPod)\b/.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && touchPoints > 1)

/** `16.4` as 16.04, so that versions can be compared; infinite where none is said. */
const versionIn = (userAgent: string, pattern: RegExp): number => {
  const [, major, minor] = pattern.exec(userAgent) ?? []
  return major === undefined ? Infinity : Number(major) + Number(minor ?? 0) / 100
}

const onApplePhone = (userAgent: string): string => {
  const other = /\b(?:CriOS|FxiOS|EdgiOS|OPiOS|OPT|DuckDuckGo)\//.test(userAgent)
  if (!other && /\bSafari\//.test(userAgent))
    return 'Tap Share at the edge of the screen, then Add to Home Screen.'
  // Other browsers, and windows within other apps, could not before iOS 16.4, or cannot at all.
  return other && versionIn(userAgent, /\bOS (\d+)_(\d+)/) >= 16.04
    ? 'Tap Share in the address bar, then Add to Home Screen.'
    : 'Open this page in Safari, tap Share at the edge of the screen, then Add to Home Screen.'
}

/**
 * How Carrel is installed in this browser where it offers nothing by itself; `null` where it cannot be installed.
 */
export const installSteps = (browser: Browser): InstallSteps | null => {
  const { userAgent } = browser
  if (isApplePhone(browser)) return { steps: onApplePhone(userAgent), keeps: SEVEN_DAYS }
  const firefox = versionIn(userAgent, /\bFirefox\/(\d+)/)
  if (/\bAndroid\b/.test(userAgent))
    return {
      steps:
        firefox < Infinity
          ? 'Open the menu with the three dots, then Add app to Home screen, or Install.'
          : 'Open the browser’s menu, then Install app or Add to Home screen.',
      keeps: null,
    }
  if (firefox < Infinity) {
    // Its web apps came with version 143, on Windows, and not in the one from Microsoft's store.
    if (firefox < 143 || !/\bWindows\b/.test(userAgent)) return null
    return {
      steps:
        'Press the sign at the right end of the address that adds this tab to the taskbar. Where there is none, this Firefox installs no apps.',
      keeps: null,
    }
  }
  if (/\b(?:Chrome|Chromium|HeadlessChrome|Edg)\//.test(userAgent))
    return {
      steps: 'Press the install sign at the right end of the address, or open the menu and choose Install.',
      keeps: null,
    }
  // Older ones of a Mac install nothing.
  const safari = /\bMacintosh\b/.test(userAgent) && /\bSafari\//.test(userAgent)
  return safari && versionIn(userAgent, /\bVersion\/(\d+)\.(\d+)/) >= 17
    ? { steps: 'Open the File menu, then Add to Dock.', keeps: SEVEN_DAYS }
    : null
}
