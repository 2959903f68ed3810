import { Link } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'
import './you.css'

/** What is protected and what is not, in plain words. The same with its rules and tests: src/crypto/SECURITY.md. */
export const SecurityPage = (): JSX.Element => (
  <section class="list page you" aria-label="What is protected">
    <header class="bar">
      <div class="row">
        <h1>What is protected, and what is not</h1>
      </div>
    </header>
    <div class="scroll" data-scroll-restoration-id="security">
      <div class="you-body">
        <section aria-labelledby="safe-how">
          <h2 id="safe-how">How it works</h2>
          <p>
            Your papers, tags, notes and lists are on this device. What is shared leaves it encrypted and
            signed. The server that carries it to the others keeps it without being able to read it.
          </p>
          <p>
            There are no accounts. <b>The link of a list is its key</b>: the part behind the “#”, which a
            browser never sends to a server. Whoever has a link for editing can edit, and whoever has one for
            reading can read.
          </p>
        </section>
        <section aria-labelledby="safe-yes">
          <h2 id="safe-yes">Protected</h2>
          <ul>
            <li>
              The server, and anybody on the network, can neither read nor forge anything: no titles, names,
              votes, comments or notes, and not which papers a list holds.
            </li>
            <li>
              A link for reading does not let anybody write, not even together with the server. Every device
              checks every signature.
            </li>
            <li>
              A server that leaves out, repeats, reorders or exchanges what was sent to it is found out by the
              next thing a member writes, and Carrel says so. What was lost there is filled again from the
              devices.
            </li>
            <li>
              “Delivered” is said only when the server has confirmed that it would keep everything through a
              power cut.
            </li>
            <li>
              What you save, tag, skip, read and note for yourself is in your own library and never enters a
              shared list.
            </li>
            <li>
              Whoever is left out when a list moves, and whoever has one of its old links, gets nothing that
              comes later.
            </li>
          </ul>
        </section>
        <section aria-labelledby="safe-no">
          <h2 id="safe-no">Not protected</h2>
          <ul>
            <li>
              The server sees when a device connects, from which address, how much it sends, and which
              documents one device opens together. So it can tell who probably shares with whom, and which
              feeds are followed.
            </li>
            <li>
              Somebody who has never seen a list, and meets no other member, can be shown an old state of it
              that is whole in itself.
            </li>
            <li>
              Whoever can edit a list can spoil it. Earlier versions of it are kept for two weeks, and what
              was lost can be brought back from them.
            </li>
            <li>A member of a list who wants to can write under another member’s name.</li>
            <li>What somebody has read cannot be taken back from them.</li>
            <li>
              When you add a paper by its id, or ask for a look-up, arXiv, Crossref or DataCite hears that id
              and your internet address, and nothing else. Papers that others put on a list are never looked
              up by themselves. It can be switched off at You.
            </li>
            <li>
              Data on a device is as safe as the device; Carrel does not encrypt it there. Browsers also keep
              the links you open in their history.
            </li>
            <li>
              The app comes from the same server that carries the data. Somebody who breaks into it could hand
              out a changed app. Run your own server if that matters to you.
            </li>
          </ul>
        </section>
        <section aria-labelledby="safe-do">
          <h2 id="safe-do">What you can do</h2>
          <ul>
            <li>Send links to people one by one rather than to a mailing list.</li>
            <li>
              When a link has got about, or somebody is to be left out: open the list, Share, “Remove
              somebody, or reset the links”.
            </li>
            <li>
              Link a second device only while you hold it in your hand, and compare the code on both screens.
            </li>
          </ul>
          <div class="btns">
            <Link to="/you" class="btn">
              Back to You
            </Link>
          </div>
        </section>
      </div>
    </div>
  </section>
)
