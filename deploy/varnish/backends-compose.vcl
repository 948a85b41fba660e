# backends.vcl for compose.yaml: everything is on a network of its own.

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
    .host = "app";
    .port = "8000";
    .probe = answers;
    .first_byte_timeout = 30s;
}

sub vcl_init {
    new site = directors.round_robin();
    site.add_backend(app1);
}

# The network of the containers. What comes through nginx is refused: it says X-Forwarded-Proto.
acl purgers {
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}

# What stands before Varnish, and names the reader in X-Forwarded-For.
acl proxies {
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}
