#!/usr/bin/env python3
"""Check, offline, what this service has proved: that a request arrived, that a log only grew.

    check_proof.py arrival FILE.tlog-proof --key VKEY [--reference REFERENCE] [--chain-head HEX]
    check_proof.py grown OLD NEW --key VKEY

VKEY is the log's public key, as the service's operator has published it. `arrival` shows what the
proof vouches for; compare the reference and the chain head with those of the receipt. `grown` takes
a checkpoint that was kept, and a later one with its proof (`pyyda-apua checkpoint --since OLD`).

It needs Python 3.8 or newer and nothing else: hashes are the standard library's, and signatures are
checked below, after RFC 8032. Exit status: 0 it holds, 1 it does not, 2 wrong call.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys
from pathlib import Path

HEADER = "c2sp.org/tlog-proof@v1"
DASH = "\u2014 "

# The curve of RFC 8032, section 5.1: its field, the order of its group, its constant, its base.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class DoesNotHold(Exception):
    """What was to be checked is not so; the message says what."""


def main(arguments):
    options = read_options(arguments)
    try:
        for line in options.check(options):
            print(line)
    except DoesNotHold as refused:
        print(f"DOES NOT HOLD: {refused}", file=sys.stderr)
        return 1
    except (OSError, ValueError, binascii.Error) as error:
        print(f"DOES NOT HOLD: cannot be read ({error})", file=sys.stderr)
        return 1
    return 0


def read_options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.set_defaults(reference=None, chain_head=None)
    commands = parser.add_subparsers(dest="command", required=True)
    arrival = commands.add_parser("arrival", help="a request arrived")
    arrival.add_argument("file", type=Path)
    arrival.add_argument("--reference", help="the reference on the receipt")
    arrival.add_argument("--chain-head", help="the chain head on the receipt")
    arrival.set_defaults(check=check_arrival)
    grown = commands.add_parser("grown", help="a log only grew since a checkpoint")
    grown.add_argument("old", type=Path)
    grown.add_argument("new", type=Path)
    grown.set_defaults(check=check_grown)
    for each in (arrival, grown):
        each.add_argument("--key", required=True, action="append", help="the log's public key")
    return parser.parse_args(arguments)


def check_arrival(options):
    text = read(options.file)
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != HEADER or len(lines) < 3 or not lines[1].startswith("extra "):
        raise DoesNotHold("this is no proof of an arrival")
    content = base64.b64decode(lines[1][len("extra ") :], validate=True)
    index = int(lines[2].partition("index ")[2])
    proof = [base64.b64decode(line, validate=True) for line in lines[3:]]
    origin, size, root = checkpoint(note, options.key)
    if root_by(hashlib.sha256(b"\x00" + content).digest(), index, size, proof) != root:
        raise DoesNotHold("the log does not hold this arrival")
    arrival = json.loads(content.decode())
    if arrival.get("kind") != "arrival":
        raise DoesNotHold("the log holds this, but it is no arrival")
    for name, wanted in (("reference", options.reference), ("chain_head", options.chain_head)):
        if wanted is not None and wanted.strip() != arrival[name]:
            raise DoesNotHold(f"it is another request: {name} {arrival[name]}")
    yield f"The log {origin} holds it, signed at {size} leaves."
    yield "Reference:  {}".format(arrival["reference"])
    yield "Arrived at: {}".format(arrival["submitted_at"])
    yield "Chain head: {}".format(arrival["chain_head"])


def check_grown(options):
    head, _, note = read(options.new).partition("\n\n")
    lines = head.split("\n")
    if not lines[0].startswith("old "):
        raise DoesNotHold("the later checkpoint comes without its proof")
    proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    old_origin, old_size, old_root = checkpoint(read(options.old), options.key)
    origin, size, root = checkpoint(note, options.key)
    if origin != old_origin or int(lines[0][len("old ") :]) != old_size:
        raise DoesNotHold("the proof is of another checkpoint")
    require_grown((old_size, old_root), (size, root), proof)
    yield f"The log {origin} grew from {old_size} leaves to {size} and changed none."


def read(path):
    return path.read_text(encoding="utf-8")


def checkpoint(note, keys):
    """Origin, size and root of a signed checkpoint (C2SP tlog-checkpoint in a signed-note)."""
    text, gap, lines = note.rpartition("\n\n")
    text += "\n"
    is_signed = False
    for line in lines.splitlines():
        name, _, content = line[len(DASH) :].partition(" ")
        signature = base64.b64decode(content, validate=True)
        for key in keys:
            key_name, key_id, public = read_key(key)
            if (key_name, key_id) == (name, signature[:4]):
                if not is_by(public, text.encode(), signature[4:]):
                    raise DoesNotHold(f"the signature of {name} is false")
                is_signed = True
    if not gap or not is_signed:
        raise DoesNotHold("no key that you gave has signed the checkpoint")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def read_key(text):
    """Name, id and public key of a verifier key: name+id+base64 (C2SP signed-note)."""
    name, _, rest = text.strip().partition("+")
    key_id, _, content = rest.partition("+")
    key = base64.b64decode(content, validate=True)
    expected = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if key[:1] != b"\x01" or len(key) != 33 or expected.hex() != key_id:
        raise DoesNotHold("the key given with --key is none")
    return name, expected, key[1:]


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by(leaf, index, size, proof):
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        raise DoesNotHold("there is no such place in the log")
    root, last = leaf, size - 1
    for beside in proof:
        if last == 0:
            raise DoesNotHold("the proof is too long")
        if index % 2 or index == last:
            root = node(beside, root)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            root = node(root, beside)
        index, last = index // 2, last // 2
    if last:
        raise DoesNotHold("the proof is too short")
    return root


def require_grown(old, new, proof):
    """Let a consistency proof pass (RFC 9162, section 2.1.4.2)."""
    (size, root), (later_size, later_root) = old, new
    if size == later_size and root == later_root and not proof:
        return
    if not 0 < size < later_size:
        raise DoesNotHold("the later log is no longer than the earlier one, or another")
    path = [root, *proof] if size & (size - 1) == 0 else proof
    if not path:
        raise DoesNotHold("the proof is too short")
    index, last = size - 1, later_size - 1
    while index % 2:
        index, last = index // 2, last // 2
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            raise DoesNotHold("the proof is too long")
        if index % 2 or index == last:
            before, after = node(beside, before), node(beside, after)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            after = node(after, beside)
        index, last = index // 2, last // 2
    if last or (before, after) != (root, later_root):
        raise DoesNotHold("the later log does not go on from the earlier one")


def is_by(public, message, signature):
    """Whether the holder of this public key signed the message (RFC 8032, section 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = point(public), point(signature[:32])
    response = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or response >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % L
    return same(times(response, BASE), plus(commitment, times(challenge, key)))


def point(encoded):
    """The point that 32 bytes stand for, as X, Y, Z and T = XY/Z; None for what is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x % 2 != sign:
        x = P - x
    return x, y, 1, x * y % P


def plus(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * one[3] * other[3] * D
    d = 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(count, of):
    total = (0, 1, 1, 0)
    while count:
        if count % 2:
            total = plus(total, of)
        of, count = plus(of, of), count // 2
    return total


def same(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
