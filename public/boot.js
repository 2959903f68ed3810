// Looks, before anything else runs, whether this browser can run Carrel here. Written without modules and without
// anything an old browser does not know; what it finds missing public/fault.js says in a page that replaces the app.
// Where nothing is missing it shows the front page as it was last seen (src/app/firstView.ts keeps it), and begins the
// app behind it.
;(function () {
  'use strict'

  /** What is missing, as a code for public/fault.js and the words it needs; null when nothing is. */
  function findFault(world) {
    if (!world.isSecureContext) return { code: 'plain-http' }
    const missing = []
    if (!world.crypto || !world.crypto.subtle) missing.push('encryption (WebCrypto)')
    if (!world.indexedDB) missing.push('storage on this device (IndexedDB)')
    if (!world.WebSocket) missing.push('live connections (WebSocket)')
    if (!world.structuredClone || !world.hasModules) missing.push('the present form of JavaScript')
    return missing.length > 0 ? { code: 'old-browser', missing: missing } : null
  }

  function look() {
    let database
    try {
      database = window.indexedDB
    } catch (refused) {
      // Some browsers throw here where site data is forbidden.
      database = refused && null
    }
    return {
      isSecureContext: window.isSecureContext === true,
      crypto: window.crypto,
      indexedDB: database,
      WebSocket: window.WebSocket,
      structuredClone: window.structuredClone,
      hasModules: 'noModule' in document.createElement('script'),
    }
  }

  /** Says it in a page of its own, whose words are fetched only where they are needed. */
  function tell(fault) {
    window.carrelFault = fault
    // The app draws into this place and does nothing where it is gone.
    document.getElementById('app').id = 'fault'
    const script = document.createElement('script')
    script.src = '/fault.js'
    script.onerror = function () {
      document.body.textContent = 'Carrel did not arrive. Look whether this device is online, then reload.'
    }
    document.head.appendChild(script)
  }

  /** Whether the page kept as it was last seen is the one to be seen now: same app, same window, same address. */
  function fits(view, world) {
    return (
      view.app === world.app &&
      view.width === world.width &&
      view.height >= world.height &&
      (world.address === '/' || world.address === view.address)
    )
  }

  function reaches(element, x, y) {
    const box = element.getBoundingClientRect()
    return x >= box.left && x < box.right && y >= box.top && y < box.bottom
  }

  /** A paper that is touched before the app is there: its address is where the app begins. */
  function openAt(picture, x, y) {
    picture.querySelectorAll('.scroll .paper').forEach(function (paper) {
      if (!reaches(paper, x, y) || !reaches(paper.closest('.scroll'), x, y)) return
      history.pushState(null, '', paper.querySelector('a').href)
      paper.classList.add('sel')
    })
  }

  /** Shows it, out of reach until the app behind it is there; answers what it put into the page, or null. */
  function recall(app) {
    try {
      const theme = localStorage.getItem('carrel-theme')
      if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
      const view = JSON.parse(localStorage.getItem('carrel-first-view'))
      const world = {
        app: app,
        width: innerWidth,
        height: innerHeight,
        address: location.pathname + location.search,
      }
      if (!view || !fits(view, world)) return null
      const picture = document.createElement('div')
      picture.className = 'recalled'
      picture.inert = true
      picture.innerHTML = view.html
      document.addEventListener('click', function (event) {
        if (picture.isConnected) openAt(picture, event.clientX, event.clientY)
      })
      return document.body.appendChild(picture)
    } catch (refused) {
      // Site data is forbidden, or what was kept is no such page: the app comes by itself.
      return refused && null
    }
  }

  function begin(link, picture) {
    if (link.begun) return
    link.begun = true
    const script = document.createElement('script')
    script.type = 'module'
    script.crossOrigin = link.crossOrigin
    script.src = link.href
    // A file that does not come is an error of its own, one that arrived damaged is the page's.
    addEventListener(
      'error',
      function (event) {
        if ((event.filename || event.target.src) !== script.src) return
        if (!document.querySelector('#app:empty')) return
        if (picture) picture.remove()
        tell({ code: 'not-whole' })
      },
      true,
    )
    document.head.appendChild(script)
  }

  const fault = findFault(look())
  if (fault) {
    tell(fault)
    return
  }
  // The build leaves the app as a file to be fetched ahead, so that what is recalled is painted before it runs.
  const link = document.querySelector('link[rel="modulepreload"]')
  if (!link) return
  const picture = recall(link.href)
  const start = begin.bind(null, link, picture)
  if (!picture) return start()
  requestAnimationFrame(function () {
    setTimeout(start)
  })
  // A page in the background paints no frame.
  setTimeout(start, 300)
})()
