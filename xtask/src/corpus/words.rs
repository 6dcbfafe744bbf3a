//! Words that manifests are made of. None of the names of paths is the beginning of another.

/// What teams are about.
pub(super) const TEAMS: [&str; 24] = [
    "shop",
    "payments",
    "logistics",
    "identity",
    "search",
    "media",
    "billing",
    "warehouse",
    "support",
    "analytics",
    "booking",
    "catalogue",
    "fleet",
    "insurance",
    "newsroom",
    "pharmacy",
    "ticketing",
    "weather",
    "auctions",
    "library",
    "kitchen",
    "travel",
    "energy",
    "clinic",
];

/// Programs that speak HTTP.
pub(super) const HTTP: [&str; 22] = [
    "cart",
    "orders",
    "products",
    "reviews",
    "ratings",
    "checkout",
    "pricing",
    "stock",
    "customers",
    "vouchers",
    "shipping",
    "labels-printer",
    "recommender",
    "mailer",
    "notifier",
    "invoices",
    "ledger",
    "tariffs",
    "thumbnails",
    "uploads",
    "sessions",
    "geocoder",
];

/// Programs that speak something else over TCP, with their ports.
pub(super) const TCP: [(&str, u16); 5] =
    [("mysql", 3306), ("postgres", 5432), ("redis", 6379), ("rabbitmq", 5672), ("nats", 4222)];

/// What paths are about.
pub(super) const PATHS: [&str; 20] = [
    "items", "users", "basket", "quotes", "stores", "tags", "photos", "jobs", "feeds", "events",
    "rates", "zones", "drafts", "claims", "menus", "routes", "seats", "batches", "alerts",
    "vendors",
];

/// Methods as people combine them.
pub(super) const METHODS: [&[&str]; 7] = [
    &["GET"],
    &["GET", "HEAD"],
    &["POST"],
    &["POST", "PUT"],
    &["GET", "POST", "PUT", "DELETE"],
    &["DELETE"],
    &["*"],
];

/// Headers with patterns for their values.
pub(super) const HEADERS: [(&str, &str); 6] = [
    ("user-agent", ".*Android.*"),
    ("user-agent", ".*Firefox.*"),
    ("cookie", "^(.*?;)?(type=insider)(;.*)?$"),
    ("x-team", "blue|green"),
    ("x-api-version", "v[12]"),
    ("accept-language", "de(-.*)?"),
];

/// What people write beside their manifests.
pub(super) const COMMENTS: [&str; 14] = [
    "TODO: move to the new cluster",
    "see the runbook before changing this",
    "keep in sync with the Service",
    "the old one",
    "more to the second version, week by week",
    "agreed with the platform team on 2021-03-04",
    "only for the migration",
    "do not remove: the nightly job needs it",
    "name: must be the ServiceAccount of the pods",
    "größer als nötig, aber sicher",
    "在迁移完成之前保留",
    "was 8080 before",
    "the mesh ignores this today",
    "owner: storefront@example.com",
];

/// Texts of one line that are long enough to be folded.
pub(super) const NOTES: [&str; 4] = [
    "Traffic goes to the second version in small steps, and back at once when the error rate rises above one percent.",
    "The clients in the other namespace have their own target, because they may read and never write anything here.",
    "Owned by the storefront team; ask in the channel before you change ports or names, for the dashboards use them.",
    "This group exists for one experiment only: whoever carries the cookie of the programme is sent to the new pages.",
];

/// The content of files in ConfigMaps.
pub(super) const FILES: [(&str, &str); 4] = [
    (
        "application.properties",
        "# written by hand\nserver.port=8080\nlog.level = INFO\nfeature.basket=true\nretry.delays=10,20,40\n",
    ),
    (
        "nginx.conf",
        "server {\n  listen 8080;\n  location / {\n    proxy_pass http://127.0.0.1:9000;\n    proxy_set_header Host $host;\n  }\n}\n",
    ),
    (
        "run.sh",
        "#!/bin/sh\nset -eu\nfor file in /etc/start.d/*; do\n  . \"$file\"\ndone\nexec /bin/server --port \"${PORT:-8080}\"\n",
    ),
    (
        "greeting.json",
        "{\n  \"greeting\": \"hello\",\n  \"languages\": [\"en\", \"de\", \"zh\"]\n}",
    ),
];
