"""The running house: from the last uploaded byte to a playable grant, a GET, a second `make up`."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

from infra.cli.client import Client
from infra.cli.upload import Uploader
from infra.local import tune
from infra.local.engine.program import Engine
from infra.local.people import sign_up
from infra.local.postgres import Postgres
from infra.local.stack import ROOT, LocalStack, Ports
from media.data import ffmpeg
from tests.bench.edge import edge_segment
from tests.bench.measure import Ratio, in_turn

SECONDS = 240
POLL_SECONDS = 0.1
LAST_LINE = "Ctrl-C stops it."


def four_minutes(folder: Path) -> Path:
    """The demo tune over and over: WAV, so that all five renditions are made."""
    once, whole = folder / "once.wav", folder / "four-minutes.wav"
    tune.write(once)
    with wave.open(str(once)) as read, wave.open(str(whole), "wb") as write:
        write.setparams(read.getparams())
        frames, rate = read.readframes(read.getnframes()), read.getframerate()
        left = SECONDS * rate * 4
        while left > 0:
            write.writeframes(frames[:left])
            left -= len(frames)
    return whole


def upload_to_playable(house: LocalStack, folder: Path, runs: int) -> Ratio:
    """[upload_to_playable] against one plain ffmpeg process that makes the same five outputs."""
    song = four_minutes(folder)
    client = Client(sign_up(house, "bench@didit360.example", house.secret("bench"), "artist"))

    def ours() -> float:
        sent = Uploader(client, song, "Bench", "audio", lambda _: None).run()
        start = time.monotonic()
        while (state := client.get_track(sent)["state"]) != "ready":
            if state == "failed":
                raise RuntimeError(client.get_track(sent)["reason"])
            time.sleep(POLL_SECONDS)
        client.playback(sent)
        return time.monotonic() - start

    def plain() -> float:
        outputs: list[str | Path] = []
        for name, options in (
            ("64.m4a", ["-c:a", "aac", "-b:a", "64k"]),
            ("128.m4a", ["-c:a", "aac", "-b:a", "128k"]),
            ("256.m4a", ["-c:a", "aac", "-b:a", "256k"]),
            ("opus.mp4", ["-c:a", "libopus", "-b:a", "128k"]),
            ("flac.mp4", ["-c:a", "flac"]),
        ):
            outputs += ["-map", "0:a", *options, folder / name]
        start = time.monotonic()
        program = ffmpeg.tool("ffmpeg")
        subprocess.run([program, "-v", "error", "-nostdin", "-y", "-i", song, *outputs], check=True)
        return time.monotonic() - start

    unit = f"wall time of a {SECONDS} s track, last byte to grant / one ffmpeg with five outputs"
    return in_turn("upload_to_playable", unit, ours, plain, runs=runs, limit=1.3)


def get_track_gateway(house: LocalStack, track_id: str, runs: int) -> Ratio:
    """[get_track_gateway] against an operation that only says who is asking."""
    person = sign_up(house, "bench@didit360.example", house.secret("bench"))
    connection = http.client.HTTPConnection("127.0.0.1", house.ports.edge)

    def get(path: str) -> float:
        start = time.monotonic()
        connection.request("GET", path, headers={"Authorization": f"Bearer {person.id_token}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, path
        return time.monotonic() - start

    return in_turn(
        "get_track_gateway",
        "wall time through edge and gateway, GET a track / GET /accounts/me",
        lambda: get(f"/music/tracks/{track_id}"),
        lambda: get("/accounts/me"),
        runs=runs,
        warm_up=20,
    )


def up_again(folder: Path, runs: int) -> Ratio:
    """[up_again] `make up`, second time, against the engine and PostgreSQL started bare."""
    ports = Ports.free()
    command = [sys.executable, "-m", "infra.cli.main", "up"]
    environment = os.environ | {
        "DIDIT360_HOME": str(folder / "house"),
        "EDGE_PORT": str(ports.edge),
        "ENGINE_PORT": str(ports.engine),
        "POSTGRES_PORT": str(ports.postgres),
        "CHAIN_PORT": str(ports.chain),
    }

    def up() -> float:
        start = time.monotonic()
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert running.stdout
        said: list[str] = []
        for line in running.stdout:
            said.append(line)
            if LAST_LINE in line:
                break
        took = time.monotonic() - start
        running.terminate()
        running.communicate()
        if LAST_LINE not in said[-1]:
            raise RuntimeError("".join(said))
        return took

    bare = Engine(folder / "bare-engine", Ports.free().engine)
    database = Postgres(folder / "bare-postgres", Ports.free().postgres)

    def bare_start() -> float:
        start = time.monotonic()
        server = database.start()
        engine = bare.start(ROOT)
        engine.wait(bare.ready)
        took = time.monotonic() - start
        engine.stop()
        server.stop()
        return took

    unit = "wall time of `make up` over stored data / engine and PostgreSQL bare"
    return in_turn("up_again", unit, up, bare_start, runs=runs)


def run() -> list[Ratio]:
    """All of them, on a house of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with LocalStack(folder / "journey", Ports.free()) as house:
            journey = upload_to_playable(house, folder, runs=3)
            client = Client(sign_up(house, "bench@didit360.example", house.secret("bench")))
            track = next(client.tracks())
            gateway = get_track_gateway(house, track["id"], runs=200)
            segment = edge_segment(house, track["id"], folder, runs=5)
        return [journey, gateway, segment, up_again(folder, runs=3)]


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")
