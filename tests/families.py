"""Families of like cards, as real decks have them: a hard deck, and not the average.

The cards of one family differ in a word, in a sign or in a picture; many share their answers. A
member is what a card is about (`x`, `y`) and its answer; the frames are the wordings in which it
may be asked, so that whoever changes a frame asks the same as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random
from typing import NamedTuple


class Member(NamedTuple):
    """What a card is about, and what is to be known of it."""

    x: str
    answer: str
    y: str = ""


@dataclass(frozen=True)
class Family:
    """Like cards. Of the frames the first is how they are asked; `<x>` and `<y>` stand for a member's."""

    name: str
    members: tuple[Member, ...]
    light: tuple[str, ...]
    """The usual frame, and light rewordings of it."""
    heavy: tuple[str, ...]
    """The same question in quite other words."""
    names: tuple[tuple[str, str], ...] = ()
    """Names in questions and answers, and what they are in another language."""
    kind: str = "q"
    pictured: bool = False
    """Whether each member has a picture of its own."""

    def __repr__(self) -> str:
        return self.name


def _members(text: str) -> tuple[Member, ...]:
    """Members from lines of `x | answer` or `x | y | answer`."""
    rows = ([part.strip() for part in line.split("|")] for line in text.strip().splitlines())
    return tuple(Member(row[0], row[-1], row[1] if len(row) > 2 else "") for row in rows)


_COUNTRIES = """
Germany | Deutschland | Berlin | Berlin | ドイツ | ベルリン
Italy | Italien | Rome | Rom | イタリア | ローマ
Austria | Österreich | Vienna | Wien | オーストリア | ウィーン
Australia | Australien | Canberra | Canberra | オーストラリア | キャンベラ
Niger | Niger | Niamey | Niamey | ニジェール | ニアメ
Nigeria | Nigeria | Abuja | Abuja | ナイジェリア | アブジャ
Latvia | Lettland | Riga | Riga | ラトビア | リガ
Lithuania | Litauen | Vilnius | Wilna | リトアニア | ビリニュス
Slovakia | Slowakei | Bratislava | Pressburg | スロバキア | ブラチスラバ
Slovenia | Slowenien | Ljubljana | Laibach | スロベニア | リュブリャナ
Iran | Iran | Tehran | Teheran | イラン | テヘラン
Iraq | Irak | Baghdad | Bagdad | イラク | バグダッド
Mali | Mali | Bamako | Bamako | マリ | バマコ
Malta | Malta | Valletta | Valletta | マルタ | バレッタ
Guinea | Guinea | Conakry | Conakry | ギニア | コナクリ
Guinea-Bissau | Guinea-Bissau | Bissau | Bissau | ギニアビサウ | ビサウ
Norway | Norwegen | Oslo | Oslo | ノルウェー | オスロ
Sweden | Schweden | Stockholm | Stockholm | スウェーデン | ストックホルム
Hungary | Ungarn | Budapest | Budapest | ハンガリー | ブダペスト
Romania | Rumänien | Bucharest | Bukarest | ルーマニア | ブカレスト
North Korea | Nordkorea | Pyongyang | Pjöngjang | 北朝鮮 | 平壌
South Korea | Südkorea | Seoul | Seoul | 韓国 | ソウル
Sudan | Sudan | Khartoum | Khartum | スーダン | ハルツーム
South Sudan | Südsudan | Juba | Dschuba | 南スーダン | ジュバ
"""
_ROWS = [[part.strip() for part in line.split("|")] for line in _COUNTRIES.strip().splitlines()]

CAPITALS = Family(
    "capitals",
    tuple(Member(row[0], row[2]) for row in _ROWS),
    (
        "What is the capital of <x>?",
        "What is the capital city of <x>?",
        "Which city is the capital of <x>?",
    ),
    ("From where is <x> governed?", "<x>: seat of government"),
    tuple((row[at], row[at + 1]) for row in _ROWS for at in (0, 2) if row[at] != row[at + 1]),
)
CJK = Family(
    "CJK",
    tuple(Member(row[4], row[5]) for row in _ROWS),
    ("<x>の首都はどこですか", "<x>の首都はどこでしょうか", "<x>の首都は何ですか"),
    ("<x>を治める都", "政府があるのは<x>のどの都市?"),
)
CJK_NEGATED = Family(
    "CJK negated",
    tuple(
        Member(f"{one}は{two}", meaning.format(nots))
        for (one, meaning), (two, nots) in product(
            (
                ("犬", "The dog {} drink"),
                ("猫", "The cat {} drink"),
                ("魚", "The fish {} drink"),
                ("馬", "The horse {} drink"),
            ),
            (
                ("飲みます", "does"),
                ("飲みません", "does not"),
                ("飲みました", "did"),
                ("飲みませんでした", "did not"),
            ),
        )
    ),
    ("<x>", "<x>。", "<x>は何という意味ですか"),
    ("「<x>」を英語に訳しなさい",),
)
ACRONYMS = Family(
    "acronyms",
    _members("""
        SSO | single sign-on
        SSM | systems manager
        SSL | secure sockets layer
        ACL | access control list
        ACM | certificate manager
        KMS | key management service
        KMC | key management centre
        IAM | identity and access management
        IDS | intrusion detection system
        IPS | intrusion prevention system
        MFA | multi-factor authentication
        SCP | service control policy
        RCP | resource control policy
        DNS | domain name system
        DNF | disjunctive normal form
        CNF | conjunctive normal form
        TLS | transport layer security
        TLD | top-level domain
        SLA | service level agreement
        SLO | service level objective
        SLI | service level indicator
        VPC | virtual private cloud
        VPN | virtual private network
        WAF | web application firewall
    """),
    ("What does <x> stand for?", "What does the acronym <x> stand for?", "<x> stands for what?"),
    ("Spell out <x>.", "The letters <x> are short for …"),
    (("SSO", "Identity Center"), ("ACM", "Certificate Manager"), ("IDS", "Intruder Alarm")),
)
HOMONYMS = (
    ("MAC", "media access control", "message authentication code"),
    ("PAM", "privileged access management", "pluggable authentication modules"),
    ("CA", "certificate authority", "certification audit"),
    ("ATM", "asynchronous transfer mode", "automated teller machine"),
    ("DSL", "digital subscriber line", "domain-specific language"),
    ("RAM", "random-access memory", "resource access manager"),
    ("CAP", "consistency, availability, partition tolerance", "cost allocation plan"),
    ("ASP", "application service provider", "active server pages"),
)
"""Two facts each that are asked for in the same words."""

_ENDINGS = {
    "yo": ("o", "é", "aré"),
    "tú": ("as", "aste", "arás"),
    "él": ("a", "ó", "ará"),
    "nosotros": ("amos", "amos", "aremos"),
    "ellos": ("an", "aron", "arán"),
}
CONJUGATIONS = Family(
    "conjugations",
    tuple(
        Member(verb, f"{verb[:-2]}{ending}", f"{person}, {tense}")
        for verb in ("hablar", "tomar", "comprar", "cantar", "amar")
        for person, endings in _ENDINGS.items()
        for tense, ending in zip(("presente", "pretérito", "futuro"), endings, strict=True)
    ),
    ("<x>: <y>", "<x> (<y>)", "the form of <x>: <y>"),
    ("Conjugate <x> for <y>.",),
)
_SYLLABLES = ("bru", "dra", "fel", "gos", "ka", "lo", "mi", "nus", "ol", "pen", "san", "tar", "ter")
GENDERS = Family(
    "genders",
    tuple(
        Member(f"{one}{two}{three}".capitalize(), ("der", "die", "das")[number % 3])
        for number, (one, two, three) in enumerate(
            Random(7).sample([*product(_SYLLABLES, repeat=3)], 150)  # noqa: S311  # no secret
        )
    ),
    ("<x>", "<x> (article?)", "which article: <x>"),
    ("Put an article before the noun <x>.",),
)
_SERVICES = (
    *("S3", "EBS", "EFS", "RDS", "DynamoDB", "Redshift", "SQS", "SNS", "Kinesis", "Athena"),
    *("Glue", "Lambda", "CloudTrail", "CloudWatch", "ECR", "Backup", "Neptune", "Timestream"),
)
YES_NO = Family(
    "yes or no",
    tuple(
        Member(service, "Yes" if number % 3 else "No", what)
        for number, (service, what) in enumerate(
            product(_SERVICES, ("encrypted at rest", "encrypted in transit"))
        )
    ),
    ("Is <x> <y> by default?", "Is <x> <y> by default today?", "By default, is <x> <y>?"),
    ("Do you get <x> <y> without doing anything?",),
)
_THINGS = (
    *("disks", "racks", "guards", "doors", "fibres", "hosts", "guests", "keys", "roles"),
    *("buckets", "queues", "tables", "clusters", "routers", "cameras", "generators", "images"),
)
SHARED_ANSWERS = Family(
    "one of two answers",
    tuple(
        Member(thing, ("AWS", "Customer")[number % 2], verb)
        for number, (thing, verb) in enumerate(
            product(_THINGS, ("patches", "guards", "pays for", "monitors"))
        )
    ),
    ("Who <y> the <x>?", "Who <y> all the <x>?", "Who is it that <y> the <x>?"),
    ("Under shared responsibility, <x>: the party which <y> them",),
)
CODE = Family(
    "code",
    _members("""
        3 // 2 | 1
        3 / 2 | 1.5
        3 % 2 | 1, the remainder
        3 * 2 | 6
        3 ** 2 | 9
        "3" * 2 | "33"
        a == b | whether both are equal
        a === b | whether both are equal and of one type
        a = b | b, after it was assigned
        a & b | the bits that both have
        a && b | b, if a is true
        a <= b | whether a is at most b
        a < b | whether a is less than b
        a << b | a, moved by b bits to the left
        *args | all arguments by position
        **args | all arguments by name
        sort! | the same list, sorted
        sort? | whether the list is sorted
        sort | a new list, sorted
        @name | a variable of the object
        @@name | a variable of the class
        name | a local variable
        Name | a constant
        NAME | an environment variable
        _name | a name that is private by custom
        __name | a name that Python mangles
        a++ | a, and then a is one more
        ++a | a, which is one more first
        []  | a list that is empty
        {}  | a dict that is empty
        ()  | a tuple that is empty
        (1) | 1, and no tuple
        (1,) | a tuple of one
    """),
    ("What is `<x>`?", "What is `<x>` here?", "What, then, is `<x>`?"),
    ("Say in words what you get from `<x>`.",),
)
FORMULAS = Family(
    "formulas",
    (
        *(
            Member(f"{f}{prime}({x})", f"the {nth} derivative of {f} at {x}")
            for f, x in (("f", "x"), ("g", "x"), ("F", "x"), ("f", "X"))
            for prime, nth in (("'", "first"), ("''", "second"), ("'''", "third"))
        ),
        *(
            Member(rf"\frac{{d}}{{dx}} x^{{{n}}}", f"${n} x^{{{n - 1}}}$" if n > 2 else "$2x$")
            for n in range(2, 14)
        ),
        Member(r"\sin^2 x + \cos^2 x", "1"),
        Member(r"\cosh^2 x - \sinh^2 x", "1"),
        Member(r"\sin 2x", r"$2 \sin x \cos x$"),
        Member(r"\cos 2x", r"$\cos^2 x - \sin^2 x$"),
    ),
    ("What is $<x>$?", "What is $<x>$ equal to?", "So what is $<x>$?"),
    ("Put another way: $<x>$",),
)
NUMBERS = Family(
    "numbers and years",
    (
        *_members("""
            Treaty of Utrecht | 1713
            Treaty of Rastatt | 1714
            Peace of Westphalia | 1648
            Peace of Münster | 1648
            Treaty of Paris | 1763
            Second Treaty of Paris | 1783
            Treaty of Versailles | 1919
            Treaty of Trianon | 1920
            Congress of Vienna | 1814
            Congress of Berlin | 1878
            First Balkan War | 1912
            Second Balkan War | 1913
            Battle of Marengo | 1800
            Battle of Wagram | 1809
            Council of Nicaea | 325
            Second Council of Nicaea | 787
        """),
        *(Member(f"battle number {n} of the war", str(1900 + n // 3)) for n in range(1, 20)),
    ),
    (
        "In which year was the <x>?",
        "In which year did the <x> happen?",
        "In what year was the <x>?",
    ),
    ("Date the <x>.",),
)
PORTS = Family(
    "ports",
    _members("""
        SSH | TCP | 22
        RDP | TCP | 3389
        HTTP | TCP | 80
        HTTPS | TCP | 443
        DNS | UDP | 53
        NTP | UDP | 123
        SMTP | TCP | 25
        IMAP | TCP | 143
        IMAPS | TCP | 993
        POP3 | TCP | 110
        POP3S | TCP | 995
        LDAP | TCP | 389
        LDAPS | TCP | 636
        SNMP | UDP | 161
        SNMP traps | UDP | 162
        TFTP | UDP | 69
    """),
    ("Which <y> port does <x> use?", "Which <y> port does <x> listen on?"),
    ("A firewall is to let <x> pass. Name the number after <y>.",),
)
OPPOSITES = Family(
    "opposites",
    _members("""
        encryption | turns plain text into cipher text
        decryption | turns cipher text into plain text
        an afferent nerve | carries signals to the centre
        an efferent nerve | carries signals away from the centre
        hyperglycaemia | too much sugar in the blood
        hypoglycaemia | too little sugar in the blood
        an inbound rule | says which packets may come in
        an outbound rule | says which packets may go out
        symmetric cipher | one key for both ways
        asymmetric cipher | a key for each way
        the upper bound | nothing in the set is greater
        the lower bound | nothing in the set is less
        an endothermic reaction | takes heat in
        an exothermic reaction | gives heat off
        ingress | traffic that comes in
        egress | traffic that goes out
        the dog bites the man | the man is hurt
        the man bites the dog | the dog is hurt
    """),
    ("What about <x>: what is it?", "What about <x>: what is that?", "And what about <x>?"),
    ("Explain to a beginner: <x>",),
)
CLOZES = Family(
    "lists in clozes",
    tuple(
        Member(
            f"{thing} of a {whole}",
            " · ".join(f"{part} {word}" for part in ("first", "second", "third")),
        )
        for number, (thing, whole) in enumerate(
            product(("layers", "phases", "levels", "roles"), ("network", "project", "team", "lake"))
        )
        for word in [f"{_SYLLABLES[number % 13]}{_SYLLABLES[number // 13 + 3]}"]
    ),
    ("The <x> are <c>.", "The three <x> are <c>.", "In order, the <x> are <c>."),
    ("<c>: that is what one calls the <x>.",),
    kind="cloze",
)
BIRDS = Family(
    "a picture each",
    tuple(
        Member(f"bird{number}", f"{name} {word}")
        for number, (name, word) in enumerate(
            product(
                ("great", "lesser", "common"), ("tern", "gull", "auk", "teal", "stint", "plover")
            )
        )
    ),
    ("Which bird is this? ![](media/<x>.png)", "Which bird is that? ![](media/<x>.png)"),
    ("![](media/<x>.png) Its name",),
    pictured=True,
)
DEVICES = Family(
    "one picture for all",
    tuple(
        Member(letter, answer)
        for letter, answer in zip(
            "ABCDEFGHIJKL",
            ("router", "switch", "firewall", "server", "hub", "router 2", "switch 2", "firewall 2", "server 2", "hub 2", "bridge", "modem"),
            strict=True,
        )
    ),
    ("What is device <x>? ![](media/net.png)", "Which device is <x>? ![](media/net.png)"),
    ("![](media/net.png) Name what stands at <x>",),
)  # fmt: skip

FAMILIES = (
    *(CAPITALS, CJK, CJK_NEGATED, ACRONYMS, CONJUGATIONS, GENDERS, YES_NO, SHARED_ANSWERS, CODE),
    *(FORMULAS, NUMBERS, PORTS, OPPOSITES, CLOZES, BIRDS, DEVICES),
)
