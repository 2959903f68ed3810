import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { err, ok, type Result } from '../../src/lib/result.ts'

/** Addresses whose X-Forwarded-For is believed. */
export type Proxies = BlockList

/** `::ffff:192.0.2.1` is 192.0.2.1 on a socket that takes both. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const isIn = (list: BlockList, address: string): boolean => {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * This machine, and what the administrator names: addresses and networks (`10.0.0.2`, `10.1.0.0/16`, `fd00::/8`). The
 * error is the text that is none.
 */
export const parseProxies = (texts: readonly string[]): Result<Proxies, string> => {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8, 'ipv4')
  list.addAddress('::1', 'ipv6')
  for (const text of texts) {
    const [address = '', bits, ...rest] = text.split('/')
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (family === 0 || rest.length > 0 || !(length >= 0 && length <= most)) return err(text)
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4')
  }
  return ok(list)
}

/** Whoever has one IPv6 address has its whole network of 64 bits. */
const networkOf = (address: string): string => {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const whole = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  return `${whole
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/**
 * From where a socket was dialled: its own address, or what a believed proxy says of it, which is the last address in
 * X-Forwarded-For that is no such proxy. `null` where that is not known (a proxy that says nothing, this machine itself):
 * then no limit by address holds, or everybody behind that proxy would be counted as one.
 */
export const readClientAddress = (request: IncomingMessage, proxies: Proxies): string | null => {
  const peer = plain(request.socket.remoteAddress ?? '')
  if (isIP(peer) === 0) return null
  if (!isIn(proxies, peer)) return networkOf(peer)
  const said = request.headers['x-forwarded-for']
  const hops = (Array.isArray(said) ? said.join(',') : (said ?? ''))
    .split(',')
    .map((hop) => plain(hop.trim()))
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) return null
    if (!isIn(proxies, hop)) return networkOf(hop)
  }
  return null
}
