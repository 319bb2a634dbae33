"""Signatures that providers of short messages want, after their published descriptions."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timezone
from urllib.parse import quote, urlsplit

from odoo import fields


def aliyun(values, access_key, secret, now=None, nonce=None):
    """Parameters of a call in the RPC style (HMAC-SHA1, version 1.0) with their signature.

    :param values: parameters of the action, e.g. Action, PhoneNumbers
    :return: dict to send as a form
    """
    now = now or fields.Datetime.now().replace(tzinfo=timezone.utc)
    values = {
        **{key: str(value) for key, value in values.items()},
        "AccessKeyId": access_key,
        "Format": "JSON",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": nonce or secrets.token_hex(16),
        "SignatureVersion": "1.0",
        "Timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    query = "&".join(
        f"{_rfc3986(key)}={_rfc3986(values[key])}" for key in sorted(values)
    )
    text = f"POST&{_rfc3986('/')}&{_rfc3986(query)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return {**values, "Signature": base64.b64encode(digest).decode()}


def _rfc3986(text):
    return quote(text, safe="-_.~")


def tencent(url, action, version, region, payload, secret_id, secret, now=None):
    """(headers, body) of a call signed with TC3-HMAC-SHA256.

    :param payload: data of the action
    """
    now = now or fields.Datetime.now().replace(tzinfo=timezone.utc)
    host = urlsplit(url).netloc
    service = host.split(".")[0].split(":")[0]
    body = json.dumps(payload, ensure_ascii=False)
    stamp, day = str(int(now.timestamp())), now.strftime("%Y-%m-%d")
    kind = "application/json; charset=utf-8"
    heads = f"content-type:{kind}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    signed = "content-type;host;x-tc-action"
    canonical = "\n".join(["POST", "/", "", heads, signed, _sha256(body)])
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join(["TC3-HMAC-SHA256", stamp, scope, _sha256(canonical)])
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return {
        "Authorization": f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={signed}, "
        f"Signature={signature}",
        "Content-Type": kind,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": stamp,
        "X-TC-Version": version,
        "X-TC-Region": region,
    }, body.encode()


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()
