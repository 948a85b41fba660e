"""The people, places and parts of The Harbour Ledger, the invented paper that the demo fills.

Nobody and nothing here exists. The stories stand in `copy/`, one file each, as a reporter
would type them, under a head of `key: value` lines.
"""

PAPER = {
    "name": "The Harbour Ledger",
    "tagline": "The daily of Port Veyra and the coast",
    "city": "Port Veyra",
    "language": "en",
}

# slug, name, description; in the order of the navigation
SECTIONS = (
    ("world", "World", "Tarrand, Kestria, Maravel and what lies beyond the strait."),
    ("city", "City", "Port Veyra street by street, from Lantern Hill to the Eastmole bank."),
    ("politics", "Politics", "The Assembly, the Guildhall and the people who count the votes."),
    ("business", "Business", "The harbour, the yards, the shops and who works in them."),
    ("science", "Science", "The sea, health and the work of Gannet Point."),
    ("culture", "Culture", "Books, film, music and the coast’s long memory."),
    ("sport", "Sport", "Football, rowing and anything done in the wind."),
    ("opinion", "Opinion", "Comment from our writers and guests, and the Ledger’s own view."),
)

# slug, name, the sections it edits
DESKS = (
    ("world-desk", "World desk", ("world",)),
    ("city-desk", "City desk", ("city", "politics")),
    ("business-science", "Business and science", ("business", "science")),
    ("features", "Features", ("culture", "opinion")),
    ("sport-desk", "Sport desk", ("sport",)),
)

# who signs in to the demo, and the desks they work on
USERS = (
    {"username": "reporter", "full_name": "Lucía Marrenda", "desks": ("city-desk",)},
    {"username": "video", "full_name": "Femi Oyelade", "desks": ("city-desk", "sport-desk")},
    {
        "username": "editor",
        "full_name": "Ana Vellacott",
        "desks": ("city-desk", "world-desk", "business-science", "features", "sport-desk"),
    },
    {
        "username": "publisher",
        "full_name": "Gideon Thrale",
        "desks": ("city-desk", "world-desk", "business-science", "features", "sport-desk"),
    },
    {"username": "admin", "full_name": "Robin Tessaly", "desks": ()},
)

AUTHORS = (
    {
        "name": "Lucía Marrenda",
        "slug": "lucia-marrenda",
        "beat": "The city, its ferries and its floods",
        "place": "Port Veyra",
        "languages": "English, Spanish",
        "email": "lucia.marrenda@harbourledger.example",
        "accounts": "https://social.example/@lucia",
        "fediverse": "@lucia@social.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "City reporter",
        "user": "reporter",
        "bio": "Lucía Marrenda covers Port Veyra, on foot where possible. She joined the Ledger "
        "from the Saltmarket free sheet and has reported on every ferry, flood and fish auction "
        "since. Her column appears when the trams allow.",
    },
    {
        "name": "Femi Oyelade",
        "slug": "femi-oyelade",
        "beat": "Film and pictures from the harbour",
        "place": "Port Veyra",
        "languages": "English",
        "email": "femi.oyelade@harbourledger.example",
        "accounts": "https://video.example/femi",
        "fediverse": "@femi@social.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "Video journalist",
        "user": "video",
        "bio": "Femi Oyelade films, photographs and occasionally rescues things from the harbour. "
        "He trained as a sound recordist and still listens before he looks.",
    },
    {
        "name": "Ana Vellacott",
        "slug": "ana-vellacott",
        "beat": "The city pages",
        "place": "Port Veyra",
        "languages": "English",
        "email": "ana.vellacott@harbourledger.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "City editor",
        "user": "editor",
        "bio": "Ana Vellacott edits the city pages and has the last word on commas. She grew up on "
        "the Corran Isles and crossed to school by ferry for seven years.",
    },
    {
        "name": "Gideon Thrale",
        "slug": "gideon-thrale",
        "beat": "The paper as a whole",
        "place": "Port Veyra",
        "languages": "English",
        "email": "gideon.thrale@harbourledger.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "Publisher and editor-in-chief",
        "user": "publisher",
        "bio": "Gideon Thrale has run the Ledger for nine years. He began as its night telephonist "
        "and keeps the headset in a drawer. Letters about errors reach him first.",
    },
    {
        "name": "Ingrid Pallister",
        "slug": "ingrid-pallister",
        "beat": "Tarrand, Kestria and the Ferrin",
        "place": "Kestria",
        "languages": "English, Tarrandish",
        "email": "ingrid.pallister@harbourledger.example",
        "accounts": "https://social.example/@ingrid",
        "fediverse": "@ingrid@social.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "World correspondent",
        "user": None,
        "bio": "Ingrid Pallister reports from Tarrand, Kestria and the south. She has followed the "
        "Ferrin from its spring to its mouth twice, once in a canoe.",
    },
    {
        "name": "Bastian Korr",
        "slug": "bastian-korr",
        "kind": "staff",
        "title": "Politics editor",
        "user": None,
        "bio": "Bastian Korr has watched the Assembly from the same seat for eleven years. He "
        "reads bills to the end, including the schedules.",
    },
    {
        "name": "Tomasz Wrenfield",
        "slug": "tomasz-wrenfield",
        "kind": "staff",
        "title": "Business reporter",
        "user": None,
        "bio": "Tomasz Wrenfield writes about work, money and the port. He was a shipping clerk "
        "before he was a reporter and still counts containers without meaning to.",
    },
    {
        "name": "Priya Dunmarsh",
        "slug": "priya-dunmarsh",
        "beat": "Science, health and the sea",
        "place": "Gannet Point",
        "languages": "English",
        "email": "priya.dunmarsh@harbourledger.example",
        "is_drawn": True,
        "kind": "staff",
        "title": "Science and health reporter",
        "user": None,
        "bio": "Priya Dunmarsh covers science, health and the sea. She has a degree in physics and "
        "a certificate in first aid, and has used the second more often.",
    },
    {
        "name": "Noor Haverling",
        "slug": "noor-haverling",
        "kind": "staff",
        "title": "Culture critic",
        "user": None,
        "bio": "Noor Haverling reviews books, film and music. She was born in Eastmole, above a "
        "shop that mended accordions, and has never been able to dislike one.",
    },
    {
        "name": "Callum Estrith",
        "slug": "callum-estrith",
        "kind": "staff",
        "title": "Sport writer",
        "user": None,
        "bio": "Callum Estrith writes about sport, mainly in the rain. He once kept goal for "
        "Ropewalk Rovers reserves and let in nine, of which he maintains that two were offside.",
    },
    {
        "name": "Helena Marlowe-Quist",
        "slug": "helena-marlowe-quist",
        "kind": "guest",
        "title": "Oceanographer",
        "user": None,
        "bio": "Dr Helena Marlowe-Quist studies surges and tides and took part in the first "
        "surveys of the Sorrel estuary. She writes as a guest, and her views are her own.",
    },
    {
        "name": "Joaquín Serraval",
        "slug": "joaquin-serraval",
        "kind": "guest",
        "title": "Writer and translator, Puerto Alcora",
        "user": None,
        "bio": "Joaquín Serraval reports from Maravel in two languages and apologises in both. He "
        "lives in Puerto Alcora, on the third floor, where the water does not reach.",
    },
)

# name, kind, aliases, address
SOURCES = (
    ("Estuary Times", "outlet", ("The Estuary Times",), "https://estuarytimes.example/"),
    ("Radio Sorrel", "outlet", ("Sorrel Radio",), "https://radiosorrel.example/"),
    (
        "Veyra Business Review",
        "outlet",
        ("The Business Review", "Business Review"),
        "https://business-review.example/",
    ),
    ("The Lantern", "outlet", ("Lantern",), "https://thelantern.example/"),
    ("Corran Islander", "outlet", ("The Islander",), "https://corranislander.example/"),
    ("Tarrand Courier", "outlet", ("The Courier",), "https://tarrandcourier.example/"),
    ("Kestrian Broadcasting", "outlet", ("Kestrian Radio",), "https://kestrian.example/"),
    ("Diario de Alcora", "outlet", ("El Diario de Alcora",), "https://diariodealcora.example/"),
    ("Greycap Gazette", "outlet", ("The Gazette",), "https://greycapgazette.example/"),
    ("Sporting Tide", "outlet", (), "https://sportingtide.example/"),
    ("Coastal Wire", "agency", ("The Coastal Wire",), "https://coastalwire.example/"),
    (
        "Northern Press Agency",
        "agency",
        ("The Northern Press Agency",),
        "https://northernpress.example/",
    ),
    ("Ilse Varnham", "person", ("First Minister Varnham",), ""),
    ("Corin Dastgir", "person", (), ""),
    ("Tobin Haldecott", "person", (), ""),
    ("Ansa Rookwood", "person", (), ""),
    ("Perpetua Okonwe", "person", ("Mayor Okonwe",), ""),
    ("Maud Ferris", "person", (), ""),
    ("Yusra Benlow", "person", (), ""),
    ("Ruth Ansgard", "person", ("Dr Ruth Ansgard",), ""),
    ("Harbour Levy Bill", "document", ("The levy bill",), "https://assembly.example/bills/levy/"),
    (
        "Assembly Record",
        "document",
        ("The Record of the Assembly",),
        "https://assembly.example/record/",
    ),
    (
        "Brightwater Environmental Statement",
        "document",
        ("The environmental statement",),
        "https://brightwater.example/statement/",
    ),
    (
        "Harbour Tide Register",
        "dataset",
        ("The tide register",),
        "https://harbour.example/data/tides/",
    ),
    (
        "Port Veyra Cargo Statistics",
        "dataset",
        ("The cargo statistics",),
        "https://harbour.example/data/cargo/",
    ),
    (
        "Sorrel Estuary Survey",
        "dataset",
        ("The estuary survey",),
        "https://gannetpoint.example/survey/",
    ),
)

# slug, name
TOPICS = (
    ("books", "Books"),
    ("budget", "Budget"),
    ("cup", "Harbour Cup"),
    ("elections", "Elections"),
    ("ferries", "Ferries"),
    ("ferrin-treaty", "Ferrin water treaty"),
    ("film", "Film"),
    ("flood-defence", "Flood defence"),
    ("football", "Football"),
    ("harbour", "The harbour"),
    ("harbour-levy", "Harbour levy"),
    ("health", "Health"),
    ("heritage", "Heritage"),
    ("maravel", "Maravel"),
    ("money", "Money"),
    ("music", "Music"),
    ("obituaries", "Obituaries"),
    ("opera-house", "Opera House"),
    ("press", "The press"),
    ("rowing", "Rowing and swimming"),
    ("schools", "Schools and learning"),
    ("sea-science", "Sea science"),
    ("shops", "Shops and markets"),
    ("trams", "Trams, buses and rail"),
    ("water", "Water"),
    ("wildlife", "Wildlife"),
    ("wind-power", "Wind power"),
    ("work-and-pay", "Work and pay"),
    ("night-ferry", "The night ferry"),
)

# slug, the story so far, whether its stories are the parts of a series
TOPICS_TOLD = (
    (
        "night-ferry",
        "On a Tuesday in fog the ferry Kittiwake struck the Eastmole wall with 241 people aboard. "
        "Two of the crew were hurt. A repair to its radar stood in the log as done.\n\n"
        "The Marine Inspectorate’s interim report is due in six weeks.",
        True,
    ),
    (
        "harbour-levy",
        "The sea wall has to rise by ninety centimetres, and the harbour is to pay a part of it. "
        "The Assembly has passed the levy; the Merrow Line and the fish dock say that it falls on "
        "the wrong people.",
        False,
    ),
)
