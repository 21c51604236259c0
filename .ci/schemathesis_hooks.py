"""What schemathesis has to know of bodies in CBOR: requests are those of the vectors, whole or with bytes
changed, and answers are as schakel.cddl says. And what a request needs to be granted (SCHAKEL_FACTS), which
half of them say. What was answered is written down (SCHAKEL_ANSWERS)."""
import json
import os
import sys
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

MEDIA_TYPE = "application/vnd.schakel.sync+cbor"
PROTOCOL = Path(__file__).parent.parent / "Protocol"
sys.path.insert(0, str(PROTOCOL / "reference"))
from grammar import Grammar  # noqa: E402
from schemathesis_devices import Server  # noqa: E402

GRAMMAR = Grammar()
FACTS = json.loads(Path(os.environ["SCHAKEL_FACTS"]).read_text())
SERVER = Server(FACTS["address"])
RULES = {"/sync": "sync-answer", "/hand-ins": "sync-answer", "/history": "history-answer",
         "/held-changes": "history-answer"}


def requests() -> list[bytes]:
    tests = json.loads((PROTOCOL / "vectors" / "message.json").read_text())["tests"]
    return [bytes.fromhex(test["input"]["bytes"]) for test in tests
            if test["input"]["type"].endswith("-request")]


@st.composite
def bodies(draw) -> bytes:
    """A request, whole or with some of its bytes cut off or changed; or no request at all."""
    body = bytearray(draw(st.sampled_from(requests())))
    for _ in range(draw(st.integers(0, 3))):
        body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    end = draw(st.one_of(st.just(len(body)), st.integers(0, len(body))))
    return draw(st.one_of(st.just(bytes(body[:end])), st.binary(max_size=64)))


@schemathesis.serializer(MEDIA_TYPE)
def serialize(ctx, value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


schemathesis.openapi.media_type(MEDIA_TYPE, bodies())


@schemathesis.check
def as_the_grammar_says(ctx, response, case):
    if response.status_code == 200 and case.path in RULES:
        errors = GRAMMAR.errors(response.content, RULES[case.path])
        assert not errors, f"no {RULES[case.path]}: {errors[0]}"


@schemathesis.hook
def before_generate_body(ctx, strategy):
    path = ctx.operation.path
    granted = FACTS["json"].get(path) or [bytes.fromhex(text) for text in [FACTS["bytes"].get(path)] if text]
    return st.one_of(strategy, st.sampled_from(granted)) if granted else strategy


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """A challenge is good once: what answers it is made when it is needed."""
    if case.path == "/token-renewals" and case.body == FACTS["json"][case.path][0]:
        case.body = SERVER.renewal(FACTS["renewing"])


@schemathesis.hook
def after_call(ctx, case, response):
    with open(os.environ["SCHAKEL_ANSWERS"], "a") as answers:
        print(case.method, case.operation.path, response.status_code, file=answers)
