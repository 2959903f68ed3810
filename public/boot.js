// Looks, before anything else runs, whether this browser can run Carrel here. Written without modules and without
// anything an old browser does not know; what it finds missing it says in a page that replaces the app. Where nothing is
// missing it shows the first page as it was last seen (src/app/firstView.ts keeps it), and begins the app behind it.
;(function () {
  'use strict'

  /** What is missing, as a page: null when nothing is. Kept free of the document so that it can be tested. */
  function findFault(world) {
    const address = world.location
    if (address.protocol === 'file:')
      return {
        title: 'Open Carrel through its server',
        body: [
          'This page was opened as a file. Carrel needs the address of its server to work.',
          'Start it with “npm start” in its folder, and open the address it prints.',
        ],
        links: [],
      }
    if (!world.isSecureContext) {
      const port = address.port ? ':' + address.port : ''
      return {
        title: 'This address is not safe enough for Carrel',
        body: [
          'You opened Carrel over plain http from another machine. Browsers then switch off encryption and offline ' +
            'storage, and Carrel keeps nothing without them. Nothing was read or written.',
          'On the machine that runs Carrel, open it as localhost. From any other device, and to install it on a ' +
            'phone, it needs an https address: the file README.md, under “For a group”, shows how in five lines.',
        ],
        links: [
          {
            text: 'Try https instead',
            href: 'https://' + address.hostname + address.pathname + address.hash,
          },
          {
            text: 'On that machine: localhost',
            href: 'http://localhost' + port + address.pathname + address.hash,
          },
        ],
      }
    }
    const missing = []
    if (!world.crypto || !world.crypto.subtle) missing.push('encryption (WebCrypto)')
    if (!world.indexedDB) missing.push('storage on this device (IndexedDB)')
    if (!world.WebSocket) missing.push('live connections (WebSocket)')
    if (!world.structuredClone || !world.hasModules) missing.push('the present form of JavaScript')
    if (missing.length > 0)
      return {
        title: 'This browser cannot run Carrel',
        body: [
          'It lacks ' + missing.join(', ') + '.',
          'Open Carrel in an up-to-date Firefox, Chrome, Edge or Safari. If it is up to date, look whether a private ' +
            'window or a setting forbids site data.',
        ],
        links: [],
      }
    return null
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
      location: window.location,
      isSecureContext: window.isSecureContext === true,
      crypto: window.crypto,
      indexedDB: database,
      WebSocket: window.WebSocket,
      structuredClone: window.structuredClone,
      hasModules: 'noModule' in document.createElement('script'),
    }
  }

  function show(fault) {
    const page = document.createElement('main')
    page.className = 'boot'
    const mark = document.createElement('img')
    mark.src = '/icons/mark.svg'
    mark.alt = ''
    page.appendChild(mark)
    const title = document.createElement('h1')
    title.textContent = fault.title
    page.appendChild(title)
    fault.body.forEach(function (sentence) {
      const paragraph = document.createElement('p')
      paragraph.textContent = sentence
      page.appendChild(paragraph)
    })
    fault.links.forEach(function (link) {
      const paragraph = document.createElement('p')
      const anchor = document.createElement('a')
      anchor.textContent = link.text
      anchor.href = link.href
      // An address with a # is not gone to again by being followed.
      if (link.href === location.href)
        anchor.onclick = function (event) {
          event.preventDefault()
          location.reload()
        }
      paragraph.appendChild(anchor)
      page.appendChild(paragraph)
    })
    // The app draws into this place and does nothing where it is gone.
    const place = document.getElementById('app')
    if (place) place.parentNode.replaceChild(page, place)
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
    script.onerror = function () {
      if (picture) picture.remove()
      show({
        title: 'Carrel did not arrive whole',
        body: [
          'A part of the app could not be fetched, and nothing was read or written. Look whether this device is online.',
        ],
        links: [{ text: 'Try again', href: location.href }],
      })
    }
    document.head.appendChild(script)
  }

  if (typeof window === 'undefined') {
    globalThis.findFault = findFault
    globalThis.fits = fits
    return
  }
  const fault = findFault(look())
  if (fault) {
    show(fault)
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
