"""Words that turn a text round, and words that say little: what tells two facts apart."""

from __future__ import annotations

from functools import lru_cache

from recto.system.patterns import compiled_on_use

NEGATIONS = frozenset(
    {
        *("not", "no", "t", "never", "without", "cannot", "nor", "neither", "none", "except"),
        *("least", "most", "nicht", "kein", "keine", "nie", "ohne", "pas", "jamais", "sans"),
        "nunca",
    }
)
"""Words that turn a question round; `t` is what `\\w+` leaves of “doesn't”."""

DENIALS = NEGATIONS | frozenset(
    {
        *("nothing", "nobody", "nowhere", "hardly", "unless", "only"),
        *("keinen", "keinem", "keiner", "keines", "niemals", "niemand", "nichts", "weder", "außer"),
        *(
            "ne",
            "non",
            "aucun",
            "aucune",
            "rien",
            "ni",
            "sin",
            "jamás",
            "ningún",
            "ninguna",
            "nada",
        ),
        *("não", "sem", "nenhum", "senza", "nessun", "nessuna", "niente", "fără"),
        *("niet", "geen", "nooit", "zonder", "inte", "ej", "aldrig", "utan", "ikke", "aldri"),
        *("uden", "uten", "ilman", "nem", "nincs", "nélkül"),
        *("nie", "bez", "nigdy", "není", "не", "нет", "ни", "без", "никогда", "нельзя", "няма"),
        *("değil", "yok", "hiç", "olmayan", "δεν", "μη", "μην", "όχι", "χωρίς", "ποτέ"),
        *("לא", "אין", "בלי", "لا", "ليس", "لم", "لن", "غير", "بدون", "ليست"),
        *("نه", "نیست", "नहीं", "न", "मत", "बिना", "tidak", "bukan", "tanpa", "không", "chẳng"),
    }
)
"""The same in many languages, for texts of which nobody knows in which they are."""

DENIED_WITHIN = compiled_on_use(
    "不|没|沒|無|无|非|未|别|別|勿|ない|なく|なかっ|なけれ|ません|ずに|ぬ|못|안|않|없|아니|ไม่|មិន|မ\\w*ဘူး|ບໍ່"
)
"""What denies inside of words, or where words have no spaces between them."""

LITTLE = frozenset(
    {
        *("a", "an", "the", "this", "that", "these", "those", "your", "its", "their", "one"),
        *("of", "in", "on", "at", "to", "for", "by", "with", "from", "into", "as", "or", "and"),
        *("is", "are", "was", "were", "be", "do", "does", "did", "has", "have", "can", "will"),
        *("what", "which", "who", "whose", "when", "where", "how", "it", "you", "they"),
    }
)
"""Words that may be exchanged without another fact being meant."""

TENSES = frozenset(
    frozenset(pair.split())
    for pair in (
        *("do did", "does did", "is was", "are were", "has had", "have had", "will did"),
        *("ist war", "sind waren", "hat hatte", "haben hatten", "est était", "es era"),
    )
)
"""Little words that say when: of an answer they may be all that tells it from another."""

_PAIRS = """
min max|minimum maximum|minimal maximal|lowest highest|least most|fewest most|low high|lower upper
less more|fewer more|less greater|smaller larger|small large|small big|short long|shorter longer
north south|east west|northern southern|eastern western|left right|up down|top bottom|above below
over under|before after|first last|previous next|earlier later|early late|old new|older newer
oldest newest|begin end|start end|start stop|open closed|open close|on off|in out|into from|to from
inside outside|inner outer|internal external|inbound outbound|input output|ingress egress|import export
read write|reads writes|allow deny|allows denies|allowed denied|permit forbid|accept reject|grant revoke
rest transit|public private|client server|source target|source destination|sender receiver|host guest
true false|yes no|positive negative|plus minus|add remove|add subtract|multiply divide|increase decrease
increases decreases|rise fall|rising falling|gain loss|gains loses|win lose|push pull|send receive|buy sell
attach detach|enable disable|enabled disabled|lock unlock|create delete|hot cold|warm cold|heat cold
light dark|day night|male female|man woman|men women|he she|his her|him her|father mother|son daughter
brother sister|king queen|husband wife|boy girl|singular plural|single multi|single multiple|one many
odd even|even uneven|horizontal vertical|row column|rows columns|width height|with without|always never
best worst|better worse|good bad|strong weak|stronger weaker|fast slow|faster slower|hard soft|easy hard
hard easy|wet dry|rich poor|full empty|thick thin|wide narrow|deep shallow|near far|here there|acid base
acidic basic|systolic diastolic|artery vein|arterial venous|sensory motor|dorsal ventral|proximal distal
medial lateral|anterior posterior|superior inferior|cranial caudal|maternal paternal|active passive
present past|past future|present future|static dynamic|serial parallel|synchronous asynchronous
convex concave|ancestor descendant|parent child|master slave|primary secondary|major minor|true wrong
right wrong|correct incorrect|advantage disadvantage|pro con|cause effect|question answer|demand supply
debit credit|asset liability|buyer seller|employer employee|lender borrower|teacher student|husband wife
sein haben|klein groß|kleinste größte|wenig viel|weniger mehr|kurz lang|nord süd|norden süden|osten westen
links rechts|oben unten|über unter|vor nach|vorher nachher|erste letzte|ersten letzten|alt neu|früh spät
innen außen|ein aus|öffentlich privat|wahr falsch|richtig falsch|hell dunkel|tag nacht|mann frau|er sie
warm kalt|gut schlecht|stark schwach|schnell langsam|öffnen schließen|kaufen verkaufen|immer nie|ja nein
petit grand|moins plus|nord sud|est ouest|gauche droite|haut bas|avant après|premier dernier|vieux nouveau
menos más|norte sur|este oeste|izquierda derecha|arriba abajo|antes después|primero último|él ella|sí no
"""
_OPPOSITES = frozenset(
    frozenset(pair.split()) for line in _PAIRS.strip().splitlines() for pair in line.split("|")
)
_BEGINNINGS = frozenset(map(frozenset, (
    *(("en", "de"), ("en", "un"), ("af", "ef"), ("ab", "ad"), ("in", "ex"), ("im", "ex"), ("in", "e")),
    *(("in", "out"), ("pre", "post"), ("ante", "post"), ("hyper", "hypo"), ("inter", "intra")),
    *(("endo", "exo"), ("endo", "ecto"), ("macro", "micro"), ("mono", "di"), ("mono", "poly")),
    *(("di", "tri"), ("over", "under"), ("up", "down"), ("sub", "super"), ("cis", "trans")),
    *(("ortho", "para"), ("ortho", "meta"), ("para", "meta"), ("anti", "pro"), ("max", "min")),
    *(("homo", "hetero"), ("iso", "aniso"), ("eu", "dys"), ("tachy", "brady"), ("poly", "oligo")),
    *(("ana", "kata"), ("ana", "cata"), ("con", "di"), ("con", "de"), ("de", "re"), ("ein", "aus")),
    *(("auf", "ab"), ("auf", "zu"), ("an", "ab"), ("vor", "nach"), ("über", "unter"), ("ver", "ent")),
    *(("unter", "ober"), ("haupt", "neben"), ("im", "em"), ("im", "é"), ("north", "south"), ("hin", "her")),
    *(("kilo", "mega"), ("mega", "giga"), ("kilo", "giga"), ("milli", "micro"), ("micro", "nano")),
    *(("first", "second"), ("semi", "full"), ("uni", "multi"), ("uni", "bi"), ("bi", "tri"), ("co", "contra")),
)))  # fmt: skip
_ENDINGS = frozenset(map(frozenset, (
    *(("ate", "ite"), ("ide", "ite"), ("ide", "ate"), ("ane", "ene"), ("ane", "yne"), ("ene", "yne")),
    *(("ous", "ic"), ("ose", "ase"), ("er", "ee"), ("or", "ee"), ("ful", "less"), ("lysis", "genesis")),
    *(("ane", "anol"), ("al", "ol"), ("one", "ol"), ("scope", "graph"), ("itis", "osis"), ("ium", "ine")),
    *(("or", "rix"), ("er", "in"), ("o", "a"), ("os", "as"), ("wards", "ward"), ("in", "er")),
)))  # fmt: skip
_DENYING = (
    *(
        "un",
        "in",
        "im",
        "il",
        "ir",
        "dis",
        "non",
        "anti",
        "de",
        "a",
        "an",
        "mis",
        "miss",
        "ab",
        "ent",
    ),
    *(
        "counter",
        "contra",
        "ex",
        "re",
        "не",
        "без",
        "анти",
        "ne",
        "nie",
        "bez",
        "im",
        "dés",
        "des",
        "sub",
    ),
    *(
        "super",
        "pseudo",
        "semi",
        "neo",
        "meta",
        "para",
        "proto",
        "hyper",
        "hypo",
        "ultra",
        "infra",
        "up",
    ),
)
"""What stands before a word and makes another one of it."""


@lru_cache(maxsize=100_000)  # whole files are reworded in one way
def opposite(one: str, other: str) -> bool:
    """Whether two words, which differ, are known to mean two things however alike they look."""
    if frozenset((one, other)) in _OPPOSITES:
        return True
    if one.endswith(other) or other.endswith(one):
        longer, shorter = sorted((one, other), key=len, reverse=True)
        return longer[: len(longer) - len(shorter)] in _DENYING
    end, begin = alike_until(one[::-1], other[::-1]), alike_until(one, other)
    return any(
        end - more >= _STEM
        and frozenset((one[: len(one) - end + more], other[: len(other) - end + more]))
        in _BEGINNINGS
        for more in range(_OVERLAP)
    ) or any(
        begin - more >= _STEM
        and frozenset((one[begin - more :], other[begin - more :])) in _ENDINGS
        for more in range(_OVERLAP)
    )


_STEM = 2
"""Letters that must stay of words of which a beginning or an ending was exchanged."""
_OVERLAP = 4
"""How many letters both of a pair may have in common, as *af* and *ef* have one; less one."""


def alike_until(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    differ = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))
