from . import face
