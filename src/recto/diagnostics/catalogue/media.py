"""What is wrong with images, sounds and a deck's style."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error, warning

MEDIA = {
    "media-missing": error(
        "A text names a file that is not in the deck's folder.",
        "Learners would see a broken image. Paths begin in the deck's folder, wherever the card "
        "stands, and upper and lower case count, as they do on most machines.",
        "- q: Which? ![](maps/vpc.png)\n  a: This",
        "Write the path from the deck's folder: `![](media/vpc.png)`.",
    ),
    "media-brackets": warning(
        "An image or sound is not written as Markdown takes it.",
        "A path with spaces needs pointed brackets, and `![[…]]` is known to notebooks only; the "
        "card would show the brackets. Without the `!` it is a link, and leads nowhere.",
        "- q: Which? ![](media/my map.png)\n  a: This",
        "Write what the message gives; a name without spaces needs no pointed brackets.",
    ),
    "media-outside": error(
        "A path leads out of the deck's folder.",
        "A deck must mean the same on every machine, and must not read your other files.",
        "- q: Which? ![](../photos/vpc.png)\n  a: This",
        "Put the file into the deck's folder, into media/ for example.",
    ),
    "media-absolute": error(
        "A path begins at the root of a disk.",
        "It is there on one computer only.",
        "- q: Which? ![](/home/me/vpc.png)\n  a: This",
        "Put the file into the deck's folder, and write `![](media/vpc.png)`.",
    ),
    "media-remote": error(
        "An image or sound is on the network.",
        "It doesn't travel with the deck: phones show nothing on the train, and the page may go.",
        "- q: Which? ![](https://example.org/vpc.png)\n  a: This",
        "Save the file into the deck's folder, if its licence lets you.",
    ),
    "media-type": error(
        "A file is of a type that cards don't show, or not what its name says.",
        "Phones and desktops show png, jpg, gif, webp, avif and svg, and play mp3, ogg, opus, wav, "
        "flac, m4a, aac, mp4 and webm; a style may bring otf, ttf, woff and woff2.",
        "![](media/slides.pdf)",
        "Convert the file. Git's large files need `git lfs pull` first.",
    ),
    "media-too-large": error(
        "A file has more than 100 MB.",
        "AnkiWeb doesn't sync such a file to a learner's other devices.",
        "![](media/lecture.mp4)",
        "Cut or compress it.",
    ),
    "media-sound": error(
        "A text has Anki's own mark for a sound.",
        "Recto names files after their bytes, so the name that is written would not be there.",
        '- q: "[sound:hello.mp3]"\n  a: hello',
        "Write `![](media/hello.mp3)`.",
    ),
    "media-changed": error(
        "A file changed or vanished while the deck was built.",
        "The package would not hold what the cards show.",
        "an image saved anew in that second",
        "Build again.",
    ),
    "style-import": error(
        "style.css imports another style.",
        "Only style.css itself goes into the note types.",
        '@import "fonts.css";',
        "Copy the rules into style.css.",
    ),
    "style-unsafe": error(
        "style.css has something that could load from the network or end the style.",
        "Decks are imported by people who trust them; a style only styles.",
        'background: image-set("https://example.org/a.png" 1x)',
        "Name files in the deck's folder by `url(…)`, and write names without backslashes.",
    ),
    "media-script": error(
        "An SVG image has a script in it.",
        "Clients run none in an image, but a browser does that opens the file by itself.",
        "<svg><script>…</script></svg>",
        "Export it as plain SVG, or take the script out.",
    ),
    "picture-unfit": error(
        "Masks can't lie on a picture: it moves, it is none, or it doesn't say how large it is.",
        "Masks are per cent of the picture. An SVG that doesn't say its size is laid out otherwise "
        "by Anki than by an editor.",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "Save a still picture; give an SVG a `viewBox`, or width and height.",
    ),
    "picture-aspect": error(
        "A picture has other proportions than the one on which its masks were drawn.",
        "Masks are per cent of the picture: where it was cropped or got an edge, each hides "
        "something else now.",
        "a screenshot taken anew in a wider window",
        "Write `aspect:` with the new proportions beside `image`, look at the masks in the preview, "
        "and move those that are wrong.",
    ),
}
