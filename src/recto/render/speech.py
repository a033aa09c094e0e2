"""What a device speaks of a card: its question and answer as a learner reads them.

The words stand in fields of their own, between Anki's marks `[anki:tts lang=ja_JP]…[/anki:tts]`.
A client turns them into a button, and speaks them once, on the side where they first stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

from recto.deck.model import Voice
from recto.system.patterns import compiled_on_use
from recto.text.furigana import is_kana
from recto.text.html import BLOCKS, either


def spoken(fields: Mapping[str, str], voice: Voice) -> dict[str, str]:
    """The fields that hold the spoken texts, by name, made of the HTML of the others.

    A cloze is one text, and so has one voice. Of choices each is spoken as an answer; of an answer
    that is typed only what is to be typed. Pictures with masks are not spoken.
    """
    if "Text" in fields:
        return {"Spoken text": _said((voice.question, fields["Text"]))}
    if "Question" not in fields:  # a picture with masks has no words to speak
        return {}
    answer = fields.get("Typed") or fields["Answer"]
    choices = fields.get("Choices", "")
    return {
        "Spoken question": _said((voice.question, fields["Question"]), (voice.answer, choices)),
        "Spoken answer": _said((voice.answer, answer)),
    }


def _said(*texts: tuple[str, str]) -> str:
    """Texts, each with its voice, as Anki reads them: what one voice speaks is one mark."""
    found = [(voice, words) for voice, html in texts if voice and (words := _words(html))]
    return "".join(
        f"[anki:tts lang={voice}]{_joined([line for _, words in of_voice for line in words], voice)}"
        "[/anki:tts]"
        for voice, of_voice in groupby(found, key=lambda each: each[0])
    )


def _words(html: str) -> list[str]:
    """The lines that are spoken of a field, still with the marks of clozes.

    None where it holds a sound: that is the better voice, and nothing is to be heard twice.
    """
    if _PLAYED.search(html):
        return []
    html = _RUBY.sub(_read, _SILENT.sub(lambda silent: _marks(silent[0]), html))
    lines = _TAG.sub("", _BREAK.sub("\n", html)).replace("&nbsp;", " ").split("\n")
    words = [" ".join(line.split()) for line in lines]
    shown = _MARK.sub("", "".join(words))
    is_whole = len(_OPEN.findall(html)) == html.count("}}")
    if not re.search(r"\w", shown) or ("{{c" in html and not is_whole):
        return []
    return [line for line in words if line]


_PLAYED = compiled_on_use(r"\[sound:|\[/?anki:|<(?:audio|video)\b")
_SILENT = compiled_on_use(
    r"""<(?P<element>pre|code|svg|script|style)\b.*?</(?P=element)>
      | \\\(.*?\\\) | \\\[.*?\\\]""",
    re.DOTALL | re.VERBOSE,
)
"""Code and formulas, which nobody would understand."""
_RUBY = compiled_on_use(r"<ruby\b[^>]*>(?P<inside>.*?)</ruby>", re.DOTALL)
_RT = compiled_on_use(r"<rt\b[^>]*>(.*?)</rt>|<rp\b[^>]*>.*?</rp>", re.DOTALL)
_BREAK = compiled_on_use(rf"</?(?:{either(*BLOCKS, 'br')})\b[^>]*>")
_TAG = compiled_on_use(r"<[^>]*>")
_OPEN = compiled_on_use(r"\{\{c\d+::")
_MARK = compiled_on_use(r"\{\{c\d+::|(?:::(?:(?!::|\}\}).)*)?\}\}")


def _marks(silent: str) -> str:
    """The clozes in what is not spoken, empty: each of their cards speaks of the rest."""
    return "".join(f"{opening}}}}}" for opening in _OPEN.findall(silent))


def _read(ruby: re.Match[str]) -> str:
    """A word with its reading: that where it is kana, since the author says how it is read."""
    word, reading = _RT.sub("", ruby["inside"]), "".join(_RT.findall(ruby["inside"]))
    spoken_so = is_kana(_TAG.sub("", _MARK.sub("", reading)))
    return _marks(word) + reading if spoken_so else word


def _joined(lines: list[str], voice: str) -> str:
    """Lines as one text, with a pause where a line ends without a sign for it."""
    pause = "。" if voice.startswith(("ja", "zh", "yue")) else ". "
    *firsts, last = lines
    return "".join(f"{line} " if _PAUSES.search(line) else line + pause for line in firsts) + last


_PAUSES = compiled_on_use(r"(?:[.!?:;,…。！？、：；，](?:\}\})*|::)\Z")
