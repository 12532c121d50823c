"""The rights that the wizard asks for: those of the calls that its configurations can make, and no others.

They follow from the collections that the configurations declare. Where a family of calls (`/easyHunting`) is written at
several paths, one rule opens its tree; where it is written at one, that path alone.
"""

from collections.abc import Iterable, Iterator, Mapping

from tui.engine.accounts import Needed
from tui.engine.resources import Collection
from tui.engine.rights import Right
from tui.i18n import N_

_METHODS = ("GET", "POST", "PUT", "DELETE")
_READ = {
    Right("GET", "/auth/currentCredential"): N_("what the key may do, and until when"),
    Right("GET", "/me"): N_("whose account it is"),
    Right("GET", "/telephony"): N_("the billing accounts"),
    Right("GET", "/telephony/*"): N_("numbers, lines and their settings"),
}
_WRITE = {
    Right("POST", "/telephony/*/number/*/changeFeatureType"): N_("another configuration for a number"),
    Right("PUT", "/telephony/*/number/*"): N_("the description of a number, when something is undone"),
    Right("POST", "/me/document"): N_("sounds on their way to a number"),
    Right("GET", "/me/document"): N_("sounds on their way to a number"),
    Right("GET", "/me/document/*"): N_("sounds on their way to a number"),
    Right("DELETE", "/me/document/*"): N_("sounds on their way to a number"),
}


def needed(configurations: Mapping[str, Iterable[Collection]], read_only: bool) -> tuple[Needed, ...]:
    """What is asked for to look at numbers, and to change them unless `read_only`.

    `configurations` are the collections by the message id of their configuration's title, which says what for.
    """
    found = [Needed(right, (reason,)) for right, reason in _READ.items()]
    if read_only:
        return tuple(found)
    found += [Needed(right, (reason,)) for right, reason in _WRITE.items()]
    paths: dict[tuple[str, str], dict[str, list[str]]] = {}
    for title, collections in configurations.items():
        for collection in collections:
            for method, template in _writes(collection):
                path = _starred(template)
                reasons = paths.setdefault((path.split("/")[3], method), {}).setdefault(path, [])
                reasons.append(title)
    in_order = sorted(paths.items(), key=lambda each: (each[0][0], _METHODS.index(each[0][1])))
    for (family, method), reasons_by_path in in_order:
        path = next(iter(reasons_by_path)) if len(reasons_by_path) == 1 else f"/telephony/*/{family}/*"
        reasons = [title for titles in reasons_by_path.values() for title in titles]
        found.append(Needed(Right(method, path), tuple(dict.fromkeys(reasons))))
    return tuple(found)


def _writes(collection: Collection) -> Iterator[tuple[str, str]]:
    """The methods and path templates of the calls that change what a collection holds."""
    if collection.lone:
        yield "POST", collection.path
        yield "DELETE", collection.path
        return
    for field in collection.fields.values():
        if field.action is not None:
            yield "POST", collection.action_path(field.action)
    changed = any(field.writable and field.action is None for field in collection.fields.values())
    if changed and not collection.replaced:
        yield "PUT", collection.objects
    if collection.id:
        yield (
            ("POST", collection.action_path(collection.upload))
            if collection.upload
            else ("POST", collection.create_path or collection.path)
        )
        if not collection.kept:
            yield "DELETE", collection.objects


def _starred(template: str) -> str:
    return "/".join("*" if part.startswith("{") else part for part in template.split("/"))
