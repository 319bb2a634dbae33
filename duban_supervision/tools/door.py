"""The key of the engine."""

#: the key of the door: an object cannot travel in JSON, so no client can put it in a context
DOOR = object()
