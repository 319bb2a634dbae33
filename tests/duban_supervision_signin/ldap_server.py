"""A local LDAP server (RFC 4511) that knows simple binds and searches by equality: what signing in asks of one."""

import socketserver
import threading

#: result codes
SUCCESS, PROTOCOL, CREDENTIALS, ACCESS = 0, 2, 49, 50
#: application tags of requests
BIND, UNBIND, SEARCH, EXTENDED = 0x60, 0x42, 0x63, 0x77
AND, EQUAL, PRESENT = 0xA0, 0xA3, 0x87


def ber(tag, *parts):
    """One element of BER with a definite length."""
    content = b"".join(parts)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def elements(data):
    """(tag, content) of the elements in a row."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        yield tag, data[at : at + length]
        at += length


def text(value):
    return ber(0x04, value.encode())


class LdapServer:
    """``people`` {uid: (dn, password, attributes)}; only ``service`` (dn, password) may search.

    ``calls``: (what, who or filter) in order.
    """

    def __init__(self, base, service, people):
        self.base, self.service, self.people = base, service, people
        self.calls = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.who = None
                while message := self.next_message():
                    (_tag, number), (tag, request), *_controls = elements(message)
                    if tag == UNBIND:
                        return
                    for answer in server.answer(self, tag, request):
                        self.wfile.write(ber(0x30, ber(0x02, number), answer))

            def next_message(self):
                """The content of the next message, b"" at the end."""
                head = self.rfile.read(2)
                if len(head) < 2:
                    return b""
                length = head[1]
                if length & 0x80:
                    length = int.from_bytes(self.rfile.read(length & 0x7F), "big")
                return self.rfile.read(length)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, connection, tag, request):
        """Answers to one request."""
        if tag == BIND:
            yield self.result(0x61, self.bind(connection, request))
        elif tag == SEARCH:
            yield from self.search(connection, request)
        else:
            yield self.result(0x78 if tag == EXTENDED else 0x65, PROTOCOL)

    @staticmethod
    def result(tag, code):
        return ber(tag, ber(0x0A, bytes([code])), text(""), text(""))

    def bind(self, connection, request):
        _version, (_tag, name), (_method, password) = elements(request)
        name, password = name.decode(), password.decode()
        known = {dn: secret for dn, secret, _attributes in self.people.values()}
        known[self.service[0]] = self.service[1]
        good = bool(password) and known.get(name) == password
        self.calls.append(("bind", name, good))
        connection.who = name if good else None
        return SUCCESS if good else CREDENTIALS

    def search(self, connection, request):
        base, _scope, _deref, _size, _time, _types, wanted, _names = elements(request)
        if connection.who != self.service[0]:
            yield self.result(0x65, ACCESS)
            return
        self.calls.append(("search", base[1].decode()))
        for uid, (dn, _password, attributes) in self.people.items():
            entry = {"uid": uid, "objectClass": "person", **attributes}
            if base[1].decode() == self.base and self.fits(wanted, entry):
                pairs = (
                    ber(0x30, text(name), ber(0x31, text(value)))
                    for name, value in entry.items()
                )
                yield ber(0x64, text(dn), ber(0x30, *pairs))
        yield self.result(0x65, SUCCESS)

    def fits(self, wanted, entry):
        """Whether an entry has what a filter asks; an unknown kind of filter fits nobody."""
        tag, content = wanted
        if tag == AND:
            return all(self.fits(each, entry) for each in elements(content))
        if tag == PRESENT:
            return content.decode() in entry
        if tag == EQUAL:
            (_tag, name), (_kind, value) = elements(content)
            return entry.get(name.decode(), "").lower() == value.decode().lower()
        return False
