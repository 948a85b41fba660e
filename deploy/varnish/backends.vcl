# Where the site's processes answer, and who may have pages dropped. The rest is in newsroom.vcl.

import directors;

probe answers {
    .url = "/healthz";
    .interval = 2s;
    .timeout = 1s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}

backend app1 {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = answers;
    .first_byte_timeout = 30s;
}

sub vcl_init {
    new site = directors.round_robin();
    site.add_backend(app1);
}

# Where the tick runs: it alone has pages dropped.
acl purgers {
    "127.0.0.1";
    "::1";
}

# What stands before Varnish, and names the reader in X-Forwarded-For.
acl proxies {
    "127.0.0.1";
    "::1";
}
