"""Devices whose keys are known here, so that a request of each kind can be made that the server grants: one
to be let in, one that renews its token, one that was told to erase. Prints what the requests need, and the
secrets that no log may hold, as JSON:

    schemathesis_devices.py ADDRESS DATA SPACE DOCUMENT COORDINATOR_TOKEN SCHAKELD
"""
import json
import os
import subprocess
import sys
from hashlib import sha512
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parent.parent / "Protocol" / "reference"))
import ed25519  # noqa: E402
import enrolment  # noqa: E402
import tokens  # noqa: E402
from cbor import Pairs, encode, read  # noqa: E402

SYNC = "application/vnd.schakel.sync+cbor"
BYTES = 1 << 16


def sign(seed: bytes, message: bytes) -> bytes:
    """RFC 8032 §5.1.6. Slow, and with a clock to look at not secret: for these devices alone."""
    hashed = sha512(seed).digest()
    scalar = int.from_bytes(hashed[:32], "little") & (1 << 254) - 8 | 1 << 254
    key = packed(ed25519.times(scalar, ed25519.BASE))
    nonce = number(hashed[32:] + message)
    commitment = packed(ed25519.times(nonce, ed25519.BASE))
    answer = (nonce + number(commitment + key + message) * scalar) % ed25519.ORDER
    return commitment + answer.to_bytes(32, "little")


def public(seed: bytes) -> bytes:
    scalar = int.from_bytes(sha512(seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254
    return packed(ed25519.times(scalar, ed25519.BASE))


def number(data: bytes) -> int:
    return int.from_bytes(sha512(data).digest(), "little") % ed25519.ORDER


def packed(point: tuple) -> bytes:
    inverse = pow(point[2], -1, ed25519.P)
    x, y = point[0] * inverse % ed25519.P, point[1] * inverse % ed25519.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Server:
    def __init__(self, address: str):
        self.address = address

    def ask(self, path: str, body=None, token: str | None = None, media: str = "application/json"):
        """The status and the body of an answer."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": media} if data is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            with urlopen(Request(self.address + "/v1" + path, data, headers), timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as refusal:
            return refusal.code, refusal.read()

    def renewal(self, device: dict) -> dict:
        """What the device's next renewal has to say."""
        replica, token = bytes.fromhex(device["replica"]), os.urandom(32).hex()
        challenge = json.loads(self.ask("/token-challenges", {"replica": device["replica"]})[1])["challenge"]
        message = tokens.renewal(
            bytes.fromhex(device["regionKey"]), replica, bytes.fromhex(challenge), token)
        return {"replica": device["replica"], "challenge": challenge,
                "tokenHash": tokens.token_hash(token).hex(),
                "signature": sign(bytes.fromhex(device["seed"]), message).hex()}


def pick(pairs: Pairs, key: int, default=()):
    return next((value for each, value in pairs if each == key), default)


def main(address: str, data: str, space: str, document: str, coordinator: str, schakeld: str) -> None:
    server = Server(address)

    def daemon(*words: str) -> str:
        return subprocess.run([schakeld, *words, "--data", data], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def invited(person: str) -> tuple[dict, bytes]:
        """What a device asks that was invited, and its seed."""
        line = daemon("invite", "--space", space, "--role", "contributor", "--person", person,
                      "--server", address, "--no-qr")
        code, seed, replica = bytes.fromhex(enrolment.invitation(line)["code"]), os.urandom(32), os.urandom(8)
        proof = sign(seed, tokens.proof(replica, public(seed), code))
        return {"code": code.hex(), "replica": replica.hex(), "publicKey": public(seed).hex(),
                "deviceName": "toestel", "proof": proof.hex()}, seed

    def enrolled(person: str) -> dict:
        asked, seed = invited(person)
        status, answer = server.ask("/enrolments", asked)
        assert status == 201, answer
        granted = json.loads(answer)
        return {"replica": asked["replica"], "seed": seed.hex(), "token": granted["token"],
                "regionKey": granted["regionKey"], "code": asked["code"], "person": granted["person"]}

    newcomer, _ = invited("nieuw")
    renewing, wiped = enrolled("vernieuwer"), enrolled("kwijt")
    daemon("device", "wipe", wiped["replica"])
    status, answer = server.ask("/spaces", token=wiped["token"])
    order = json.loads(answer)
    assert status == 403 and "wipe" in order, answer
    confirmation = b"schakel/wiped/1" + bytes.fromhex(wiped["replica"]) + order["wipe"]["time"].to_bytes(8, "big")

    of_space = bytes.fromhex(space)
    held = encode(Pairs([(1, 1), (2, of_space), (4, BYTES)]))
    status, answer = server.ask("/held-changes", held, coordinator, SYNC)
    changes = pick(read(answer), 2)
    assert status == 200 and changes, "nothing is held of the device that was taken out of use"
    dismissals = [{"space": space, "writer": change[0].hex(), "counter": pick(read(change[3][0]), 1)}
                  for change in changes]
    empty = encode(Pairs([(1, 1), (2, "schemathesis"), (3, BYTES),
                          (4, [Pairs([(1, of_space), (3, bytes(8))])])]))
    history = encode(Pairs([(1, 1), (2, of_space), (3, bytes.fromhex(document.replace("-", ""))), (5, BYTES)]))
    json.dump({
        "address": address, "renewing": renewing, "wiped": wiped["token"],
        "bytes": {"/sync": empty.hex(), "/hand-ins": empty.hex(), "/held-changes": held.hex(),
                  "/history": history.hex()},
        "json": {"/enrolments": [newcomer], "/held-dismissals": dismissals[:1],
                 "/invitations": [{"space": space, "role": "reader", "name": "Genodigde"}],
                 "/role-changes": [{"space": space, "role": "reader", "person": renewing["person"]}],
                 "/token-renewals": [{"replica": renewing["replica"]}],
                 "/wipe-confirmations": [{"signature": sign(bytes.fromhex(wiped["seed"]), confirmation).hex()}]},
        "secrets": [newcomer["code"]] + [secret for device in (renewing, wiped)
                                         for secret in (device["token"], device["code"], device["seed"])],
    }, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
