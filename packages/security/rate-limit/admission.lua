-- The admissions of one tick, decided one after the other in a single atomic call, by the clock of this server.
-- limit-arithmetic.ts is the same arithmetic in TypeScript, function by function; differential.test.ts compares them.
-- It is written for speed where it runs a million times: flat lists of numbers, and code instead of closures.
--
-- KEYS     one after the other, in the order in which the operations use them
-- ARGV[1]  a JSON list of numbers: where the operations begin, microseconds in which a point of penalty fades, points
--          that double a price, how often it doubles at most; then the rules, then the operations
--   rule   its name, kind, size, span, shadow               a name is a number
--   0      admit: number of facts, facts, number of penalties, number of checks, checks (rule, cost, penalty)
--          a fact refuses the token when its key holds a larger number; a penalty counts from 1, 0 is none
--   1      add: number of checks, checks (rule, cost)       unconditionally; a negative cost gives back
--   2      clear: number of keys
--   3      penalize: number of keys, microseconds to add, most microseconds
--   4      revoke: value (-1: now), until ms (-1: from now on), for ms
--
-- Returns numbers with commas between them, for each admission: 0 (allowed), 1 (limited), 2 (revoked) or 3 (allowed, a shadow limit would
-- refuse); unless revoked, for each check: units left, ms until reset, and after 1 and 3 also ms to wait.

local TOKEN_BUCKET, SLIDING_WINDOW, CALENDAR_MONTH = 0, 1, 3
local SIZE, SPAN, SHADOW = 1, 2, 3 -- after the kind
local ADMIT, ADD, CLEAR, PENALIZE = 0, 1, 2, 3
local KEEP_MS, SLICES = 1000, 8
local WINDOW_WRAP, SLICE_WRAP = 4294967296, 16777216 -- marks are kept in four and three bytes
local ceil, floor, max, min = math.ceil, math.floor, math.max, math.min
local call, format = redis.call, string.format

local time = call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now_ms = floor(now_us / 1000)

local plan = cjson.decode(ARGV[1])
local at, point_us, points_per_halving, max_halvings = plan[1], plan[2], plan[3], plan[4]
local cursor = 0                            -- the key used last

local stored = {}                           -- by key: what Redis holds, or false
local taken, older, past = {}, {}, {}       -- by key: how full a limit is; a sliding window's slices, and their sum
local changed = {}                          -- by key: the rule by which to write it back
local named = {}                            -- by its name: where in the plan a rule begins
local window, following, ends = {}, {}, {}  -- by rule: the number of its window or slice, of the next; the end in ms
local reply, size = {}, 0

local values = call('MGET', unpack(KEYS))
for i = 1, #KEYS do stored[KEYS[i]] = values[i] end

for rule = 6, at - 1, 5 do
  named[plan[rule - 1]] = rule
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

local function slices_format(rule)
  -- Twelve bytes up to a limit of 255: an entry then takes no more than that of a fixed window.
  return plan[rule + SIZE] < 256 and '>I3I1I1I1I1I1I1I1I1I1' or '>I3I2I2I2I2I2I2I2I2I2'
end

local function read_level(rule, key)
  local value, kind = stored[key], plan[rule]
  taken[key], past[key] = 0, 0
  if kind == TOKEN_BUCKET then
    local debt = (tonumber(value or nil) or 0) - now_us
    taken[key] = min(max(debt, 0), plan[rule + SIZE] * plan[rule + SPAN])
  elseif kind ~= SLIDING_WINDOW then
    if not value or #value ~= 8 then return end
    local mark, count = struct.unpack('>I4I4', value)
    if mark == window[rule] % WINDOW_WRAP or mark == following[rule] % WINDOW_WRAP then taken[key] = count end
  else
    local slices, format = { 0, 0, 0, 0, 0, 0, 0, 0 }, slices_format(rule)
    older[key] = slices
    if not value or #value ~= struct.size(format) then return end
    local counts = { struct.unpack(format, value) } -- the mark, the slice of the mark, those before
    local age = (window[rule] - counts[1]) % SLICE_WRAP
    if age >= SLICE_WRAP - SLICES then age = 0 end -- a clock stepped back
    if age > SLICES then return end
    if age == 0 then taken[key] = counts[2] end
    for i = max(1, age), SLICES do
      slices[i] = counts[i - age + 2]
      past[key] = past[key] + slices[i]
    end
  end
end

local function wait_ms(rule, key, level, units)
  local kind, most, span = plan[rule], plan[rule + SIZE], plan[rule + SPAN]
  if kind == TOKEN_BUCKET then
    if units > most then return ceil(most * span / 1000) end
    return max(0, ceil((level + units * span - most * span) / 1000))
  end
  if units > most then return kind == SLIDING_WINDOW and SLICES * span or span end
  local excess, wait = level + past[key] + units - most, ends[rule] - now_ms
  if excess <= 0 then return 0 end
  if kind == SLIDING_WINDOW then
    for i = SLICES, 1, -1 do
      excess = excess - older[key][i]
      if excess <= 0 then return wait end
      wait = wait + span
    end
  end
  return wait
end

local function added(rule, key, level, units)
  local unit = plan[rule] == TOKEN_BUCKET and plan[rule + SPAN] or 1
  return min(max(level + units * unit, 0), max(0, plan[rule + SIZE] * unit - past[key]))
end

local function units_left(rule, key)
  local most, span = plan[rule + SIZE], plan[rule + SPAN]
  if plan[rule] == TOKEN_BUCKET then return floor((most * span - taken[key]) / span) end
  return max(0, most - taken[key] - past[key])
end

local function reset_ms(rule, key)
  if plan[rule] == TOKEN_BUCKET then return ceil(taken[key] / 1000) end
  local until_end, span = ends[rule] - now_ms, plan[rule + SPAN]
  if plan[rule] ~= SLIDING_WINDOW then return until_end end
  if taken[key] > 0 then return until_end + SLICES * span end
  for i = 1, SLICES do
    if older[key][i] > 0 then return until_end + (SLICES - i) * span end
  end
  return 0
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
  local multiplier = { [0] = 1 }
  for i = 1, penalties do
    local left = max(0, (tonumber(stored[KEYS[first + i]] or nil) or 0) - now_us)
    multiplier[i] = 2 ^ min(floor(ceil(left / point_us) / points_per_halving), max_halvings)
  end
  first = first + penalties

  local draft, waits, outcome = {}, {}, 0
  for i = 1, checks do
    local key, check = KEYS[first + i], first_check + 3 * i - 3
    local rule, cost = named[plan[check]], plan[check + 1]
    if not taken[key] then read_level(rule, key) end
    local level, units = draft[key] or taken[key], max(cost, 1)
    if units <= plan[rule + SIZE] then units = min(units * multiplier[plan[check + 2]], plan[rule + SIZE]) end
    waits[i] = wait_ms(rule, key, level, units)
    if waits[i] > 0 then
      outcome = (plan[rule + SHADOW] == 0 or outcome == 1) and 1 or 3
    elseif cost > 0 then
      draft[key] = added(rule, key, level, units)
    end
  end

  size = size + 1
  reply[size] = outcome
  for i = 1, checks do
    local key, check = KEYS[first + i], first_check + 3 * i - 3
    local rule = named[plan[check]]
    if outcome ~= 1 and draft[key] then taken[key], changed[key] = draft[key], rule end
    reply[size + 1] = floor(units_left(rule, key) / multiplier[plan[check + 2]])
    reply[size + 2] = reset_ms(rule, key)
    size = size + 2
    if outcome ~= 0 then
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
      local key, rule, cost = KEYS[cursor + i], named[plan[at + 2 * i]], plan[at + 2 * i + 1]
      if not taken[key] then read_level(rule, key) end
      local rest = -cost - taken[key]
      taken[key], changed[key] = added(rule, key, taken[key], cost), rule
      for slice = 1, older[key] and rest > 0 and SLICES or 0 do -- a refund takes from the latest slices first
        local back = min(rest, older[key][slice])
        older[key][slice], past[key], rest = older[key][slice] - back, past[key] - back, rest - back
      end
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
  elseif plan[rule] == SLIDING_WINDOW then
    value = struct.pack(slices_format(rule), window[rule] % SLICE_WRAP, taken[key], unpack(older[key]))
  else
    value = struct.pack('>I4I4', window[rule] % WINDOW_WRAP, taken[key])
  end
  call('SET', key, value, 'PX', reset_ms(rule, key) + KEEP_MS)
end
return table.concat(reply, ',') -- one text is read faster than a thousand replies
