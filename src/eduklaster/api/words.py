"""The titles of the operations, so that they can be translated; a test holds them to the operations themselves."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SUMMARIES = (
    gettext_noop("Who calls, and by which key"),
    gettext_noop("The clusters of this installation"),
    gettext_noop("A cluster, and what the caller is in it"),
    gettext_noop("The charter by which the cluster works today"),
    gettext_noop("The places of the charter in printed order"),
    gettext_noop("A place of the charter: what it says, how the platform serves it, which matters rest on it"),
    gettext_noop("Everything that can be decided in the cluster, and what it does not decide"),
    gettext_noop(
        "How a matter is decided: who opens it, each step, the majority with an example, when it takes effect"
    ),
    gettext_noop("The organs of the charter on a day"),
    gettext_noop("An organ with its composition on a day"),
    gettext_noop("The offices of the charter and who holds them on a day"),
    gettext_noop("An office with everybody who held it"),
    gettext_noop("The register of participants as it stood on a day"),
    gettext_noop("A participant with its rights and duties today"),
    gettext_noop("The proposals of a cluster, the newest first"),
    gettext_noop("File a proposal"),
    gettext_noop("A proposal with its term and its answer"),
    gettext_noop("Say whether a proposal is within the competence of the organ"),
    gettext_noop("Answer a proposal: accept, decline or defer it"),
    gettext_noop("Take one's own proposal back before it is answered"),
    gettext_noop("The sessions that the caller may see, the latest first"),
    gettext_noop("Plan a session; what waits for the organ is put on its agenda"),
    gettext_noop("A session with its agenda and its quorum"),
    gettext_noop("Announce a session to its members"),
    gettext_noop("The agenda of a session in its order"),
    gettext_noop("Put an item on the agenda"),
    gettext_noop("Take an item off the agenda"),
    gettext_noop("Who takes part in a session, and the quorum now"),
    gettext_noop("Record who takes part; the quorum is counted at once"),
    gettext_noop("Whether those who are here may decide, with the rule"),
    gettext_noop("The live votes that the caller may see, the newest first"),
    gettext_noop("A vote with its rule and its result"),
    gettext_noop(
        "The slips of a closed vote that was not open, in the order of their receipts: anybody can count them"
    ),
    gettext_noop("Cast an open vote for one's own seat"),
    gettext_noop("The cases that the caller may see, the newest first"),
    gettext_noop("Open a case"),
    gettext_noop("A case with its chain: what was done, whose turn it is, what was refused"),
    gettext_noop("Take a step of a case: file, sign, approve, issue the order"),
    gettext_noop("Decline a step, such as signing an order, with the reason"),
    gettext_noop("The register of acts: resolutions, orders, agreements, signatures, the newest first"),
    gettext_noop("An act with its text, what it rests on and what rests on it"),
    gettext_noop("The issued documents that the caller may see, the newest first"),
    gettext_noop("An issued document with its hash and its code"),
    gettext_noop("Whether a paper is genuine: by its code, by number and date, or by the hash of the file"),
)
