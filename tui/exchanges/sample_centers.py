"""The contact centre of the sample account: the customer service of the furniture house."""

from tui.exchanges.sample_settings import Center, Menu, Step

CENTERS: dict[str, Center] = {
    "0199003000": Center(
        breaks={"Repas": "#e06c00", "Formation": "#2f6fb0"},
        agents=(
            ("0033199005001", "Conseillère 1", "available"),
            ("0033199005002", "Conseiller 2", "available"),
            ("0033199005003", "Conseillère 3", "onBreak"),
            ("0033199004003", "Comptabilité", "available"),
        ),
        queues=(
            ("Commandes", (0, 1)),
            ("SAV", (1, 2)),
            ("Facturation", (3,)),
        ),
        texts={
            "Accueil": "Bonjour. Pour une commande, tapez 1. Pour le SAV, tapez 2. Pour une facture, tapez 3.",
            "Fermé": "Nous sommes fermés. Laissez-nous un message, nous vous rappelons.",
        },
        menus=(
            Menu(
                "Accueil",
                "",
                (
                    ("1", "callcenter", "Commandes"),
                    ("2", "callcenter", "SAV"),
                    ("3", "callcenter", "Facturation"),
                    ("0", "menuExit", ""),
                ),
                spoken="Accueil",
            ),
        ),
        steps=(
            Step((("tts", "Fermé"), ("voicemail", "0033199005009")), closed=True),
            Step(
                (("ivr", "Accueil"), ("hunting", "Commandes")),
                otherwise=(("tts", "Fermé"), ("voicemail", "0033199005009")),
                hours=(("09:00:00", "18:00:00"),),
            ),
        ),
    ),
}
"""By number; other contact centres are as the type brought them."""
