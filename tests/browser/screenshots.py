"""Takes the pictures of the README from a fresh demonstration: .venv/bin/python -m tests.browser.screenshots"""

import json
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright

from tests import headless
from tests.browser.serving import ROOT, Shetu
from tests.browser.visiting import DESK, PHONE, Visitor

TARGET = ROOT / "docs" / "screenshots"
ROSTER_AWAITED = "TOT-RAJ-06"
RUNNING = "TOT-KHU-05"
MOST_BYTES = 150_000
# What the certificates of the pictures print; the pages come from where this Shetu really answers.
PRINTED_ADDRESS = "http://shetu.example"


def main():
    """Writes the five pictures, each below 150 KB."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shetu = Shetu(
            Path(folder),
            empty=True,
            DEMO="yes",
            SITE_URL=PRINTED_ADDRESS,
            ALLOWED_HOSTS="localhost,shetu.example",
            LOG_LEVEL="ERROR",
        )
        try:
            browser = playwright.chromium.launch(**headless.how())
            take_pictures(shetu.start(), browser, Path(folder))
        finally:
            shetu.stop()


def take_pictures(shetu, browser, folder):
    demo = folder / "var" / "demo"
    password = {one["role"]: one for one in json.loads((demo / "sign_ins.json").read_text())}

    def come(role, **device):
        visitor = Visitor(browser, shetu.url, name=role, **device)
        if role in password:
            visitor.sign_in(password[role]["login"], password[role]["password"])
        return visitor

    coordinator = come("coordinator", **DESK)
    keep(coordinator, "today")
    preview_of_the_roster(coordinator, demo / "sample_roster.xlsx")
    attendance_on_a_phone(come("trainer", **PHONE))
    address = certificate(come("officer", **PHONE), folder)
    stranger = come("anyone", **PHONE)
    stranger.goto(address.removeprefix(PRINTED_ADDRESS))
    keep(stranger, "verify-phone")


def preview_of_the_roster(coordinator, roster):
    coordinator.goto(f"/admin/sessions/{ROSTER_AWAITED}/rosters/upload/")
    coordinator.page.locator("input[type=file]").set_input_files(roster)
    coordinator.press(coordinator.page.locator("form[enctype] button.primary"))
    coordinator.page.locator(".sh-nums").wait_for()
    coordinator.goto(coordinator.page.url.split("?")[0] + "?rows=problems")
    keep(coordinator, "roster-preview")


def attendance_on_a_phone(trainer):
    trainer.speak("bn")
    trainer.goto("/training/")
    trainer.press(trainer.page.locator(f"main a.primary[href*='{RUNNING}']"))
    for row, mark in enumerate(["present", "present", "late", "present", "excused", "present", "absent"]):
        choice = trainer.page.locator("tr[data-officer]").nth(row).locator(f"input[value={mark}] + label")
        with trainer.page.expect_response("**/attendance/acts/"):
            choice.tap()
    trainer.page.evaluate("scrollTo(0, 0)")
    keep(trainer, "attendance-phone")


def certificate(officer, folder):
    """Draws the officer's certificate; returns the address in its square code."""
    pdf = officer.download(officer.page.locator("main a[href^='/me/certificates/']").first, folder)
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", pdf, folder / "certificate"], check=True)
    page = Image.open(folder / "certificate.png")
    [square] = zxingcpp.read_barcodes(page, zxingcpp.BarcodeFormat.QRCode)
    compress(page.resize((1100, round(page.height * 1100 / page.width)), Image.Resampling.LANCZOS), "certificate")
    return square.text


def keep(visitor, name):
    picture = TARGET / f"{name}.png"
    visitor.page.evaluate("document.activeElement.blur()")
    visitor.page.screenshot(path=picture)
    compress(Image.open(picture), name)


def compress(picture, name):
    """Writes the picture in as many colours as 150 KB allow."""
    path = TARGET / f"{name}.png"
    picture = picture.convert("RGB")
    picture.save(path, optimize=True)
    colours = 256
    while path.stat().st_size > MOST_BYTES:
        picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
        colours //= 2


if __name__ == "__main__":
    main()
