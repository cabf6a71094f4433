"""A mail server with faults, chosen by the recipient's local part; the address that is written to decides.

soft..   RCPT is answered with 451 4.2.1          gone..  RCPT is answered with 550 5.1.1
rude..   RCPT is answered with 451 and what a terminal would obey
later..  the letter is answered with 451 4.3.0    spam..  the letter is answered with 554 5.7.1
drop..   the letter is kept, and the connection cut instead of an answer - the first time that it comes
slow..   the answer to the letter takes SLOW seconds
What is accepted lies in FOLDER/<n>.eml: the bytes as they came, without the dots that SMTP doubles. FOLDER/log has one
JSON line for each. Ports, one for each kind of server, are written to FOLDER/ports when all are open.
"""
import asyncio
import json
import os
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder, certificate, key, other_certificate, other_key, slow = sys.argv[1:7]
slow = float(slow)
cut = set()


class Handler:
    def __init__(self, kind):
        self.kind = kind

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("soft"):
            return "451 4.2.1 mailbox busy, call 12345678901"
        if address.startswith("rude"):
            return "451 4.2.1 \x1b[2J\x1b]0;owned\x07\x1b[31m 12345678901 end"
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("later"):
            return "451 4.3.0 try again later"
        if to.startswith("spam"):
            return "554 5.7.1 content refused"
        if to.startswith("slow"):
            await asyncio.sleep(slow)
        number = len([name for name in os.listdir(folder) if name.endswith(".eml")]) + 1
        with open(os.path.join(folder, f"{number:06}.eml"), "xb") as kept:
            kept.write(envelope.content)
        with open(os.path.join(folder, "log"), "a") as log:
            log.write(json.dumps({"server": self.kind, "from": envelope.mail_from, "to": envelope.rcpt_tos,
                                  "peer": session.peer[1], "tls": session.ssl is not None,
                                  "user": session.auth_data.login.decode() if session.authenticated else ""}) + "\n")
        if to.startswith("drop") and to not in cut:
            cut.add(to)
            server.transport.abort()
        return "250 2.0.0 kept"


def context(certificate, key):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


def authenticate(server, session, envelope, mechanism, auth_data):
    known = auth_data.login == b"datainn" and auth_data.password == b"open sesame"
    return AuthResult(success=known, handled=False, auth_data=auth_data)


class Server(Controller):
    """Any free port, and options of the SMTP object."""

    def __init__(self, kind, wraps=None, **options):
        self.kind, self.options = kind, options
        super().__init__(Handler(kind), hostname="127.0.0.1", port=0, ssl_context=wraps)

    def factory(self):
        return SMTP(self.handler, **self.options)

    def _trigger_server(self):  # the original asks for the port by its number, which is 0
        socket.create_connection(self.server.sockets[0].getsockname()).close()


good = context(certificate, key)
servers = [
    Server("starttls", tls_context=good, require_starttls=True),
    Server("plain"),
    Server("implicit", wraps=good),
    Server("wrong", tls_context=context(other_certificate, other_key)),
    Server("login", tls_context=good, auth_required=True, authenticator=authenticate),
]
ports = {}
for one in servers:
    one.start()
    ports[one.kind] = one.server.sockets[0].getsockname()[1]
with open(os.path.join(folder, "ports.new"), "w") as written:
    json.dump(ports, written)
os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
sys.stdin.read()  # until whoever started us ends
