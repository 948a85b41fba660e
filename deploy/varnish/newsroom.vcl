# Varnish before Newsroom: keeps what names what it shows (xkey), until the tick says that it
# changed. Needs varnish-modules, and `-p http_gzip_support=off` so that brotli goes through.

vcl 4.1;

import std;
import xkey;

include "./backends.vcl";

sub vcl_recv {
    set req.backend_hint = site.backend();

    if (req.restarts == 0) {
        # Varnish has put its own client behind what X-Forwarded-For said.
        if (client.ip ~ proxies && req.http.X-Forwarded-For ~ ",") {
            set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, ",[^,]*$", "");
        } else {
            # Nobody but the proxy says who is there and how they came.
            set req.http.X-Forwarded-For = client.ip;
            if (client.ip !~ proxies) {
                unset req.http.X-Forwarded-Proto;
            }
        }
        unset req.http.X-Looked-Up;
        unset req.http.X-Wanted;
        unset req.http.X-Dropped;
    }

    if (req.method == "PURGE") {
        # A stranger's comes through the proxy too, which says so.
        if (client.ip !~ purgers || req.http.X-Forwarded-Proto) {
            return (synth(403));
        }
        if (req.http.xkey-purge) {
            set req.http.X-Dropped = xkey.purge(req.http.xkey-purge);
        } elseif (req.http.xkey-softpurge) {
            set req.http.X-Dropped = xkey.softpurge(req.http.xkey-softpurge);
        } else {
            return (synth(400));
        }
        return (synth(200, "Dropped " + req.http.X-Dropped));
    }

    # The desk, and what is made for one reader. Not piped: on a piped connection nothing of
    # what is asked next would be looked at.
    if ((req.method != "GET" && req.method != "HEAD")
            || req.url ~ "^/(admin|search|report|draft)(/|$)"
            || req.url ~ "^/(healthz|readyz)") {
        return (pass);
    }

    # What others hang on to an address to count their clicks.
    if (req.url ~ "\?") {
        set req.url = regsuball(req.url,
            "(?<=[?&])(utm_[a-z_]+|mtm_[a-z_]+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref)=[^&]*", "");
        set req.url = regsuball(req.url, "&&+", "&");
        set req.url = regsub(req.url, "\?&", "?");
        set req.url = regsub(req.url, "[?&]+$", "");
        # Any other question is the site's to understand; it is not to fill this cache.
        if (req.url ~ "\?" && req.url !~ "\?page=[0-9]{1,4}$") {
            return (pass);
        }
    }

    # The pages of readers are the same for everybody.
    unset req.http.Cookie;
    unset req.http.Authorization;
    if (req.http.Accept-Encoding ~ "(?i)(^|[ ,])br(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "br";
    } elseif (req.http.Accept-Encoding ~ "(?i)(^|[ ,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }

    set req.http.X-Looked-Up = "1";
    set req.grace = 1d;
    if (req.http.X-Wanted == "new") {
        set req.grace = 0s;
    }
    return (hash);
}

sub vcl_hit {
    # An object is kept for as long as it may be used after an error. Without one it is used,
    # once it is old, only while a new one is fetched, and only for so long as it says.
    if (obj.ttl < 0s && !req.http.X-Wanted && std.healthy(req.backend_hint)
            && obj.ttl + std.duration(obj.http.X-While-Revalidated, 0s) < 0s) {
        set req.http.X-Wanted = "new";
        return (restart);
    }
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status >= 500) {
        # An old page is better: given up before this takes its place (see vcl_synth).
        if (bereq.is_bgfetch || bereq.http.X-Wanted != "any") {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (bereq.url ~ "^/media/renditions/[0-9]+-" && !beresp.http.xkey) {
        set beresp.http.xkey =
            "picture-" + regsub(bereq.url, "^/media/renditions/([0-9]+)-.*$", "\1");
    }
    # Nothing is kept that does not say what it shows, but static files.
    if (beresp.http.Set-Cookie
            || beresp.http.Cache-Control ~ "(?i)no-store|private|no-cache"
            || (beresp.http.Vary && beresp.http.Vary !~ "(?i)^\s*accept-encoding\s*$")
            || (!beresp.http.xkey && bereq.url !~ "^/static/")
            || beresp.status != 200) {
        set beresp.uncacheable = true;
        set beresp.ttl = 5s;
        set beresp.grace = 0s;
        return (deliver);
    }
    set beresp.http.X-While-Revalidated = "0s";
    if (beresp.http.Cache-Control ~ "stale-while-revalidate=[0-9]+") {
        set beresp.http.X-While-Revalidated = regsub(beresp.http.Cache-Control,
            "^.*stale-while-revalidate=([0-9]+).*$", "\1s");
    }
    set beresp.grace = 0s;
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace = std.duration(regsub(beresp.http.Cache-Control,
            "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
    }
    if (beresp.grace < std.duration(beresp.http.X-While-Revalidated, 0s)) {
        set beresp.grace = std.duration(beresp.http.X-While-Revalidated, 0s);
    }
    # So that an unchanged page is asked for by its ETag.
    set beresp.keep = 10m;
    return (deliver);
}

sub vcl_backend_error {
    if (!bereq.uncacheable && (bereq.is_bgfetch || bereq.http.X-Wanted != "any")) {
        return (abandon);
    }
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "5";
    set beresp.body = "The site does not answer. Please try again in a moment." + {"
"};
    return (deliver);
}

sub vcl_synth {
    # The site failed. Once more, and now an old page will do.
    if (resp.status == 503 && req.http.X-Looked-Up && req.http.X-Wanted != "any") {
        set req.http.X-Wanted = "any";
        return (restart);
    }
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    set resp.body = resp.reason + {"
"};
    return (deliver);
}

sub vcl_deliver {
    if (obj.uncacheable) {
        set resp.http.X-Cache = "pass";
    } elseif (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.X-While-Revalidated;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
