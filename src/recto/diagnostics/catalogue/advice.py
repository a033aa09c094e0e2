"""Advice on how to write cards. Every example gives rise to its advice; a test holds that."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import advice

_QUESTIONS = {
    "question-repeated": advice(
        "Two cards ask the same question.",
        "The learner can't tell them apart, and reviews one fact twice or two facts as one.",
        "- id: macie\n"
        "  q: Which service finds sensitive data in S3?\n"
        "  a: Macie\n"
        "- id: macie-again\n"
        "  q: which service finds **sensitive data** in S3?\n"
        "  a: Amazon Macie",
        "Delete one, or say in each question what sets it apart.",
    ),
    "question-alike": advice(
        "Two cards ask nearly the same question.",
        "It is likely that one was written twice; and where both are meant, small words are all "
        "that tells them apart.",
        "- q: Which service finds sensitive data in S3?\n"
        "  a: Macie\n"
        "- q: Which service finds the sensitive data in your S3?\n"
        "  a: Amazon Macie",
        "Delete one, or reword one around what sets it apart.",
    ),
    "question-none": advice(
        "A question doesn't ask anything.",
        "The learner has to remember what was meant, not the fact.",
        "- q: CloudTrail records the calls made in an account.\n  a: Who made them, and when",
        "Ask: which, what, when, why, how many? Or make it a `cloze`.",
    ),
    "question-vague": advice(
        "“What is …?” is asked of something that several cards are about.",
        "Each of those cards holds a true answer, and the learner must guess which one is meant.",
        "- q: What is Macie?\n"
        "  a: A service that finds sensitive data\n"
        "- q: In which service's data does Macie look?\n"
        "  a: S3\n"
        "- q: By which technique, besides patterns, does Macie find data?\n"
        "  a: Machine learning\n"
        "- q: Which service gathers what Macie finds?\n"
        "  a: Security Hub",
        "Name the trait that is asked for: “What does Macie look for?”.",
    ),
    "question-tells": advice(
        "A question or hint holds its own answer.",
        "It can be answered by reading, without knowing anything.",
        "- q: Which rate-based rule of a firewall limits the requests of one address?\n"
        "  a: A rate-based rule",
        "Take the answer's words out of the question.",
    ),
    "adopted-fault": advice(
        "A note or note type that was adopted has a fault that would be an error in a new one.",
        "Learners have it so already; Recto changes nothing that you don't.",
        "a front that shows no field; a picture that the package didn't bring",
        "Fix it when you edit the note: the notes that you change reach learners with the next build.",
    ),
    "answer-elsewhere": advice(
        "Another card says all of a card's question together with its answer.",
        "Whoever reviews both on one day has just read the answer.",
        "- q: Which service detects unusual activity in accounts?\n"
        "  a: GuardDuty\n"
        "- q: GuardDuty detects unusual activity in accounts. Which log of names does it read?\n"
        "  a: DNS logs",
        "Leave out of the other card what it doesn't need, or ask for two different things.",
    ),
}

_ANSWERS = {
    "answer-long": advice(
        "An answer is too long to be recalled.",
        "Nobody knows sixty words by heart; the learner grades a feeling, and forgets the parts.",
        "- q: How does envelope encryption work?\n"
        "  a: >\n"
        "    KMS makes a data key and returns it twice, once in plain text and once encrypted under\n"
        "    a KMS key. The plain one encrypts the data and is then wiped from memory; the encrypted\n"
        "    one is stored beside the data. To read the data again, the encrypted data key is sent\n"
        "    to KMS, which decrypts it and returns it in plain text, so that it can decrypt the data.",
        "Make a card of each fact; put what need not be recalled into `extra`.",
    ),
    "answer-yes-no": advice(
        "An answer is only yes or no.",
        "Half of all guesses are right, and the wording of the question is soon what is learned.",
        "- q: Does CloudTrail keep events for ninety days?\n  a: Yes",
        "Ask for the fact: “For how many days does CloudTrail keep events?”.",
    ),
    "choice-letter": advice(
        "A text names a choice by its letter or by where it stands.",
        "Choices stand in another order every day, so tomorrow another one is B.",
        "- q: Which service finds sensitive data in S3?\n"
        "  choices: [Macie, Shield]\n"
        "  a: Macie\n"
        "  extra: B is wrong because it stops floods of requests.",
        "Name it by what it says: “Shield stops floods of requests”; or write `shuffle: false`.",
    ),
    "list-long": advice(
        "An answer is a list of many things.",
        "One forgotten item fails the whole card, so the learner repeats all for the sake of one.",
        "- q: Which services find threats?\n"
        "  a: |\n" + "".join(f"    - Service {letter}\n" for letter in "ABCDEFG"),
        "Split it by a trait of its items, or write a cloze with a number for each.",
    ),
    "acronym-unexplained": advice(
        "An acronym is used, and no card or title says what it stands for.",
        "A learner who doesn't know it can't take in any of the cards that use it.",
        "- q: Which device type holds keys so that they never leave it?\n  a: An HSM",
        "Write it out once beside it, as in “hardware security module (HSM)”, or ask for it on a "
        "card of its own. What every learner of this deck knows stands in its deck.yaml, as "
        "`terms: [SYN, AAAA]`.",
    ),
    "source-missing": advice(
        "A card names no source.",
        "Nobody can look up whether it is still true.",
        "- q: Which service finds sensitive data in S3?\n  a: Macie",
        "Add `source:` to the card or to its file. This is reported only by "
        "`recto check --select source-missing`.",
        on_request=True,
    ),
}

_TEXTS = {
    "cloze-much": advice(
        "A cloze hides so much that little is left to answer from.",
        "The learner would have to know a sentence by heart.",
        '- cloze: "Macie {{c1::finds sensitive data in S3 by machine learning and by patterns}}."',
        "Hide the one or two words that matter.",
    ),
    "cloze-little": advice(
        "A cloze hides only an article or a mark.",
        "Any reader fills it in, without knowing the fact.",
        '- cloze: "Macie finds {{c1::the}} sensitive data in a bucket."',
        "Hide a word that says something.",
    ),
    "cloze-braces": advice(
        "A `}` or `}}` is left over beside a cloze.",
        "The cloze ends where its braces first pair, and the rest shows on the card.",
        '- cloze: "In a policy {{c1::`Effect`}}} says allow or deny."',
        "Let the braces inside a cloze pair, or delete the one too many.",
    ),
    "cloze-bar": advice(
        "A `|` stands inside a cloze in a table.",
        "It is taken for text, so the cloze stays in one cell and the row has fewer cells.",
        "- cloze: |\n"
        "    | Service | Finds | In |\n"
        "    |---|---|---|\n"
        "    | Macie | {{c1::sensitive data | S3}} |",
        "End the cloze before the `|` and begin another after it; where a bar is meant, write `\\|`.",
    ),
    "emphasis-in-token": advice(
        "Markdown took the `*` or `_` of a name for emphasis.",
        "The characters vanish from the card, and what the learner reads is another name.",
        "- q: Which resource covers all users?\n  a: arn:aws:iam::*:user/*",
        "Put the name in backquotes: `` `arn:aws:iam::*:user/*` ``; or write `\\*`.",
    ),
    "furigana-marks": advice(
        "A reading stands in brackets behind a word.",
        "It reads as it is written, unless `furigana: true` says otherwise.",
        "- q: What is 犬[いぬ]?\n  a: A dog",
        "Write `furigana: true` for the card, its topic or the deck; for a note type of your own "
        "`{{furigana:word}}` in the template; or HTML: `<ruby>犬<rt>いぬ</rt></ruby>`.",
    ),
    "typed-signs": advice(
        "An answer to type holds a sign that keyboards lack.",
        "Anki compares every character, so the answer counts as wrong, and nothing says why.",
        "- q: Which word is short for “it is”?\n  typed: it’s",
        "Write the answer as a learner types it; spaces of any sort and invisible characters don't count.",
    ),
    "ignore-unneeded": advice(
        "`ignore` names advice that would not be given.",
        "What made it needed is gone; left there, it would silence what is new.",
        "- q: Which service finds sensitive data in S3?\n  a: Macie\n  ignore: answer-long",
        "Delete the code from `ignore`.",
    ),
    "media-unused": advice(
        "A file in the deck's folder is shown by no card.",
        "It doesn't go into the package; it may be a picture that was forgotten.",
        "media/old-map.png, and no card shows it",
        "Show it, delete it, or keep it outside the deck's folder.",
    ),
    "table-unused": advice(
        "No topic names a table in the deck's folder.",
        "Its rows become no cards: only YAML files are topics.",
        "words.csv, and no file says `table: words.csv`",
        "Add a file words.yaml with the line `table: words.csv`, or keep the table elsewhere.",
    ),
    "media-online": advice(
        "With `unsafe_html: true`, a card shows an image or plays a sound from the network.",
        "It doesn't travel with the deck: phones show nothing on the train, and the page may go.",
        '<img src="https://example.org/vpc.png">',
        "Save the file into the deck's folder, if its licence lets you.",
    ),
}

ADVICE = {**_QUESTIONS, **_ANSWERS, **_TEXTS}
