/** What is used of Yjs's own tests, which come without types. */
declare module 'yjs/testHelper' {
  import type { PRNG } from 'lib0/prng'
  import type { Doc } from 'yjs'

  // reason: Yjs's own; only its making is used here
  // eslint-disable-next-line typescript/no-extraneous-class
  export class TestConnector {
    readonly allConns: ReadonlySet<TestYInstance>
    constructor(random: PRNG)
  }
  /** A document that keeps the updates it hears. */
  export class TestYInstance extends Doc {
    constructor(connector: TestConnector, clientID: number)
  }
  /** Throws where the documents, merged from the updates they heard, differ in content or structure; destroys them. */
  export const compare: (users: TestYInstance[]) => void
}
