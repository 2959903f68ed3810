import { describe, expect, it } from 'vitest'
import { installSteps } from '../../../src/features/you/installSteps.ts'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const MAC_SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'
const IPHONE_CHROME = IPHONE.replace('Version/18.5', 'CriOS/138.0.7204.156')
const IN_ANOTHER_APP =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 Instagram 380.0'
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36'
const ANDROID_FIREFOX = 'Mozilla/5.0 (Android 15; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0'
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0'
const MAC_CHROME =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0'

describe('how Carrel is installed where the browser offers nothing', () => {
  it.each([
    ['Safari on an iPhone', IPHONE, 5, 'Tap Share at the edge'],
    ['Safari on an iPad, which calls itself a Mac', MAC_SAFARI, 5, 'Tap Share at the edge'],
    ['Chrome on an iPhone', IPHONE_CHROME, 5, 'Tap Share in the address bar'],
    ['Chrome on Android', ANDROID, 5, 'menu, then Install app'],
    ['Firefox on Android', ANDROID_FIREFOX, 5, 'Add app to Home screen'],
    ['a window of another app on an iPhone', IN_ANOTHER_APP, 5, 'Open this page in Safari'],
    ['Chrome on an older iPhone', IPHONE_CHROME.replace('18_5', '16_3'), 5, 'Open this page in Safari'],
    [
      'Chrome on an iPhone that can since lately',
      IPHONE_CHROME.replace('18_5', '16_4'),
      5,
      'in the address bar',
    ],
    ['a newer Firefox on Windows', FIREFOX.replaceAll('141', '143'), 0, 'adds this tab to the taskbar'],
    ['Edge on Windows', EDGE, 0, 'install sign'],
    ['Edge on a screen that is touched', EDGE, 10, 'install sign'],
    ['Chrome on a Mac', MAC_CHROME, 0, 'install sign'],
    ['Safari on a Mac', MAC_SAFARI, 0, 'Add to Dock'],
  ])('%s', (_name, userAgent, touchPoints, words) => {
    expect(installSteps({ userAgent, touchPoints })?.steps).toContain(words)
  })

  it('is not said where a browser installs nothing, or is none that is known', () => {
    expect(installSteps({ userAgent: FIREFOX, touchPoints: 0 })).toBeNull()
    for (const system of ['X11; Linux x86_64', 'Macintosh; Intel Mac OS X 10.15'])
      expect(
        installSteps({
          userAgent: `Mozilla/5.0 (${system}; rv:145.0) Gecko/20100101 Firefox/145.0`,
          touchPoints: 0,
        }),
      ).toBeNull()
    // Add to Dock came with Safari 17.
    expect(installSteps({ userAgent: MAC_SAFARI.replace('18.5', '16.6'), touchPoints: 0 })).toBeNull()
    expect(installSteps({ userAgent: MAC_SAFARI.replace('18.5', '17.0'), touchPoints: 0 })).not.toBeNull()
    expect(installSteps({ userAgent: '', touchPoints: 0 })).toBeNull()
  })

  it('matters more in Safari, which forgets sites after seven days', () => {
    for (const [userAgent, touchPoints] of [
      [IPHONE, 5],
      [MAC_SAFARI, 0],
    ] as const)
      expect(installSteps({ userAgent, touchPoints })?.keeps).toContain('seven days')
    expect(installSteps({ userAgent: EDGE, touchPoints: 0 })?.keeps).toBeNull()
  })
})
