"""The least that a certificate takes, by none of the product's code: the texts shaped, stamped on the artwork, signed, written, recorded.

What makes it a floor: the artwork is there as bytes, nothing is tried, checked, numbered or audited; both signatures of a certificate, of
the payload in its square code and of its file, are bare ones, in place of a message with its certificates. The picture of the square
code is there as bytes, too; or each certificate gets its own, drawn by zxing-cpp, the fastest library that draws them (C++). The rows go
by COPY (on SQLite by one prepared statement) into a table like that of certificates, with its indexes and without its foreign keys and
triggers.
"""

import hashlib
import io
import json
import os
import secrets
import zlib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import uharfbuzz as hb
import zxingcpp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "certificates" / "drawing" / "fonts"
LATIN, BENGALI = "tiro-bangla-latin-400-normal.woff2", "tiro-bangla-bengali-400-normal.woff2"
ROW = (
    *("enrolment_id", "design_id", "serial", "code", "facts", "state", "reason", "reason_bn", "pdf", "sha256", "size"),
    *("issued_at", "issued_by_id"),
)
QR_SIDE, FILES_PER_CHUNK, ROOM = 61, 250, 2_000
# As much of the texts as a payload of the product has room for; dots of a picture as digits, dark is 1.
PAYLOAD, ADDRESS = 95, "https://shetu.example/verify/"
_DIGITS = bytes([ord("1")] * 128 + [ord("0")] * 128)


class Floor:
    """Makes certificates. artwork: the bytes of a page without a holder's texts; folder: where the files go.

    draws_codes: whether each certificate gets a square code of its own.
    """

    def __init__(self, connection, artwork, folder, *, draws_codes=False):
        self._draws_codes = draws_codes
        self._connection, self._folder = connection, folder
        self._artwork, self._digest = artwork, hashlib.sha256(artwork)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._fonts = {name: _font(name) for name in (LATIN, BENGALI)}
        self._qr = secrets.token_hex(QR_SIDE * ((QR_SIDE + 7) // 8)).encode()
        self._shaped = lru_cache(maxsize=4_000)(self._shape)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("CREATE TABLE bench_floor (LIKE certificates_certificate INCLUDING ALL)")
            else:
                cursor.execute(f"CREATE TABLE bench_floor (id integer PRIMARY KEY, {', '.join(ROW)})")
                for name in ("serial", "code", "enrolment_id", "sha256"):
                    cursor.execute(f"CREATE INDEX bench_floor_{name} ON bench_floor ({name})")

    def make(self, session):
        """Makes the certificates of a session (its code). Returns how many."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.id, o.name_bn, o.name_en, r.name_bn, r.name_en, u.name_bn, u.name_en FROM trainings_enrolment e"
                " JOIN trainings_trainingsession s ON s.id = e.session_id JOIN participants_officer o ON o.id = e.officer_id"
                " JOIN participants_rank r ON r.id = e.rank_id JOIN participants_unit u ON u.id = e.unit_id WHERE s.code = %s",
                [session],
            )
            everyone = cursor.fetchall()
            cursor.execute(
                "SELECT (SELECT min(id) FROM certificates_certificatedesign), (SELECT min(id) FROM accounts_user)"
            )
            facts = cursor.fetchone()
            for start in range(0, len(everyone), FILES_PER_CHUNK):
                self._make_chunk(cursor, everyone[start : start + FILES_PER_CHUNK], *facts)
        return len(everyone)

    def _make_chunk(self, cursor, people, design, by):
        now = datetime.now(UTC).isoformat()
        folder = self._folder / secrets.token_hex(2)
        folder.mkdir(parents=True)
        rows, handles = [], []
        for enrolment, *texts in people:
            serial, code = f"FLOOR-{enrolment:06}", secrets.token_hex(13)
            pdf = self._drawn([*texts, serial, code])
            name = folder / f"{secrets.token_hex(16)}.pdf"
            handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(handle, pdf)
            handles.append(handle)
            words = json.dumps({"texts": texts, "serial": serial, "code": code, "same": "x" * 900}, ensure_ascii=False)
            digest = hashlib.sha256(pdf).hexdigest()
            rows.append(
                (enrolment, design, serial, code, words, "issued", "", "", name.name, digest, len(pdf), now, by)
            )
        for handle in handles:
            os.fsync(handle)
            os.close(handle)
        into = f"bench_floor ({', '.join(ROW)})"
        if self._connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(ROW))})", rows)  # noqa: S608 -- names of our own

    def _drawn(self, texts):
        """Returns the artwork, the texts of a holder behind it, and a signature over both."""
        blocks = []
        for at, text in enumerate(texts):
            font = LATIN if text.isascii() else BENGALI
            width = sum(self._shaped(word, font)[1] for word in text.split(" "))
            words = b" ".join(self._shaped(word, font)[0] for word in text.split(" "))
            blocks.append(b"BT /F1 14 Tf %.2f %d Td %s ET\n" % (420 - width / 2, 400 - 20 * at, words))
        payload = json.dumps(texts, ensure_ascii=False).encode()[:PAYLOAD]
        payload += self._key.sign(payload, ec.ECDSA(hashes.SHA256()))
        digits = str(int.from_bytes(payload, "big"))
        qr = _square_code(f"{ADDRESS}{texts[-1]}/#{digits}") if self._draws_codes else self._qr
        content = zlib.compress(b"".join(blocks), 6)
        picture = b"BI /W %d /H %d /BPC 1 /IM true /F /AHx ID\n%s>\nEI" % (QR_SIDE, QR_SIDE, qr)
        objects = (content, picture, b"<</Type/Page>>", b"<</Type/Catalog>>", b"<</Title(x)>>")
        bodies = b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, body) for at, body in enumerate(objects, 1))
        tail = b"%sxref\n%s\ntrailer" % (bodies, b"".join(b"%010d 00000 n \n" % at for at in range(len(objects))))
        digest = self._digest.copy()
        digest.update(tail)
        signature = self._key.sign(digest.digest(), ec.ECDSA(hashes.SHA256()))
        return b"%s%s<%s>" % (self._artwork, tail, signature.hex().encode().ljust(ROOM, b"0"))

    def _shape(self, word, font):
        buffer = hb.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        hb.shape(self._fonts[font], buffer)
        shown = b"".join(
            b"<%04X>%d" % (info.codepoint, -position.x_offset)
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        )
        return b"[%s]TJ" % shown, sum(position.x_advance for position in buffer.glyph_positions) * 14 / 1000


def _square_code(text):
    """Returns the modules of a square code, each as a byte, in hexadecimal digits of eight a byte."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    dots = bytes(memoryview(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)))
    return b"%X" % int(dots.translate(_DIGITS), 2)


def _font(name):
    plain, font = io.BytesIO(), TTFont(FONTS / name)
    font.flavor = None
    font.save(plain)
    return hb.Font(hb.Face(plain.getvalue()))
