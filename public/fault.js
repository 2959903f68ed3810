// The page in place of the app where public/boot.js found that it cannot run, or cannot be fetched. Written, as that is,
// for browsers of any age.
;(function () {
  'use strict'

  const address = window.location
  const port = address.port ? ':' + address.port : ''
  const missing = window.carrelFault.missing || []

  /** As src/app/offlineCopy.ts does it: what somebody shared into Carrel lies in another cache, and stays. */
  function fetchAnew() {
    const reload = function () {
      location.reload()
    }
    const workers = navigator.serviceWorker
    Promise.resolve(workers ? workers.getRegistrations() : [])
      .then(function (registrations) {
        return Promise.all(
          registrations.map(function (registration) {
            return registration.unregister()
          }),
        )
      })
      .then(function () {
        return window.caches ? caches.keys() : []
      })
      .then(function (names) {
        const ours = names.filter(function (name) {
          return /^(?:workbox-precache|carrel-(?:kept|fresh)$)/.test(name)
        })
        return Promise.all(
          ours.map(function (name) {
            return caches.delete(name)
          }),
        )
      })
      .then(reload, reload)
  }

  const PAGES = {
    'plain-http': {
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
    },
    'old-browser': {
      title: 'This browser cannot run Carrel',
      body: [
        'It lacks ' + missing.join(', ') + '.',
        'Open Carrel in an up-to-date Firefox, Chrome, Edge or Safari. If it is up to date, look whether a private ' +
          'window or a setting forbids site data.',
      ],
      links: [],
    },
    'not-whole': {
      title: 'Carrel did not arrive whole',
      body: [
        'A part of the app is missing or damaged, so it could not start. Your papers and lists are in another place on ' +
          'this device and were not touched.',
        'Look whether this device is online and try again. If that does not help, forget the app’s own files here and ' +
          'fetch them anew from the server: your papers stay.',
      ],
      links: [{ text: 'Try again', href: address.href }],
      button: { text: 'Fetch Carrel anew', act: fetchAnew },
    },
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
    if (fault.button) {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = fault.button.text
      button.onclick = fault.button.act
      page.appendChild(button)
    }
    const place = document.getElementById('fault')
    place.parentNode.replaceChild(page, place)
  }

  show(PAGES[window.carrelFault.code])
})()
