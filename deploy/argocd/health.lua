-- The health of a WalStream, as Argo CD shows it. argocd-cm.yaml beside it brings this into Argo CD; docs/guide/gitops.md says how.
-- Of Lua's libraries only base and table are used: Argo CD gives no string and no math.
--
-- Progressing: on the way, nobody has to act. Degraded: a person must act. Suspended: as asked. Healthy: events flow.

local function health(status, message)
  return {status = status, message = message}
end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "on its way out: the worker ends, slot and publication go by their policy, then the resource")
end

local status = obj.status or {}
local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end
local ready = conditions.Ready

-- What is said of an earlier generation, or before anybody has looked, says nothing of this one.
if ready == nil then
  return health("Progressing", "the operator has not told of it yet")
end
if status.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "the operator has not told of its latest change yet")
end

if ready.status == "True" then
  return health(ready.reason == "Suspended" and "Suspended" or "Healthy", ready.message)
end

local stalled = conditions.Stalled
if stalled == nil or stalled.status ~= "True" then
  return health("Progressing", ready.message)
end
-- Ready tells of what was found first on the way, which may heal by itself; what a person must do has to be seen too.
if stalled.reason ~= ready.reason then
  return health("Degraded", ready.message .. "; beside that " .. stalled.reason .. ": " .. stalled.message)
end
return health("Degraded", ready.message)
