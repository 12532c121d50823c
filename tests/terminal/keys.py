"""Names of keys, as Textual spells them, and the bytes that xterm sends for them."""

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_TILDE = {
    "insert": 2,
    "delete": 3,
    "pageup": 5,
    "pagedown": 6,
    "f5": 15,
    "f6": 17,
    "f7": 18,
    "f8": 19,
    "f9": 20,
    "f10": 21,
    "f11": 23,
    "f12": 24,
}
_SS3 = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_PLAIN = {
    "enter": b"\r",
    "esc": b"\x1b",
    "escape": b"\x1b",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "space": b" ",
    "ctrl+space": b"\0",
    "ctrl+@": b"\0",
    "ctrl+\\": b"\x1c",
    "ctrl+]": b"\x1d",
    "ctrl+^": b"\x1e",
    "ctrl+_": b"\x1f",
}
_MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}

ESCAPE = b"\x1b"
PASTE_START, PASTE_END = b"\x1b[200~", b"\x1b[201~"


def key_bytes(name: str) -> bytes:
    """What a terminal sends for a key: "enter", "shift+tab", "f12", "ctrl+q", "alt+x", or a character.

    Raises:
        ValueError: a terminal sends nothing of its own for this key, or there is no such key.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    if len(name) == 1:
        return name.encode()
    *modifiers, key = name.split("+") if not name.endswith("++") else [*name[:-2].split("+"), "+"]
    if not set(modifiers) <= _MODIFIERS.keys() or len(set(modifiers)) != len(modifiers):
        raise ValueError(f"unknown key {name!r}")
    code = sum(_MODIFIERS[modifier] for modifier in modifiers)
    if key in _CURSOR:
        return f"\x1b[1;{code + 1}{_CURSOR[key]}".encode() if code else f"\x1b[{_CURSOR[key]}".encode()
    if key in _SS3:
        return f"\x1b[1;{code + 1}{_SS3[key]}".encode() if code else f"\x1bO{_SS3[key]}".encode()
    if key in _TILDE:
        return f"\x1b[{_TILDE[key]};{code + 1}~".encode() if code else f"\x1b[{_TILDE[key]}~".encode()
    if modifiers == ["ctrl"] and len(key) == 1 and key.isascii() and key.isalpha():
        return bytes([ord(key.lower()) & 0x1F])
    if modifiers == ["alt"]:
        return ESCAPE + key_bytes(key)
    raise ValueError(f"no byte sequence for the key {name!r}")
