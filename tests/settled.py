"""What a number has once all that is wanted was carried out, without an exchange: ids given, references resolved."""

from tui.engine.resources import Body, Json, Ref, Snapshot, Wanted


def settled(wanted: Wanted, first: int = 101) -> Snapshot:
    """The snapshot after `wanted`, on a number that had nothing; ids count from `first`."""
    ids: dict[Ref, Json] = {}
    objects: dict[str, Body] = {}
    for number, resource in enumerate(wanted.resources, first):
        collection, path = resource.collection, resource.path_with(ids)
        fields = {name: each for name, each in collection.fields.items() if not each.once}
        body: Body = {name: field.brings for name, field in fields.items()}
        for name, wish in resource.body.items():
            value = ids[wish] if isinstance(wish, Ref) else wish
            if name in fields:
                as_text = fields[name].type == "string" and isinstance(value, int)
                body[name] = str(value) if as_text else value
        if collection.id:
            own: Json = f"uid-{number}" if fields[collection.id].type == "string" else number
            body[collection.id] = own
            path = f"{path}/{own}"
            if resource.ref is not None:
                ids[resource.ref] = own
        else:
            body = {
                **objects.get(path, body),
                **{name: body[name] for name in resource.body if name in fields},
            }
        objects[path] = body
    return Snapshot(wanted.feature_type, objects)
