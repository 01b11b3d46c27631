-- The admissions of one tick, decided one after the other in a single atomic call, by the clock of this server.
-- algorithms.ts is the same arithmetic in TypeScript, function by function; differential.test.ts compares them.
-- It is written for speed where it runs a million times: flat lists of numbers, and code instead of closures.
--
-- KEYS     one after the other, in the order in which the operations use them
-- ARGV[1]  a JSON list of numbers: where the operations begin, microseconds in which a point of penalty fades, points
--          that double a price, how often it doubles at most; then the rules, then the operations
--   rule   kind, size, span, shadow                         named by its position in the list
--   0      admit: number of facts, facts, number of penalties, number of checks, checks (rule, cost, penalty)
--          a fact refuses the token when its key holds a larger number; a penalty counts from 1, 0 is none
--   1      add: number of checks, checks (rule, cost)       unconditionally; a negative cost gives back
--   2      clear: number of keys
--   3      penalize: number of keys, microseconds to add, most microseconds
--   4      revoke: value (-1: now), until ms (-1: from now on), for ms
--
-- Returns a flat list, for each admission: 0 (allowed), 1 (limited), 2 (revoked) or 3 (allowed, a shadow limit would
-- refuse); unless revoked, for each check: units left, ms until reset, and after 1 and 3 also ms to wait.

local TOKEN_BUCKET, SLIDING_WINDOW, CALENDAR_MONTH = 0, 1, 3
local SIZE, SPAN, SHADOW = 1, 2, 3 -- after the kind
local ADMIT, ADD, CLEAR, PENALIZE = 0, 1, 2, 3
local KEEP_MS, WRAP = 1000, 4294967296
local ceil, floor, max, min = math.ceil, math.floor, math.max, math.min
local call, format = redis.call, string.format

local time = call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now_ms = floor(now_us / 1000)

local plan = cjson.decode(ARGV[1])
local at, point_us, points_per_halving, max_halvings = plan[1], plan[2], plan[3], plan[4]
local cursor = 0                            -- the key used last

local stored = {}                           -- by key: what Redis holds, or false
local taken, before, changed = {}, {}, {}   -- by key: how full a limit is; the rule by which to write it back
local window, following, ends = {}, {}, {}  -- by rule: the number of its window, of the next one; the end in ms
local reply, size = {}, 0

local values = call('MGET', unpack(KEYS))
for i = 1, #KEYS do stored[KEYS[i]] = values[i] end

for rule = 5, at - 1, 4 do
  if plan[rule] == CALENDAR_MONTH then
    -- The first day of a day's month, in days since 1970, by the Gregorian calendar with years that start in March.
    local function month_start(day)
      local in_era = (day + 719468) % 146097
      local year = floor((in_era - floor(in_era / 1460) + floor(in_era / 36524) - floor(in_era / 146096)) / 365)
      local in_year = in_era - (365 * year + floor(year / 4) - floor(year / 100))
      return day - (in_year - floor((153 * floor((5 * in_year + 2) / 153) + 2) / 5))
    end
    window[rule] = month_start(floor(now_ms / 86400000))
    following[rule] = month_start(window[rule] + 31)
    ends[rule] = following[rule] * 86400000
  elseif plan[rule] ~= TOKEN_BUCKET then
    window[rule] = floor(now_ms / plan[rule + SPAN])
    following[rule] = window[rule] + 1
    ends[rule] = following[rule] * plan[rule + SPAN]
  end
end

local function read_level(rule, key)
  local value = stored[key]
  taken[key], before[key] = 0, 0
  if not value then return end
  if plan[rule] == TOKEN_BUCKET then
    taken[key] = min(max((tonumber(value) or 0) - now_us, 0), plan[rule + SIZE] * plan[rule + SPAN])
  elseif #value == 12 then
    local mark, in_window, in_last = struct.unpack('>I4I4I4', value)
    if mark == window[rule] % WRAP or mark == following[rule] % WRAP then
      taken[key], before[key] = in_window, in_last
    elseif plan[rule] == SLIDING_WINDOW and mark == (window[rule] - 1) % WRAP then
      before[key] = in_window
    end
  end
end

local function wait_ms(rule, level, last, units)
  local most, span = plan[rule + SIZE], plan[rule + SPAN]
  if plan[rule] == TOKEN_BUCKET then
    if units > most then return ceil(most * span / 1000) end
    return max(0, ceil((level + units * span - most * span) / 1000))
  end
  if units > most then return span end
  local until_end, room = ends[rule] - now_ms, most - level - units
  if room >= 0 then
    if last * until_end <= room * span then return 0 end
    return until_end - floor(room * span / last)
  end
  if plan[rule] ~= SLIDING_WINDOW then return until_end end
  return until_end + span - min(span, floor((most - units) * span / level))
end

local function added(rule, level, units)
  local unit = plan[rule] == TOKEN_BUCKET and plan[rule + SPAN] or 1
  return min(max(level + units * unit, 0), plan[rule + SIZE] * unit)
end

local function units_left(rule, level, last)
  local most, span = plan[rule + SIZE], plan[rule + SPAN]
  if plan[rule] == TOKEN_BUCKET then return floor((most * span - level) / span) end
  if last == 0 then return max(0, most - level) end
  return max(0, floor(((most - level) * span - last * (ends[rule] - now_ms)) / span))
end

local function reset_ms(rule, level, last)
  if plan[rule] == TOKEN_BUCKET then return ceil(level / 1000) end
  if plan[rule] ~= SLIDING_WINDOW then return ends[rule] - now_ms end
  if level > 0 then return ends[rule] - now_ms + plan[rule + SPAN] end
  return last > 0 and ends[rule] - now_ms or 0
end

local function admit(facts, penalties, checks, first_check)
  local first = cursor
  cursor = cursor + facts + penalties + checks
  for i = 1, facts do
    if (tonumber(stored[KEYS[first + i]] or nil) or -1) > plan[at + 1 + i] then
      size = size + 1
      reply[size] = 2
      return
    end
  end
  first = first + facts
  local dearer = { [0] = 1 }
  for i = 1, penalties do
    local left = max(0, (tonumber(stored[KEYS[first + i]] or nil) or 0) - now_us)
    dearer[i] = 2 ^ min(floor(ceil(left / point_us) / points_per_halving), max_halvings)
  end
  first = first + penalties

  local draft, waits, verdict = {}, {}, 0
  for i = 1, checks do
    local key, check = KEYS[first + i], first_check + 3 * i - 3
    local rule, cost = plan[check], plan[check + 1]
    if not taken[key] then read_level(rule, key) end
    local level, units = draft[key] or taken[key], max(cost, 1)
    if units <= plan[rule + SIZE] then units = min(units * dearer[plan[check + 2]], plan[rule + SIZE]) end
    waits[i] = wait_ms(rule, level, before[key], units)
    if waits[i] > 0 then
      verdict = (plan[rule + SHADOW] == 0 or verdict == 1) and 1 or 3
    elseif cost > 0 then
      draft[key] = added(rule, level, units)
    end
  end

  size = size + 1
  reply[size] = verdict
  for i = 1, checks do
    local key, check = KEYS[first + i], first_check + 3 * i - 3
    local rule = plan[check]
    if verdict ~= 1 and draft[key] then taken[key], changed[key] = draft[key], rule end
    reply[size + 1] = floor(units_left(rule, taken[key], before[key]) / dearer[plan[check + 2]])
    reply[size + 2] = reset_ms(rule, taken[key], before[key])
    size = size + 2
    if verdict ~= 0 then
      size = size + 1
      reply[size] = waits[i]
    end
  end
end

while at <= #plan do
  local operation, count = plan[at], plan[at + 1]
  if operation == ADMIT then
    local penalties, checks = plan[at + 2 + count], plan[at + 3 + count]
    admit(count, penalties, checks, at + 4 + count)
    at = at + 4 + count + 3 * checks
  elseif operation == ADD then
    for i = 1, count do
      local key, rule, cost = KEYS[cursor + i], plan[at + 2 * i], plan[at + 2 * i + 1]
      if not taken[key] then read_level(rule, key) end
      taken[key], changed[key] = added(rule, taken[key], cost), rule
    end
    cursor, at = cursor + count, at + 2 + 2 * count
  elseif operation == CLEAR then
    for i = cursor + 1, cursor + count do
      call('DEL', KEYS[i])
      stored[KEYS[i]], taken[KEYS[i]], changed[KEYS[i]] = false, nil, nil
    end
    cursor, at = cursor + count, at + 2
  elseif operation == PENALIZE then
    local add_us, most_us = plan[at + 2], plan[at + 3]
    for i = cursor + 1, cursor + count do
      local left = max((tonumber(stored[KEYS[i]] or nil) or 0) - now_us, 0)
      left = min(min(left, most_us) + add_us, most_us)
      stored[KEYS[i]] = format('%.0f', now_us + left)
      call('SET', KEYS[i], stored[KEYS[i]], 'PX', ceil(left / 1000) + KEEP_MS)
    end
    cursor, at = cursor + count, at + 4
  else
    local key, value, until_ms = KEYS[cursor + 1], count, plan[at + 2]
    if value < 0 then value = now_ms end
    if until_ms < 0 then until_ms = now_ms + plan[at + 3] end
    -- Neither the instant nor the life of an entry ever goes back: a late, older call weakens nothing.
    local keep_ms = max(until_ms - now_ms + KEEP_MS, call('PTTL', key))
    if keep_ms > 0 then
      stored[key] = format('%.0f', max(value, tonumber(stored[key] or nil) or 0))
      call('SET', key, stored[key], 'PX', keep_ms)
    end
    cursor, at = cursor + 1, at + 4
  end
end

for key, rule in pairs(changed) do
  local value
  if plan[rule] == TOKEN_BUCKET then
    value = format('%.0f', now_us + taken[key]) -- digits alone: Redis keeps them without an allocation
  else
    -- Twelve bytes: one more would take sixteen.
    value = struct.pack('>I4I4I4', window[rule] % WRAP, taken[key], before[key])
  end
  call('SET', key, value, 'PX', reset_ms(rule, taken[key], before[key]) + KEEP_MS)
end
return reply
