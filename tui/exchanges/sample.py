"""The sample account of the demonstration: a French furniture house with its shops and its customer service.

All numbers are from the ranges that the French regulator keeps for fiction (01 99 00, 02 61 91, 03 53 01, 04 65 71,
05 36 49 and 06 39 98), so that nobody is called by mistake. Every state that a number can be in is there.
"""

from typing import TYPE_CHECKING

from tui.engine.ports import Service
from tui.engine.resources import Body
from tui.engine.states import EMPTY
from tui.exchanges.sample_centers import CENTERS
from tui.exchanges.sample_settings import Hand, Menu, Queue, Step

if TYPE_CHECKING:
    from tui.exchanges.embedded import EmbeddedExchange
    from tui.store.telephony import Telephony

HEAD_OFFICE, SHOPS, SUPPORT = "vm27150-ovh-1", "vm27150-ovh-2", "vm27150-ovh-3"
_ACCOUNTS = {HEAD_OFFICE: "Siège", SHOPS: "Boutiques", SUPPORT: "Service clients"}

_QUEUE, _EASY_QUEUE, _EXPERT_QUEUE = "contactCenterSolution", "easyHunting", "cloudHunting"
_MENU, _VXML, _CENTER = "cloudIvr", "svi", "contactCenterSolutionExpert"
_REDIRECT, _DDI, _CONFERENCE, _OLD = "redirect", "ddi", "conference", "easyPabx"

_TRUNK: Body = {"offers": ["trunk"], "simultaneousLines": 10, "deviceSlot": 0}
_NO_PHONE: Body = {"deviceSlot": 0}

# number, description, feature type, what differs from any line of its type
_LINES: dict[str, tuple[tuple[str, str, str, Body], ...]] = {
    HEAD_OFFICE: (
        ("0199004001", "Poste accueil", "sip", {}),
        ("0199004002", "Poste direction", "sip", {}),
        ("0199004003", "Poste comptabilité", "sip", {}),
        ("0199004004", "Softphone ressources humaines", "sip", _NO_PHONE),
        ("0199004010", "Trunk du siège (10 appels)", "sip", _TRUNK),
        ("0199004020", "Fax comptabilité", "fax", _NO_PHONE),
    ),
    SHOPS: (
        ("0261914001", "Boutique Lille, caisse", "sip", {}),
        ("0353014001", "Boutique Nancy, caisse", "sip", {}),
        ("0465714001", "Boutique Marseille, caisse", "sip", {}),
        ("0536494001", "Boutique Toulouse, caisse", "plugAndFax", {}),
        ("0639984001", "Softphone responsable des boutiques", "sip", _NO_PHONE),
    ),
    SUPPORT: (
        ("0199005001", "Conseillère 1", "sip", {}),
        ("0199005002", "Conseiller 2", "sip", {}),
        ("0199005003", "Conseillère 3 (télétravail)", "sip", _NO_PHONE),
        ("0199005009", "Messagerie du service clients", "voicemail", _NO_PHONE),
        ("0199005010", "Interconnexion opérateur", "carrierSip", _NO_PHONE),
    ),
}

# number, description, feature type
_NUMBERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    HEAD_OFFICE: (
        ("0199001000", "Standard", _MENU),
        ("0199001001", "Accueil siège", EMPTY),
        ("0199001002", "Direction générale", _REDIRECT),
        ("0199001003", "Secrétariat de direction", _REDIRECT),
        ("0199001004", "Ressources humaines", _DDI),
        ("0199001005", "Recrutement", EMPTY),
        ("0199001006", "Comptabilité clients", _REDIRECT),
        ("0199001007", "Comptabilité fournisseurs", EMPTY),
        ("0199001008", "Réunions direction", _CONFERENCE),
        ("0199001009", "Réunions équipes", _CONFERENCE),
        ("0199001010", "Réunion hebdomadaire des boutiques", _CONFERENCE),
        ("0199001011", "Service achats", _QUEUE),
        ("0199001012", "Logistique et entrepôt", _EASY_QUEUE),
        ("0199001013", "Transporteurs", EMPTY),
        ("0199001014", "Presse", _DDI),
        ("0199001015", "Ancien standard (avant travaux)", _OLD),
        ("0199001016", "Informatique interne", _QUEUE),
        ("0199001017", "Astreinte informatique", EMPTY),
        ("0199001018", "Fax siège", _DDI),
        ("0199001019", "Trunk, numéro principal", _REDIRECT),
        ("0639981001", "Mobile de la direction", EMPTY),
        ("0639981002", "Alertes SMS", EMPTY),
    ),
    SHOPS: (
        ("0261912000", "Boutique Lille", EMPTY),
        ("0261912001", "Boutique Lille, rayon cuisines", _REDIRECT),
        ("0261912002", "Boutique Roubaix", EMPTY),
        ("0261912003", "Boutique Amiens", _REDIRECT),
        ("0261912004", "Boutique Rouen", EMPTY),
        ("0261912005", "Atelier Lille", EMPTY),
        ("0353012000", "Boutique Nancy", _REDIRECT),
        ("0353012001", "Boutique Metz", EMPTY),
        ("0353012002", "Boutique Strasbourg", _EASY_QUEUE),
        ("0353012003", "Boutique Reims", EMPTY),
        ("0353012004", "Boutique Dijon", EMPTY),
        ("0465712000", "Boutique Marseille", _REDIRECT),
        ("0465712001", "Boutique Nice", _QUEUE),
        ("0465712002", "Boutique Lyon Part-Dieu", _QUEUE),
        ("0465712003", "Boutique Lyon Bellecour", EMPTY),
        ("0465712004", "Boutique Montpellier", EMPTY),
        ("0536492000", "Boutique Toulouse", _REDIRECT),
        ("0536492001", "Boutique Bordeaux", EMPTY),
        ("0536492002", "Boutique Pau", EMPTY),
        ("0536492003", "Boutique Limoges (fermée)", _OLD),
        ("0639982001", "Responsable des boutiques", _DDI),
        ("0639982002", "Réunions responsables de rayon", _CONFERENCE),
    ),
    SUPPORT: (
        ("0199003000", "Service clients", _CENTER),
        ("0199003001", "SAV", _QUEUE),
        ("0199003002", "SAV, professionnels", _QUEUE),
        ("0199003003", "Suivi de livraison", _VXML),
        ("0199003004", "Enquête de satisfaction", _VXML),
        ("0199003005", "Prise de rendez-vous", _MENU),
        ("0199003006", "Garantie", _EXPERT_QUEUE),
        ("0199003007", "Réclamations", EMPTY),
        ("0199003008", "Pièces détachées", _REDIRECT),
        ("0199003009", "Conseillère référente", _DDI),
        ("0199003010", "Débordement opérateur", _REDIRECT),
        ("0199003011", "Formation des conseillers", _CONFERENCE),
    ),
}

_POOLS: dict[str, tuple[str, str, int]] = {
    # The first number of the block, by which the platform names it: the account, a description, how many.
    "0353013010": (SUPPORT, "Ligne directe conseiller", 8),
    "0465713020": (SHOPS, "Numéro de campagne", 5),
}
_POOL_TYPES = {"0353013010": _QUEUE, "0353013011": _REDIRECT}

_DESTINATIONS = {
    "0199001002": "0199004002",
    "0199001003": "0199004002",
    "0199001004": "0199004004",
    "0199001006": "0199004003",
    "0199001014": "0199004004",
    "0199001018": "0199004020",
    "0261912001": "0261914001",
    "0261912003": "0261914001",
    "0353012000": "0353014001",
    "0353013011": "0199005001",
    "0465712000": "0465714001",
    "0536492000": "0536494001",
    "0639982001": "0639984001",
    "0199003008": "0199005002",
    "0199003009": "0199005003",
    "0199003010": "0199005010",
}
"""Where the redirections lead. The one of the trunk's main number is not finished: it leads nowhere yet."""

_SHOWN = {"0199004002": "0199001002", "0199005001": "0353013011", "0465714001": "0465712000"}
"""The numbers that lines show when they call out."""

_CONFERENCES: dict[str, Body] = {
    "0199001008": {"pin": "4821", "language": "fr", "recordStatus": True, "reportStatus": "customer"},
    "0199001009": {"pin": "1905", "language": "fr", "enterMuted": False},
    "0199001010": {
        "pin": "77340",
        "language": "fr",
        "enterMuted": True,
        "anonymousRejection": True,
        "reportStatus": "other",
        "reportEmail": "boutiques@maison-verdier.example",
        "whiteLabelReport": True,
    },
    "0639982002": {"language": "fr", "anonymousRejection": True},
    "0199003011": {"pin": "2468", "language": "en", "enterMuted": True},
}

_DOCUMENTS: dict[str, Body] = {
    "0199003003": {
        "url": "https://vxml.maison-verdier.example/livraison.vxml",
        "urlRecord": "mailto:sav@maison-verdier.example",
    },
}
"""What leads the calls of voice services; the other one waits for its document."""

_DESK, _SHOP = (("08:30:00", "12:29:59"), ("13:30:00", "17:59:59")), (("09:30:00", "18:59:59"),)
_VOICEMAIL = "0033199005009"

_QUEUES: dict[str, Queue] = {
    "0199001011": Queue(
        "Achats",
        "ringAll",
        (("0033199004001", "Accueil", "available"), ("0033199004003", "Comptabilité", "available")),
        hold="attente.wav",
    ),
    "0199001012": Queue(
        "Entrepôt",
        "sequentiallyByAgentOrder",
        (
            ("0033261914001", "Lille", "available"),
            ("0033353014001", "Nancy", "available"),
            ("0033639980012", "Mobile du chef de quai", "available"),
        ),
        hours=_DESK,
        voicemail=_VOICEMAIL,
    ),
    "0199001016": Queue(
        "Informatique",
        "longestIdleAgent",
        (("0033199004002", "Direction", "loggedOut"), ("0033199004004", "Ressources humaines", "available")),
        capacity=3,
    ),
    "0353012002": Queue(
        "Strasbourg",
        "cumulationByAgentOrder",
        (("0033353014001", "Caisse", "available"), ("0033639984001", "Responsable", "onBreak")),
        hours=_SHOP,
        closures=True,
        voicemail=_VOICEMAIL,
    ),
    "0465712002": Queue("Lyon Part-Dieu", "roundRobin", (("0033465714001", "Caisse", "available"),)),
    "0199003001": Queue(
        "SAV",
        "sequentiallyByAgentOrder",
        (
            ("0033199005001", "Conseillère 1", "available"),
            ("0033199005002", "Conseiller 2", "available"),
            ("0033199005003", "Conseillère 3", "onBreak"),
        ),
        wait=600,
        capacity=20,
        opening="bienvenue_SAV.wav",
        hold="attente.wav",
        hours=_DESK,
        closures=True,
        voicemail=_VOICEMAIL,
        refused=("+3397", "+339481"),
        recording=True,
    ),
}
"""Queues that are set up; the others are as the type brought them."""

_MENUS: dict[str, tuple[tuple[Menu, ...], tuple[Step, ...], tuple[str, ...]]] = {
    "0199001000": (
        (
            Menu(
                "Accueil",
                "accueil.wav",
                (
                    ("1", "bridge", "0033199001011"),
                    ("2", "bridge", "0033199003001"),
                    ("3", "menuSub", "Services"),
                    ("9", "menuExit", ""),
                    ("0", "bridge", "0033199004001"),
                ),
                wrong_key="mauvaise_touche.wav",
            ),
            Menu(
                "Services",
                "services.wav",
                (
                    ("1", "bridge", "0033199004003"),
                    ("2", "bridge", "0033199004004"),
                    ("3", "menuSub", "Magasins"),
                    ("*", "menuBack", ""),
                ),
            ),
            Menu(
                "Magasins",
                "magasins.wav",
                (
                    ("1", "bridge", "0033261914001"),
                    ("2", "bridge", "0033465714001"),
                    ("*", "menuBack", ""),
                    ("#", "menuTop", ""),
                ),
            ),
        ),
        (
            Step((("playback", "fermeture.wav"), ("hangup", "")), closed=True),
            Step(
                (("ivr", "Accueil"), ("voicemail", _VOICEMAIL)),
                otherwise=(("playback", "fermeture.wav"), ("voicemail", _VOICEMAIL)),
                hours=(("08:30:00", "12:30:00"), ("13:30:00", "18:00:00")),
            ),
        ),
        ("fermeture.wav",),
    ),
    "0199003005": (
        (
            Menu(
                "Rendez vous",
                "rendez_vous.wav",
                (("1", "bridge", "0033199003001"), ("2", "menuExit", "")),
            ),
        ),
        (Step((("ivr", "Rendez vous"), ("hangup", ""))),),
        (),
    ),
}
"""Voice menus: the menus, the steps, and the sounds that the steps play."""


def make_sample(exchange: "EmbeddedExchange") -> bool:
    """Fill the embedded account, if it has no number and no line yet; whether that was done.

    Queues and voice menus, which refer to one another by ids, are set up by the calls; those of an account that has the
    sample's numbers from before are set up too, as long as nobody has touched them.
    """
    with exchange.telephony.changing():
        added = add_sample(exchange.telephony)
        _set_up(exchange)
    return added


def add_sample(telephony: "Telephony") -> bool:
    """Add the numbers and lines, redirections and conferences, if there is no number and no line yet; whether it was.

    They are written as the calls would write them, without the calls: those need every configuration's slice, which is
    slow to import. The number list can be shown then; `make_sample` does the rest.
    """
    with telephony.changing():
        if not telephony.is_empty():
            return False
        telephony.add_billing_accounts(_ACCOUNTS.items())
        telephony.add(services())
        for account, lines in _LINES.items():
            for number, _description, _feature_type, line in lines:
                name = _name(number)
                path = f"/telephony/{account}/line/{name}"
                if line:
                    telephony.merge(path, name, line, typed=False)
                if number in _SHOWN:
                    shown: Body = {"displayNumber": _name(_SHOWN[number])}
                    telephony.merge(f"{path}/options", name, shown, typed=False)
        for service in services():
            number = _national(service.service_name)
            path = f"/telephony/{service.billing_account}/{service.feature_type}/{service.service_name}"
            if number in _DESTINATIONS:
                body: Body = {"destination": _name(_DESTINATIONS[number])}
                telephony.merge(path, service.service_name, body, typed=True)
            elif number in _CONFERENCES:
                telephony.merge(f"{path}/settings", service.service_name, _CONFERENCES[number], typed=True)
            elif number in _DOCUMENTS:
                path = f"/telephony/{service.billing_account}/vxml/{service.service_name}/settings"
                telephony.merge(path, service.service_name, _DOCUMENTS[number], typed=True)
    return True


def _set_up(exchange: "EmbeddedExchange") -> None:
    hasty = exchange.at_once()
    for service in services():
        number, name = _national(service.service_name), service.service_name
        if number not in _QUEUES and number not in _MENUS and number not in CENTERS:
            continue
        if exchange.telephony.service(name) != service or not exchange.telephony.is_untouched(name):
            continue
        account, family = service.billing_account, "easyHunting" if number in _QUEUES else "ovhPabx"
        root, scheduler = f"/telephony/{account}/{family}/{name}", f"/telephony/{account}/scheduler/{name}"
        hand = Hand(hasty, root, scheduler)
        if number in _QUEUES:
            hand.queue(_QUEUES[number])
        elif number in CENTERS:
            hand.center(CENTERS[number])
        else:
            hand.board(*_MENUS[number])
            hand.close()


def services() -> list[Service]:
    """Every number and line of the sample account."""
    found = []
    for account, lines in _LINES.items():
        found += [
            Service(_name(number), "line", account, words, type_) for number, words, type_, _line in lines
        ]
    for account, numbers in _NUMBERS.items():
        found += [Service(_name(number), "alias", account, words, type_) for number, words, type_ in numbers]
    for first, (account, words, count) in _POOLS.items():
        for place in range(count):
            number = f"{int(first) + place:010d}"
            type_ = _POOL_TYPES.get(number, EMPTY)
            found.append(
                Service(_name(number), "alias", account, f"{words} {place + 1}", type_, _name(first))
            )
    return found


def _name(number: str) -> str:
    return "0033" + number[1:]


def _national(service_name: str) -> str:
    return "0" + service_name[4:]
