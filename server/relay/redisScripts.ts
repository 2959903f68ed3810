/**
 * Redis runs a script alone and does not roll back, so each one here checks everything first and writes last. A script
 * that begins with `#!lua` is refused as a whole where memory is full. What it wrote stands in the append-only file as
 * one transaction: a file that was cut off holds all of it or nothing.
 */

/**
 * KEYS: head, tail, counters. ARGV: the revision that must be kept, '1' where the place counts, log id, head, chain,
 * channel, hint, number of head fields, then those. Answers 0 where another write was first.
 */
const CHECK = `#!lua
local kept = redis.call('HMGET', KEYS[1], 'revision', 'logId', 'head', 'chain', 'written')
if (kept[1] or '0') ~= ARGV[1] then return 0 end
if kept[1] and ARGV[2] == '1' and (kept[2] ~= ARGV[3] or kept[3] ~= ARGV[4] or kept[4] ~= ARGV[5]) then return 0 end
local written = tonumber(kept[5] or '0')
local rest = 9 + tonumber(ARGV[8])
`

/** A tail without a head belongs to no log any more. */
const SWEEP_REMAINS = `if not kept[1] then redis.call('UNLINK', KEYS[2], KEYS[3]) end
`

/** The head goes last, and a hint that is refused takes nothing back. */
const FINISH = `redis.call('HSET', KEYS[1], 'written', string.format('%.0f', written), unpack(ARGV, 9, rest - 1))
redis.pcall('PUBLISH', ARGV[6], ARGV[7])
return 1
`

/**
 * ARGV after the head: sequence, chain, record and counter key of each entry. Each entry also keeps how many bytes had
 * been written with it, so that a stretch is measured by its two ends.
 */
export const APPEND_SCRIPT = `${CHECK}${SWEEP_REMAINS}for at = rest, #ARGV, 4 do
  written = written + #ARGV[at + 2]
  redis.call('XADD', KEYS[2], ARGV[at] .. '-0', 'chain', ARGV[at + 1], 'record', ARGV[at + 2],
    'written', string.format('%.0f', written))
  redis.call('ZADD', KEYS[3], ARGV[at], ARGV[at + 3])
end
${FINISH}`

/** KEYS after the counters: the new snapshot, and those that go. ARGV after the head: what entries go, and the parts. */
export const COMPACT_SCRIPT = `${CHECK}${SWEEP_REMAINS}for at = 5, #KEYS do redis.call('UNLINK', KEYS[at]) end
redis.call('UNLINK', KEYS[4])
for at = rest + 1, #ARGV do redis.call('HSET', KEYS[4], at - rest - 1, ARGV[at]) end
redis.call('XTRIM', KEYS[2], 'MINID', '=', string.format('%.0f-0', tonumber(ARGV[rest]) + 1))
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[rest])
${FINISH}`

/**
 * Entries from ARGV[1] on until they have ARGV[2] bytes: id, chain and record of each. Few at a time, since each may be
 * as large as a record may be.
 */
export const READ_SCRIPT = `#!lua flags=no-writes
local found, bytes, from, step = {}, 0, ARGV[1] .. '-0', 1
local limit = tonumber(ARGV[2])
while #found == 0 or bytes < limit do
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', step)
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    if #found > 0 and bytes >= limit then break end
    found[#found + 1] = entry[1]
    found[#found + 1] = entry[2][2]
    found[#found + 1] = entry[2][4]
    bytes = bytes + #entry[2][4]
    from = '(' .. entry[1]
  end
  if step < 16 then step = step * 2 end
end
return found
`
