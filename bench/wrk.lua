-- How wrk asks for a list of pages, and what it tells afterwards in JSON.
-- Arguments: "-" or a file of paths; "each" or "spike"; the number of the first path.

local paths, way, at = {}, nil, 0
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    way = args[2]
    if args[1] and args[1] ~= "-" then
        for path in io.lines(args[1]) do
            paths[#paths + 1] = path
        end
        -- Each thread has its own half, so that no page is asked for twice.
        at = tonumber(args[3]) + number * math.floor(#paths / 2)
        math.randomseed(number + 1)
        request = function()
            return wrk.format("GET", next_path())
        end
    end
end

function next_path()
    if way == "spike" and math.random() < 0.9 then
        return paths[math.random(10)]
    end
    at = at + 1
    return paths[at % #paths + 1]
end

function done(summary, latency, requests)
    local e = summary.errors
    local failed = e.connect + e.read + e.write + e.status + e.timeout
    io.write(string.format(
        'RESULT {"requests": %d, "seconds": %f, "bytes": %d, "failed": %d, '
            .. '"p50": %f, "p95": %f, "p99": %f}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, failed,
        latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3
    ))
end
