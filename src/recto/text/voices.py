"""The voices that devices speak with, as Anki names them: a language and a region, `ja_JP`.

Anki passes that name to the device as it is written, and without a voice of that very name nothing
is heard. So a slip is told, with what was most likely meant.
"""

from __future__ import annotations

import re

NONE = "none"
"""What a card says that is not to be spoken."""
WANTED = "a language and its region, as `ja_JP`"
PATTERN = r"[a-z]{2,3}_([A-Z]{2}|[0-9]{3})"
"""What a voice looks like; `fault` says it exactly."""


def fault(voice: str) -> str:
    """What is wrong with the name of a voice, as a sentence; nothing where it may be one."""
    match = _NAME.fullmatch(voice)
    if match and _is_region(match["language"], match["region"]):
        return ""
    if meant := _meant(voice):
        return f"no device has a voice `{voice}`; write `{meant}`"
    return f"`{voice}` is no voice; write {WANTED}"


_NAME = re.compile(r"(?P<language>[a-z]{2,3})_(?P<region>[A-Z]{2}|[0-9]{3})")
_ISO_3166 = """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
    DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP
    GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
    SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM
    US UY UZ VA VC VE VG VI VN VU WF WS  YE YT ZA ZM ZW"""
_REGIONS = frozenset(_ISO_3166.split()) | {"XK"}
_SPOKEN = """
af ZA afrikaans
am ET amharic
ar SA arabic العربية
az AZ azerbaijani
be BY belarusian
bg BG bulgarian български
bn IN bengali bangla
bs BA bosnian
ca ES catalan català
cs CZ czech čeština cz
cy GB welsh
da DK danish dansk dk
de DE german deutsch ger
el GR greek ελληνικά gr
en US english eng
eo 001 esperanto
es ES spanish español castellano
et EE estonian eesti
eu ES basque euskara
fa IR persian farsi فارسی
fi FI finnish suomi
fil PH filipino tagalog tl
fr FR french français
ga IE irish gaeilge
gl ES galician galego
gu IN gujarati
he IL hebrew עברית iw
hi IN hindi हिन्दी
hr HR croatian hrvatski
hu HU hungarian magyar
hy AM armenian
id ID indonesian in
is IS icelandic íslenska
it IT italian italiano
ja JP japanese 日本語 jp
ka GE georgian
kk KZ kazakh
km KH khmer
kn IN kannada
ko KR korean 한국어 kr
lo LA lao
lt LT lithuanian lietuvių
lv LV latvian latviešu
mk MK macedonian
ml IN malayalam
mn MN mongolian
mr IN marathi
ms MY malay
my MM burmese
nb NO norwegian norsk no bokmål
ne NP nepali
nl NL dutch nederlands
pa IN punjabi
pl PL polish polski
pt BR portuguese português
ro RO romanian română
ru RU russian русский
si LK sinhala
sk SK slovak slovenčina
sl SI slovenian slovenščina
sq AL albanian
sr RS serbian српски
sv SE swedish svenska se
sw KE swahili
ta IN tamil
te IN telugu
th TH thai ไทย
tr TR turkish türkçe
uk UA ukrainian українська ua
ur PK urdu
uz UZ uzbek
vi VN vietnamese vn
yue HK cantonese
zh CN chinese mandarin 中文 汉语 cn
zu ZA zulu"""
"""Languages that devices commonly speak: the region of most voices, and what else they are called."""
_LANGUAGES = {
    language: (region, *names)
    for language, region, *names in map(str.split, _SPOKEN.strip().splitlines())
}
_CALLED = {name: code for code, (_, *names) in _LANGUAGES.items() for name in (code, *names)}
_SLIPS = {"UK": "GB"}
_LETTERS = re.compile("[a-z]{2}")


def _is_region(language: str, region: str) -> bool:
    """Whether a language may be spoken there; its own letters again (`sv_SV`) are a slip."""
    if language in _CALLED and language not in _LANGUAGES:
        return False  # `jp_JP`
    usual = _LANGUAGES[language][0] if language in _LANGUAGES else region
    if region == language.upper() != usual:
        return False
    return region in _REGIONS or region.isdigit()


def _meant(voice: str) -> str:
    """The voice that was meant; nothing where nobody can tell."""
    words = [word for word in re.split(r"[\W_]+", voice.casefold()) if word]
    language = _CALLED.get(words[0], "") if words else ""
    if not language:
        return ""
    region = next((word.upper() for word in words[1:] if _LETTERS.fullmatch(word)), "")
    region = _SLIPS.get(region, region) if region != language.upper() else ""
    if not region or not _is_region(language, region):
        region = _LANGUAGES[language][0]
    return f"{language}_{region}"
