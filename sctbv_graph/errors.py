"""Every error the package raises on purpose.

::

    SctbvError            something the user can act on; the command line exits with 2
    ├── InputError        a file cannot be used
    │   └── NotAPlanError the file is readable but holds no plan
    ├── ReferenceDataError a file under data/, ontology/, shapes/ or queries/ is broken
    ├── QuestionError     bad parameter
    │   └── UnknownQuestionError no question of that name
    ├── QueryError        a SPARQL query cannot run
    │   ├── RefusedQueryError it could run, but is not allowed to (SERVICE, updates, no such graph)
    │   └── LimitError    it took too long or too much memory, or all workers are busy
    ├── ShapesError       a SHACL shape is broken, so nothing can be said about the data
    ├── StoreError        the store is missing, locked or unreadable
    │   └── RemoteError   a store at another server: unreachable, closed to us, or no results
    ├── ReasonerError     no Java, or the reasoner stopped
    └── ServeError        the server cannot start (port taken, no such address)

A message is one sentence in Vietnamese and in English that names the file or place and the way
out; the interface picks the language.
"""

from __future__ import annotations


class SctbvError(Exception):
    """An error with a sentence for the user in Vietnamese and in English."""

    exit_code = 2

    def __init__(self, vi: str, en: str) -> None:
        """Keep both sentences; ``str()`` gives the Vietnamese one."""
        super().__init__(vi)
        self.vi = vi
        self.en = en

    def __reduce__(self) -> tuple[object, ...]:
        """Let one that is raised in another process arrive here with both sentences."""
        return type(self), (self.vi, self.en), self.__dict__

    def message(self, lang: str) -> str:
        """Return the sentence in ``lang`` ("en", anything else is Vietnamese)."""
        return self.en if lang == "en" else self.vi


class InputError(SctbvError):
    """A file that was given cannot be used: missing, empty, binary, wrong encoding."""


class NotAPlanError(InputError):
    """A file was read, but nothing in it looks like a plan."""


class ReferenceDataError(SctbvError):
    """A curated or bundled file is broken; the sentence names the file and the entry."""


class QuestionError(SctbvError):
    """A question of the catalogue does not exist or was given a bad parameter."""


class UnknownQuestionError(QuestionError):
    """The catalogue has no question of that name."""


class QueryError(SctbvError):
    """A SPARQL query does not parse or cannot be evaluated."""


class RefusedQueryError(QueryError):
    """A SPARQL query asks for something the endpoint does not do for anybody."""


class LimitError(QueryError):
    """A SPARQL query was ended at a limit; ``kind`` says at which ("time", "memory", "busy")."""

    def __init__(self, vi: str, en: str, kind: str = "time") -> None:
        """Keep the sentences and the kind."""
        super().__init__(vi, en)
        self.kind = kind


class ShapesError(SctbvError):
    """A SHACL shape is ill-formed or its SPARQL cannot run; the sentence names the shape."""


class StoreError(SctbvError):
    """The store cannot be opened, built or reached."""


class RemoteError(StoreError):
    """A store at another server cannot be reached, wants credentials, or answers no results."""


class ReasonerError(SctbvError):
    """The reasoner cannot run: no Java, an input it refuses, a crash."""


class ServeError(SctbvError):
    """The server cannot start."""
