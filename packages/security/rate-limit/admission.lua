-- The admissions of one tick, decided one after the other in a single atomic call, by the clock of this server.
-- algorithms.ts is the same arithmetic in TypeScript, function by function; differential.test.ts compares them.
--
-- KEYS     one after the other, in the order in which the operations name them
-- ARGV[1]  operations, as JSON:
--          ["admit", facts, penalties, checks]  keys: one a fact, one a penalty, one a check
--          ["add", checks]                      unconditionally; a negative cost gives back
--          ["clear", count]
--          ["penalize", count, add_us, most_us]
--          ["revoke", value, until_ms, for_ms]  value -1: now; until_ms -1: for_ms from now
--          a fact is a number: the token is refused when the key holds a larger one
--          a check is [kind, size, span, shadow, cost, penalty]; penalty counts from 1, 0 is none
-- ARGV[2]  microseconds of penalty that double a price    ARGV[3]  how often it doubles at most
-- Returns one flat list: for each admission 0 (allowed), 1 (limited) or 2 (revoked), and unless revoked
-- for each of its checks: units left, ms until reset, ms to wait (0: allowed).

local TOKEN_BUCKET, SLIDING_WINDOW, CALENDAR_MONTH = 0, 1, 3
local KIND, SIZE, SPAN, SHADOW, COST, PENALTY = 1, 2, 3, 4, 5, 6
local KEEP_MS = 1000
local ceil, floor, max, min = math.ceil, math.floor, math.max, math.min

local time = redis.call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now_ms = floor(now_us / 1000)
local halving_us, max_halvings = tonumber(ARGV[2]), tonumber(ARGV[3])

local stored = {}   -- what Redis holds, by key; false: nothing
local levels = {}   -- how full a limit is, by key: { taken, before }
local changed = {}  -- levels to write back at the end, by key: the check that says how
local reply = {}
local cursor = 0

local values = redis.call('MGET', unpack(KEYS))
for i = 1, #KEYS do stored[KEYS[i]] = values[i] end

local function next_key()
  cursor = cursor + 1
  return KEYS[cursor]
end

local function number_at(key) return tonumber(stored[key] or nil) end

local function month_start(day)
  -- Days since 1970 to the day of the month, in the proleptic Gregorian calendar that starts its years in March.
  local day_of_era = (day + 719468) % 146097
  local year = floor((day_of_era - floor(day_of_era / 1460) + floor(day_of_era / 36524) - floor(day_of_era / 146096)) / 365)
  local day_of_year = day_of_era - (365 * year + floor(year / 4) - floor(year / 100))
  local month = floor((5 * day_of_year + 2) / 153)
  return day - (day_of_year - floor((153 * month + 2) / 5))
end

local function window(check)
  if check[KIND] == CALENDAR_MONTH then
    local first = month_start(floor(now_ms / 86400000))
    return first * 86400000, month_start(first + 31) * 86400000
  end
  local start = now_ms - now_ms % check[SPAN]
  return start, start + check[SPAN]
end

local function read_level(check, value)
  if not value then return { 0, 0 } end
  if check[KIND] == TOKEN_BUCKET then
    return { min(max((tonumber(value) or 0) - now_us, 0), check[SIZE] * check[SPAN]), 0 }
  end
  if #value ~= 14 then return { 0, 0 } end
  local mark, taken, before = struct.unpack('>I6I4I4', value)
  local start, finish = window(check)
  if mark >= start and mark <= finish then return { taken, before } end
  if check[KIND] == SLIDING_WINDOW and mark == start - check[SPAN] then return { 0, taken } end
  return { 0, 0 }
end

local function level_of(key, check)
  local level = levels[key]
  if not level then
    level = read_level(check, stored[key])
    levels[key] = level
  end
  return level
end

local function wait_ms(check, level, units)
  local size, span = check[SIZE], check[SPAN]
  if check[KIND] == TOKEN_BUCKET then
    if units > size then return ceil(size * span / 1000) end
    return max(0, ceil((level[1] + units * span - size * span) / 1000))
  end
  if units > size then return span end
  local _, finish = window(check)
  local until_end, room = finish - now_ms, size - level[1] - units
  if room >= 0 then
    if level[2] * until_end <= room * span then return 0 end
    return until_end - floor(room * span / level[2])
  end
  if check[KIND] ~= SLIDING_WINDOW then return until_end end
  return until_end + span - min(span, floor((size - units) * span / level[1]))
end

local function added(check, level, units)
  local unit = check[KIND] == TOKEN_BUCKET and check[SPAN] or 1
  return { min(max(level[1] + units * unit, 0), check[SIZE] * unit), level[2] }
end

local function units_left(check, level)
  local size, span = check[SIZE], check[SPAN]
  if check[KIND] == TOKEN_BUCKET then return floor((size * span - level[1]) / span) end
  if level[2] == 0 then return max(0, size - level[1]) end
  local _, finish = window(check)
  return max(0, floor(((size - level[1]) * span - level[2] * (finish - now_ms)) / span))
end

local function reset_ms(check, level)
  if check[KIND] == TOKEN_BUCKET then return ceil(level[1] / 1000) end
  local _, finish = window(check)
  if check[KIND] ~= SLIDING_WINDOW then return finish - now_ms end
  if level[1] > 0 then return finish - now_ms + check[SPAN] end
  return level[2] > 0 and finish - now_ms or 0
end

local function write_level(key, check, level)
  local value
  if check[KIND] == TOKEN_BUCKET then
    value = string.format('%.0f', now_us + level[1]) -- digits alone: Redis keeps them without an allocation
  else
    value = struct.pack('>I6I4I4', window(check), level[1], level[2])
  end
  redis.call('SET', key, value, 'PX', reset_ms(check, level) + KEEP_MS)
end

local function units_needed(check, dearer)
  local need = max(check[COST], 1)
  if need > check[SIZE] then return math.huge end
  return min(need * dearer, check[SIZE])
end

local function dearer_by(key)
  local left = max(0, (number_at(key) or 0) - now_us)
  return 2 ^ min(floor(left / halving_us), max_halvings)
end

local operations = {}

function operations.admit(operation)
  local facts, penalties, checks = operation[2], operation[3], operation[4]
  local first = cursor
  cursor = cursor + #facts + penalties + #checks
  for i = 1, #facts do
    if (number_at(KEYS[first + i]) or -1) > facts[i] then
      reply[#reply + 1] = 2
      return
    end
  end
  local dearer = { [0] = 1 }
  for i = 1, penalties do dearer[i] = dearer_by(KEYS[first + #facts + i]) end

  local draft, waits, limited = {}, {}, 0
  first = first + #facts + penalties
  for i, check in ipairs(checks) do
    local key = KEYS[first + i]
    local level, units = draft[key] or level_of(key, check), units_needed(check, dearer[check[PENALTY]])
    waits[i] = wait_ms(check, level, units)
    if waits[i] == 0 then
      if check[COST] > 0 then draft[key] = added(check, level, units) end
    elseif check[SHADOW] == 0 then
      limited = 1
    end
  end

  reply[#reply + 1] = limited
  for i, check in ipairs(checks) do
    local key = KEYS[first + i]
    if limited == 0 and draft[key] then levels[key], changed[key] = draft[key], check end
    local level = levels[key]
    reply[#reply + 1] = floor(units_left(check, level) / dearer[check[PENALTY]])
    reply[#reply + 1] = reset_ms(check, level)
    reply[#reply + 1] = waits[i]
  end
end

function operations.add(operation)
  for _, check in ipairs(operation[2]) do
    local key = next_key()
    levels[key], changed[key] = added(check, level_of(key, check), check[COST]), check
  end
end

function operations.clear(operation)
  for _ = 1, operation[2] do
    local key = next_key()
    redis.call('DEL', key)
    stored[key], levels[key], changed[key] = false, nil, nil
  end
end

function operations.penalize(operation)
  local add_us, most_us = operation[3], operation[4]
  for _ = 1, operation[2] do
    local key = next_key()
    local left = min(min(max((number_at(key) or 0) - now_us, 0), most_us) + add_us, most_us)
    stored[key] = string.format('%.0f', now_us + left)
    redis.call('SET', key, stored[key], 'PX', ceil(left / 1000) + KEEP_MS)
  end
end

function operations.revoke(operation)
  local key, value, until_ms = next_key(), operation[2], operation[3]
  if value < 0 then value = now_ms end
  if until_ms < 0 then until_ms = now_ms + operation[4] end
  -- Neither the instant nor the life of an entry ever goes back: a late, older call weakens nothing.
  local keep_ms = max(until_ms - now_ms + KEEP_MS, redis.call('PTTL', key))
  if keep_ms <= 0 then return end
  stored[key] = string.format('%.0f', max(value, number_at(key) or 0))
  redis.call('SET', key, stored[key], 'PX', keep_ms)
end

for _, operation in ipairs(cjson.decode(ARGV[1])) do operations[operation[1]](operation) end
for key, check in pairs(changed) do write_level(key, check, levels[key]) end
return reply
